"""The normal form of a text: composed characters, without invisible ones.

A soft hyphen, a zero-width joiner or a decomposed accent does not make another word. Code that looks for words or
sentences reads the normal form, and maps the positions that it finds back to the stored text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from bot.domain import Span

MAX_MARKS: Final = 30
"""Maximum number of combining marks that are kept after a character, as in Unicode's Stream-Safe Text Format.

Composing an endless run of marks would take quadratic time.
"""

_MARK_OR_INVISIBLE: Final = regex.compile(r"[\p{M}\p{DI}]")
"""A combining mark, or a default-ignorable character, which is not displayed: soft hyphen, joiner, direction mark."""
_COMPOSED: Final = re.compile("[\x00-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0]*")
"""Letters of European languages and punctuation, none of which is such a mark. It is tested many times as fast."""
_CLUSTER: Final = regex.compile(r"[\P{M}--\p{DI}]?[\p{M}\p{DI}]++", regex.VERSION1)
_IGNORABLE: Final = regex.compile(r"\p{DI}++")
_ENCLOSING: Final = regex.compile(r"\p{Me}++")


@dataclass(frozen=True, slots=True)
class NormalForm:
    """The normal form of a part of a text, with the position of each of its characters in the text."""

    text: str
    start: int
    """Offset of the part in the text."""
    starts: Sequence[int] | None = None
    """Offset of each character in the text; None if the part was in its normal form already."""
    ends: Sequence[int] | None = None
    """Offset after each character in the text; None as above."""

    @classmethod
    def from_text(cls, text: str, start: int = 0, end: int | None = None) -> NormalForm:
        """Return the normal form of `text[start:end]`."""
        end = len(text) if end is None else end
        part = text[start:end]
        # Most texts are composed already: they need neither a copy nor a map of positions.
        if part.isascii() or _COMPOSED.fullmatch(part) or not _MARK_OR_INVISIBLE.search(part):
            return cls(part, start)
        return _composed(part, start)

    def span(self, start: int, end: int) -> Span:
        """Return the span of the stored text that `self.text[start:end]`, which must not be empty, stands for."""
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
    """Return a character with its marks composed to as few characters as possible.

    An enclosing mark, as in a keycap, is left out: it does not change the word.
    """
    visible = _IGNORABLE.sub("", cluster)
    return unicodedata.normalize("NFC", _ENCLOSING.sub("", visible[: MAX_MARKS + 1]))


def _visible_end(cluster: str, start: int) -> int:
    """Return the offset after the last displayed character of the cluster, or else after its first character."""
    end = len(cluster)
    while end > 1 and _IGNORABLE.match(cluster, end - 1, end):
        end -= 1
    return start + end


def normal_form(text: str) -> str:
    """Return the normal form of a text, where positions do not matter."""
    return NormalForm.from_text(text).text
