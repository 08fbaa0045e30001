"""Text from outside made harmless for a terminal or a log: what is shown is letters, never commands."""

from __future__ import annotations

import unicodedata
from typing import Final

_REORDERING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional marks: Unicode counts them as format characters, and they can reverse what stands around them."""
_KEPT: Final = frozenset("\n\t")
_COMMANDS: Final = frozenset(("Cc", "Cs", "Zl", "Zp"))
"""Unicode categories of controls, unpaired surrogates, and the separators that break a line unseen."""
_LEAST_KEPT: Final = 0.7
"""How much of the room a cut after a whole word must use; a longer word is cut inside."""


def harmless(text: str) -> str:
    r"""The same text with control, reordering and unpaired surrogate characters written out, as `\x1b` or `\u202e`.

    Line ends and tabs stay; a carriage return before a line end goes, since it shows nothing there.
    """
    return "".join(_written_out(sign) for sign in text.replace("\r\n", "\n"))


def one_line(text: str, longest: int = 200) -> str:
    """The text made harmless, its white space folded to single blanks, and cut at `longest` characters with `…`."""
    flat = harmless(" ".join(text[: longest * 4].split()))
    return cut_to(flat, longest)


def cut_to(text: str, longest: int) -> str:
    """The text, cut with `…` when it is longer than `longest` characters: after a whole word where one ends nearby."""
    if len(text) <= longest:
        return text
    words, blank, _ = text[:longest].rpartition(" ")
    return f"{words.rstrip() if blank and len(words) >= longest * _LEAST_KEPT else text[: longest - 1]}…"


def _written_out(sign: str) -> str:
    if sign in _KEPT or (unicodedata.category(sign) not in _COMMANDS and sign not in _REORDERING):
        return sign
    return f"\\x{ord(sign):02x}" if ord(sign) < 0x100 else f"\\u{ord(sign):04x}"
