r"""Discord shows an escaped text as the characters that it was made from.

Discord hides a backslash before a sign that is neither letter, digit nor white space. So every sign with which
Markdown, a mention, an emoji name, a timestamp, a command or a link could begin gets one, and at the start of a line
also those of lists, headings and numbered lists. An address therefore stands there as it is written, as text without
a link or a preview: `https\://…`.

What no escape can show: a NUL and half a surrogate pair cannot be sent at all and stand as U+FFFD; a tab is shown by
Discord as blanks, a form feed not at all, and a Unicode emoji as Discord's own picture of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from bot.discord_app.replies.bidi import contain, contain_among_others
from bot.text.safe_text import truncate

LINE_BREAK: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
"""Whatever a client could take for the end of a line, and so for the end of a block quote."""

_INSIDE_WORDS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and joiners: they need no escape."""
_UNSENDABLE = re.compile("[\0\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\*_~`|<>#@:&\[\]]")
_LINE_MARK = re.compile(r"((?:\A|[\n\r\v\f\x85\u2028\u2029])[^\S\n\r\v\f\x85\u2028\u2029]*+\d*+)([-+=.)])")


def escape(text: str) -> str:
    """Markdown that Discord shows as exactly this text."""
    sendable = _UNSENDABLE.sub("\ufffd", text)
    return _LINE_MARK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", sendable))


def inline(text: str, longest: int) -> str:
    """Text of an article's metadata for a line that it shares: on one line, visibly cut at `longest`, escaped."""
    flat = " ".join(text[: longest * 4].split())
    return contain_among_others(escape(truncate(flat, longest)))


def block_quote(text: str, bold: Iterable[str] = ()) -> str:
    """The text as a block quote, line by line, with the given words set bold where they stand alone."""
    words = _bold_pattern(bold)
    return "\n".join(f"> {contain(_escape_around(line, words))}" for line in LINE_BREAK.split(text))


def _bold_pattern(words: Iterable[str]) -> re.Pattern[str]:
    plain = sorted({word for word in words if word and all(map(_is_of_word, word))}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(plain)})(?!\w)" if plain else r"(?!)")


def _is_of_word(character: str) -> bool:
    """Letters, digits, combining marks, and what may stand in a word without being displayed."""
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character in _INSIDE_WORDS


def _escape_around(line: str, words: re.Pattern[str]) -> str:
    return "".join(_pieces(line, words))


def _pieces(line: str, words: re.Pattern[str]) -> Iterator[str]:
    position = 0
    for found in words.finditer(line):
        yield escape(line[position : found.start()])
        yield f"**{found[0]}**"
        position = found.end()
    yield escape(line[position:])
