"""From the bytes of a text file to its characters, where a person saved it and not a program of this kind.

A byte order mark decides. Without one it is UTF-8, or else Windows-1252 where that gives a plausible text: never
characters that only look as if they had been read.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from bot.errors import CorpusError, Problem
from bot.phrases.messages import message
from bot.reading.decoding import decoded
from bot.text.language import detect_language

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT: Final = 4_000
_WESTERN: Final = re.compile(r"[\x00-\x7fÀ-ÖØ-öø-ÿŒœŠšŽžŸ‘’‚“”„–—…•«»‹›¿¡€£¥¢©®™°ºª§·¶†‡‰½¼¾²³´\xa0×¨¬\xad]*")
_FOREIGN: Final = re.compile(r"[a-zà-ÿ][À-Þ]|[^\W\d_][^\w\s!-/:-@\[-`{-~‘-„–—…«»‹›\xa0\xad·™®©][^\W\d_]|[À-ÿ]{4}")
"""What text of another encoding looks like when it is read as Windows-1252."""
_LANGUAGES: Final = frozenset({"", "en", "de", "es", "fr", "it", "pt", "nl", "da", "sv", "no", "nb", "fi", "ca"})
"""The languages that Windows-1252 is for; '' where the language cannot be told."""
_FEW_ACCENTS: Final = 6
_UTF8_SEQUENCE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decoded_text(content: bytes, file: str) -> str:
    """The characters of a text file, without its byte order mark; line ends stay as they are.

    Raises CorpusError that names `file` and says what to do when the bytes are in no encoding that is known for sure.
    """
    codec = next((name for mark, name in _MARKS if content.startswith(mark)), "") or _unmarked_utf16(content)
    if codec:
        try:
            return content.decode(codec)
        except UnicodeDecodeError as error:
            problem = message("encoding.damaged", position=str(error.start + 1), codec=codec.upper()[:6])
            raise CorpusError([Problem(file, 0, problem)]) from error
    try:
        return decoded(content, file)
    except CorpusError:
        western = _western(content)
        if western:
            return western
        raise


def _unmarked_utf16(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of its Latin letters is 0."""
    head = content[:_LOOKED_AT]
    if len(head) < 8 or len(content) % 2:
        return ""
    even, odd = head[::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and not even.count(0):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and not odd.count(0) else ""


def _western(content: bytes) -> str:
    """The text as Windows-1252; '' where it is not plausible, or where the file is UTF-8 with a stray byte."""
    if _UTF8_SEQUENCE.search(content):
        return ""
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    letters = sum(map(str.isalpha, text[:_LOOKED_AT]))
    accented = sum(char.isalpha() and not char.isascii() for char in text[:_LOOKED_AT])
    is_plausible = (
        _WESTERN.fullmatch(text) and not _FOREIGN.search(text) and accented <= max(_FEW_ACCENTS, 0.2 * letters)
    )
    return text if is_plausible and detect_language(text) in _LANGUAGES else ""
