"""Text in its normal form: composed characters, without those that a reader does not see.

A word may hold a soft hyphen, a zero-width joiner or a combining mark without being another word. Everything that
looks for words or sentences reads the normal form, and maps what it finds back to the text as it is stored.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from bot.domain import Span

MAX_MARKS: Final = 30
"""Combining marks that are kept behind one character, as in Unicode's Stream-Safe Text Format: composing endless runs
of them takes quadratic time."""

_ODD: Final = regex.compile(r"[\p{M}\p{DI}]")
"""A combining mark, or a character that is not displayed (default-ignorable: soft hyphen, joiners, direction marks)."""
_CLUSTER: Final = regex.compile(r"[\P{M}--\p{DI}]?[\p{M}\p{DI}]++", regex.VERSION1)
_IGNORABLE: Final = regex.compile(r"\p{DI}++")
_ENCLOSING: Final = regex.compile(r"\p{Me}++")


@dataclass(frozen=True, slots=True)
class NormalForm:
    """The normal form of a part of a text, and where each of its characters stands in the text itself."""

    text: str
    start: int
    """Where the part begins in the text."""
    starts: Sequence[int] | None = None
    """The place of each character in the text; None where the part is in its normal form already."""
    ends: Sequence[int] | None = None

    @classmethod
    def from_text(cls, text: str, start: int = 0, end: int | None = None) -> NormalForm:
        """The normal form of `text[start:end]`."""
        end = len(text) if end is None else end
        part = text[start:end]
        if part.isascii() or not _ODD.search(part):
            return cls(part, start)
        return _composed(part, start)

    def span(self, start: int, end: int) -> Span:
        """The characters of the stored text that `self.text[start:end]` stands for; not empty."""
        if self.starts is None or self.ends is None:
            return Span(self.start + start, self.start + end)
        return Span(self.starts[start], self.ends[end - 1])


def _composed(part: str, start: int) -> NormalForm:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for found in _CLUSTER.finditer(part):
        pieces.append(part[done : found.start()])
        starts += range(start + done, start + found.start())
        ends += range(start + done + 1, start + found.start() + 1)
        done = found.end()
        composed = _compose(found[0])
        pieces.append(composed)
        starts += [start + found.start()] * len(composed)
        ends += [start + _visible_end(found[0], found.start())] * len(composed)
    pieces.append(part[done:])
    starts += range(start + done, start + len(part))
    ends += range(start + done + 1, start + len(part) + 1)
    return NormalForm("".join(pieces), start, starts, ends)


def _compose(cluster: str) -> str:
    """A character with its marks as one, or as few as there are; what encloses it, as in a keycap, is left out."""
    seen = _IGNORABLE.sub("", cluster)
    return unicodedata.normalize("NFC", _ENCLOSING.sub("", seen[: MAX_MARKS + 1]))


def _visible_end(cluster: str, start: int) -> int:
    """The end of the last character of the cluster that is displayed, else of its first."""
    end = len(cluster)
    while end > 1 and _IGNORABLE.match(cluster, end - 1, end):
        end -= 1
    return start + end


def normal_form(text: str) -> str:
    """The normal form of a text whose places nobody asks for."""
    return NormalForm.from_text(text).text
