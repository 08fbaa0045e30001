r"""Escapes, so that Discord shows a text as exactly its characters.

Discord hides a backslash before a character that is neither letter, digit nor white space. So a backslash goes before
each character that could begin Markdown, a mention, an emoji name, a timestamp, a command or a link, and at the start
of a line before those of lists and headings. An address is shown as it is written, without a link or a preview:
`https\://…`.

Some characters cannot be shown. A NUL and half a surrogate pair cannot be sent, and become U+FFFD. Discord shows a tab
as spaces, a form feed not at all, and a Unicode emoji as its own picture.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from bot.discord_app.replies.bidi import isolate_controls, isolate_inline
from bot.text.safe_text import truncate

LINE_BREAK: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
"""All that a client could take for the end of a line, and so for the end of a block quote."""

_INSIDE_WORDS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphen, zero-width space and joiners, which may be in a word and need no escape."""
_UNSENDABLE = re.compile("[\0\ud800-\udfff]")
_SPECIAL = re.compile(r"[\\*_~`|<>#@:&\[\]]")
_LINE_MARK = re.compile(r"((?:\A|[\n\r\v\f\x85\u2028\u2029])[^\S\n\r\v\f\x85\u2028\u2029]*+\d*+)([-+=.)])")


def escape(text: str) -> str:
    """Return Markdown that Discord shows as exactly this text."""
    sendable = _UNSENDABLE.sub("\ufffd", text)
    return _LINE_MARK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", sendable))


def inline(text: str, max_length: int) -> str:
    """Return a text for a line that it shares with others: on one line, visibly cut at `max_length`, and escaped."""
    flat = " ".join(text[: max_length * 4].split())
    return isolate_inline(escape(truncate(flat, max_length)))


# The same quotes are shown again and again, and the pattern of the bold words is costly to compile.
@lru_cache(maxsize=4_000)
def block_quote(text: str, bold: tuple[str, ...] = (), *, is_large: bool = False) -> str:
    """Return the text as a block quote, with the given words in bold where they are whole words.

    With `is_large` its lines are headings, whose letters are larger, and all of them bold.
    """
    words = _bold_pattern(() if is_large else bold)
    mark = "> ## " if is_large else "> "
    return "\n".join(f"{mark}{isolate_controls(_escape_with_bold(line, words))}" for line in LINE_BREAK.split(text))


def _bold_pattern(words: Iterable[str]) -> re.Pattern[str]:
    plain = sorted({word for word in words if word and all(map(_is_word_character, word))}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(plain)})(?!\w)" if plain else r"(?!)")


def _is_word_character(character: str) -> bool:
    """Return True for letters, digits, combining marks, and characters that may be in a word unseen."""
    return character.isalnum() or unicodedata.category(character)[0] == "M" or character in _INSIDE_WORDS


def _escape_with_bold(line: str, words: re.Pattern[str]) -> str:
    return "".join(_pieces(line, words))


def _pieces(line: str, words: re.Pattern[str]) -> Iterator[str]:
    position = 0
    for found in words.finditer(line):
        yield escape(line[position : found.start()])
        yield f"**{found[0]}**"
        position = found.end()
    yield escape(line[position:])
