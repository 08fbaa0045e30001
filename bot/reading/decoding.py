"""Decode the bytes of files and pages to text.

Text files are decoded strictly: a wrong guess would store text that only looks right. Pages are decoded leniently, as
browsers do, because nobody can correct them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.errors import CorpusError, Problem
from bot.phrases.messages import message
from bot.text.language import detect_language

BYTE_ORDER_MARK: Final = "\ufeff"

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 comes before UTF-16: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_SEQUENCE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# -- names of encodings

_NOT_FOR_TEXT: Final = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7", "utf_7"}
)
"""Codecs of Python that no page is written in. One of them takes hours for two megabytes."""

_WEB_ENCODINGS: Final[Mapping[str, str]] = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
"""Encodings that browsers replace with a larger one, under Python's names."""

_ALIASES: Final[Mapping[str, str]] = {
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-cp1252": "cp1252",
    "x-mac-roman": "mac_roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
}
"""Names that servers and pages use and Python does not know."""


def codec_name(label: str) -> str:
    """Return Python's name of the encoding that a server or a page calls `label`; '' if it is not a text encoding."""
    key = label.strip().strip("\"'").casefold()
    try:
        codec = codecs.lookup(_ALIASES.get(key, key) or "undefined").name
        "".encode(codec)
    except (LookupError, ValueError):
        return ""
    return "" if codec in _NOT_FOR_TEXT else _WEB_ENCODINGS.get(codec, codec)


# -- text files

_CHARACTERS_CHECKED: Final = 4_000
"""Characters at the start of a text that are counted to judge its encoding."""
_CP1252_CHARACTERS: Final = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ÿŒœŠšŽžŸ‘’‚“”„–—…•«»‹›¿¡€£¥¢©®™°ºª§·¶†‡‰½¼¾²³´\xa0×¨¬\xad]*")
_MISREAD: Final = re.compile(r"[a-zà-ÿ][À-Þ]|[^\W\d_][^\w\s!-/:-@\[-`{-~‘-„–—…«»‹›\xa0\xad·™®©][^\W\d_]|[À-ÿ]{4}")
"""Character sequences that appear when text of another encoding is read as Windows-1252."""
_CP1252_LANGUAGES: Final = frozenset({"", "en", "de", "es", "fr", "it", "pt", "nl", "da", "sv", "no", "nb", "fi", "ca"})
"""Languages written in Windows-1252; '' where the language cannot be detected."""
_MAX_ACCENTS: Final = 6
"""Accented letters that are plausible in any text, however short."""


def decode_utf8(content: bytes, file: str) -> str:
    """Return the text of a UTF-8 file without its byte order mark. Line ends stay as they are.

    Raises CorpusError, which names the first byte that is not UTF-8.
    """
    try:
        return content.decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"{content[error.start]:02x}"
        problem = message("encoding.not_utf8", position=str(error.start + 1), byte=byte)
        raise CorpusError([Problem(file, line, problem)]) from error


def decode_text(content: bytes, file: str) -> str:
    """Return the text of a file without its byte order mark. Line ends stay as they are.

    A byte order mark decides the encoding. Without one it is UTF-8, or Windows-1252 where that gives plausible text.
    Raises CorpusError, which names `file` and says what to do, when no encoding is certain.
    """
    marked = next(((mark, codec) for mark, codec in _BYTE_ORDER_MARKS[1:] if content.startswith(mark)), None)
    mark, codec = marked or (b"", _unmarked_utf16(content))
    if codec:
        try:
            return content[len(mark) :].decode(codec)
        except UnicodeDecodeError as error:
            position = error.start + len(mark) + 1
            problem = message("encoding.damaged", position=str(position), codec=codec.upper()[:6])
            raise CorpusError([Problem(file, 0, problem)]) from error
    try:
        return decode_utf8(content, file)
    except CorpusError:
        if b"\0" in content:
            raise CorpusError([Problem(file, 0, message("encoding.binary"))]) from None
        western = _plausible_cp1252(content)
        if western:
            return western
        raise


def _unmarked_utf16(content: bytes) -> str:
    """Return the UTF-16 codec of a file without a byte order mark, '' for other files.

    In UTF-16, every other byte of Latin letters is 0.
    """
    head = content[:_CHARACTERS_CHECKED]
    if len(head) < 8 or len(content) % 2:
        return ""
    even, odd = head[::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and not odd.count(0) else ""


def _plausible_cp1252(content: bytes) -> str:
    """Return the file decoded as Windows-1252; '' if that text is not plausible, or the file is damaged UTF-8."""
    if _UTF8_SEQUENCE.search(content):
        return ""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    letters = sum(map(str.isalpha, text[:_CHARACTERS_CHECKED]))
    accents = sum(char.isalpha() and not char.isascii() for char in text[:_CHARACTERS_CHECKED])
    has_few_accents = accents <= max(_MAX_ACCENTS, 0.2 * letters)
    is_plausible = _CP1252_CHARACTERS.fullmatch(text) and not _MISREAD.search(text) and has_few_accents
    return text if is_plausible and detect_language(text) in _CP1252_LANGUAGES else ""


# -- pages

_HEAD_BYTES: Final = 16_384
"""Bytes at the start of a page that are searched for its encoding."""
_SAMPLE_BYTES: Final = 100_000
"""Bytes of a page that are examined to guess its encoding."""
_MAX_INVALID: Final = 10
"""Invalid characters that a page stated as UTF-8 may hold, however few valid ones are not ASCII."""
_INVALID_LETTER: Final = re.compile(r"\ufffd[a-z]|[a-z]\ufffd", re.IGNORECASE)
"""An invalid character in a word, which is an accented letter of another encoding rather than a stray byte."""
_WESTERN_LANGUAGES: Final = _CP1252_LANGUAGES | {"is"}

_META: Final = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"\bcharset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_CONTENT: Final = re.compile(rb"\bcontent\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_CONTENT_TYPE: Final = re.compile(rb"\bhttp-equiv\s*=\s*[\"']?\s*content-type\b", re.IGNORECASE)
_XML_ENCODING: Final = re.compile(rb"\s*<\?xml\b[^>]*\bencoding\s*=\s*[\"']([\w.:+-]+)", re.IGNORECASE)
_HTML_LANGUAGE: Final = re.compile(rb"<html\b[^>]*\blang\s*=\s*[\"']?\s*([a-z]{2,3})", re.IGNORECASE)


def decode_page(content: bytes, charset: str = "") -> str:
    """Return the text of a page. `charset` is the encoding that the server names, '' for none.

    A byte order mark counts first, then the server's statement, then the page's own; without any, the encoding is
    guessed. Invalid bytes become U+FFFD. UTF-8 is ignored as a statement when most of the page contradicts it.
    """
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _without_nul(content[len(mark) :].decode(codec, errors="replace"))
    for codec in filter(None, (codec_name(charset), codec_name(_declared_encoding(content)))):
        if codec.startswith(("utf-16", "utf-32")):
            # Without a byte order mark this can be true only if every second byte of the markup is 0.
            if b"\0" in content[:200]:
                return _without_nul(content.decode(codec, errors="replace").removeprefix(BYTE_ORDER_MARK))
            codec = "utf-8"  # noqa: PLW2901
        text = content.decode(codec, errors="replace")
        if codec != "utf-8" or _is_utf8(text):
            return _without_nul(text)
    return _without_nul(_decode_guessed(content))


def _without_nul(text: str) -> str:
    """Replace NUL characters: the HTML parser would end the page at the first one."""
    return text.replace("\0", "\ufffd")


def _is_utf8(text: str, max_invalid: int = _MAX_INVALID) -> bool:
    """Return whether decoded text holds few invalid characters, or fewer than valid ones beyond ASCII."""
    invalid, valid = text.count("\ufffd"), len(re.findall(r"[^\x00-\x7f\ufffd]", text))
    if not valid and len(_INVALID_LETTER.findall(text)) > 1:
        # Some words with accents, and none of them in UTF-8.
        return False
    return invalid <= max_invalid or invalid < valid


def _declared_encoding(content: bytes) -> str:
    """Return the encoding that a page states in its XML declaration or its meta elements, '' for none."""
    head = b"".join(_outside_comments(content[:_HEAD_BYTES]))
    if xml := _XML_ENCODING.match(head):
        return xml[1].decode("ascii", errors="replace")
    for meta in _META.findall(head):
        # A description may mention a charset: only the content of a Content-Type states one.
        statement = meta if _CONTENT_TYPE.search(meta) else _CONTENT.sub(b"", meta)
        if found := _CHARSET.search(statement):
            return found[1].decode("ascii", errors="replace")
    return ""


def _outside_comments(content: bytes) -> Iterator[bytes]:
    start = 0
    while (comment := content.find(b"<!--", start)) >= 0:
        yield content[start:comment]
        end = content.find(b"-->", comment)
        if end < 0:
            return
        start = end + 3
    yield content[start:]


def _decode_guessed(content: bytes) -> str:
    """Decode as UTF-8 where that fits, otherwise as the usual encoding of the page's language."""
    text = content.decode("utf-8", errors="replace")
    if _is_utf8(text, max_invalid=0):
        return text
    language = _HTML_LANGUAGE.search(content[:_HEAD_BYTES])
    if language and language[1].decode("ascii").lower() not in _WESTERN_LANGUAGES:
        # Only the process that reads a page needs it; commands start faster without it.
        from charset_normalizer import from_bytes  # noqa: PLC0415

        best = from_bytes(content[:_SAMPLE_BYTES]).best()
        return content.decode(best.encoding if best else "cp1252", errors="replace")
    return content.decode("cp1252", errors="replace")
