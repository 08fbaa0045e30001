"""Text that is safe to write to a terminal or a log, and text that a database can store."""

from __future__ import annotations

import unicodedata
from typing import Final

from bot.phrases.messages import message

_BIDI_MARKS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional marks. Unicode counts them as format characters; they can reverse the text around them."""
_ALLOWED_CONTROLS: Final = frozenset("\n\t")
_UNSAFE_CATEGORIES: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Unicode categories of control characters, unpaired surrogates, and invisible line separators."""
_MIN_SHARE_OF_WORDS: Final = 0.7
"""Smallest part of the allowed length to keep when cutting after a whole word; else the word is cut."""


def escape_controls(text: str) -> str:
    r"""Return the text with control, bidirectional and unpaired surrogate characters escaped, as `\x1b` or `\u202e`.

    Line feeds and tabs stay. A carriage return before a line feed is dropped, since it shows nothing there.
    """
    return "".join(_escape(char) for char in text.replace("\r\n", "\n"))


def _escape(char: str) -> str:
    if char in _ALLOWED_CONTROLS:
        return char
    if unicodedata.category(char) not in _UNSAFE_CATEGORIES and char not in _BIDI_MARKS:
        return char
    return f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{ord(char):04x}"


def one_line(text: str, longest: int = 200) -> str:
    """Return the text on one line: controls escaped, white space folded, cut at `longest` characters with `…`."""
    flat = escape_controls(" ".join(text[: longest * 4].split()))
    return truncate(flat, longest)


def truncate(text: str, longest: int) -> str:
    """Return at most `longest` characters, ending in `…` if cut, after a whole word where one ends nearby."""
    if len(text) <= longest:
        return text
    words, blank, _ = text[:longest].rpartition(" ")
    ends_nearby = blank and len(words) >= longest * _MIN_SHARE_OF_WORDS
    return f"{words.rstrip() if ends_nearby else text[: longest - 1]}…"


def storable_complaint(value: str) -> str:
    """Return why a database cannot store the text unchanged and what to do about it, or '' if it can."""
    nul = value.find("\0") + 1
    if nul:
        return message("storable.nul", position=nul)
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        return message("storable.surrogate", position=error.start + 1)
    return ""
