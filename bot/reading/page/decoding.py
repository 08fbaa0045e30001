"""From the bytes of a page to characters: as the page or its server states, guessed only where nobody states it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from charset_normalizer import from_bytes

from bot.reading.charsets import codec_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD: Final = 16_384
"""How far into a page its own statement is looked for, in bytes."""
_GUESSED: Final = 100_000
"""How much of a page is looked at to guess its encoding, in bytes."""
_STRAY: Final = 10
"""So many bytes that are not UTF-8 may stand in a page that states UTF-8, however little else is not ASCII."""
_WESTERN: Final = frozenset({"", "en", "de", "es", "fr", "it", "pt", "nl", "sv", "da", "no", "nb", "fi", "is", "ca"})
"""Languages that windows-1252 was made for; '' is a page that does not state its language."""

_META: Final = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_CHARSET: Final = re.compile(rb"\bcharset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_CONTENT: Final = re.compile(rb"\bcontent\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_IS_CONTENT_TYPE: Final = re.compile(rb"\bhttp-equiv\s*=\s*[\"']?\s*content-type\b", re.IGNORECASE)
_XML: Final = re.compile(rb"\s*<\?xml\b[^>]*\bencoding\s*=\s*[\"']([\w.:+-]+)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(rb"<html\b[^>]*\blang\s*=\s*[\"']?\s*([a-z]{2,3})", re.IGNORECASE)


def decode_page(content: bytes, charset: str = "") -> str:
    """The characters of a page. `charset` is what the server calls its encoding, '' where it does not say.

    A byte order mark counts first, then the server's statement, then the page's own. Bytes that are not of the stated
    encoding become U+FFFD. A statement of UTF-8 that most of the page contradicts is passed over.
    """
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _clean(content[len(mark) :].decode(codec, errors="replace"))
    for codec in filter(None, (codec_of(charset), codec_of(_declared(content)))):
        if codec.startswith(("utf-16", "utf-32")):
            # Without a mark, this is only possible where every second byte of the markup is zero.
            if b"\0" in content[:200]:
                return _clean(content.decode(codec, errors="replace").removeprefix("\ufeff"))
            codec = "utf-8"  # noqa: PLW2901
        text = content.decode(codec, errors="replace")
        if codec != "utf-8" or _is_utf_8(text):
            return _clean(text)
    return _clean(_guess(content))


def _clean(text: str) -> str:
    """Without NUL characters: the parser would end the page there."""
    return text.replace("\0", "\ufffd")


def _is_utf_8(text: str, stray: int = _STRAY) -> bool:
    """Whether more characters beyond ASCII are sound than broken, or hardly any is broken."""
    broken = text.count("\ufffd")
    return broken <= stray or broken < len(re.findall(r"[^\x00-\x7f\ufffd]", text))


def _declared(content: bytes) -> str:
    """The encoding that the page states in its XML declaration or its meta elements, '' for none."""
    head = b"".join(_outside_comments(content[:_HEAD]))
    if xml := _XML.match(head):
        return xml[1].decode("ascii", errors="replace")
    for meta in _META.findall(head):
        # A description may speak of a charset: only the content of a Content-Type states one.
        statement = meta if _IS_CONTENT_TYPE.search(meta) else _CONTENT.sub(b"", meta)
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


def _guess(content: bytes) -> str:
    """UTF-8 where that fits, else the usual encoding of the page's language."""
    text = content.decode("utf-8", errors="replace")
    if _is_utf_8(text, stray=0):
        return text
    language = _LANGUAGE.search(content[:_HEAD])
    if language and language[1].decode("ascii").lower() not in _WESTERN:
        best = from_bytes(content[:_GUESSED]).best()
        return content.decode(best.encoding if best else "cp1252", errors="replace")
    return content.decode("cp1252", errors="replace")
