"""Similarity of texts: shingles find texts that share most of their words, statements decide whether they say the same.

Two passages may share most of their words and differ in the one that counts. So shared shingles only make candidates;
statements are compared word by word, and one number, date, name or negation more makes another statement.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final
from zlib import crc32

from bot.domain import Span
from bot.search.language.tokens import Token, tokenize, unaccented

WORDS: Final = 4
"""Words in a row that are compared."""
MAX_EXTRA: Final = 4
"""Words that one of two equal statements may have more at its beginning and at its end ("Production news: …")."""
_ALIKE: Final = 0.7
"""Share of the longer statement's words from which on two statements are about the same."""
_FEWEST: Final = 4
"""Words below which only the very same words make the same statement."""
_BEFORE_NUMBER: Final = "$€£¥₹#+-−±<>≤≥~≈"
_BEHIND_NUMBER: Final = "%‰°$€£¥₹+"
_ASKS: Final = "?"

Shingle = tuple[str, ...]


def shingles_of(text: str, start: int = 0, end: int | None = None) -> frozenset[Shingle]:
    """Every run of WORDS words in `text[start:end]`."""
    words = [token.plain for token in tokenize(text, start, len(text) if end is None else end)]
    return frozenset(tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1))


def sample_shingles(shingles: Iterable[Shingle]) -> array[int]:
    """The checksums of every other shingle, the same ones in every text, to see fast which texts may share some."""
    checksums = (crc32(" ".join(shingle).encode("utf-8", "surrogatepass")) for shingle in shingles)
    return array("i", sorted(checksum >> 1 for checksum in checksums if checksum % 2 == 0))


def containment(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """How much of the shorter text the other holds, from 0 to 1."""
    return len(one & other) / max(min(len(one), len(other)), 1)


@dataclass(frozen=True, slots=True)
class _Words:
    """The data of `statements.txt`."""

    telling: frozenset[str]
    """Words that a statement cannot lose and stay the same."""
    articles: frozenset[str]
    numbers: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> _Words:
        sections: dict[str, list[str]] = {}
        current: list[str] = []
        for line in text.splitlines():
            content = line.split("#")[0].strip()
            if content.startswith("["):
                current = sections.setdefault(content.strip("[]"), [])
            else:
                current += content.split()
        pairs = [word.partition("=") for word in sections["numbers"]]
        numbers = {word: figure or word for word, _, figure in pairs}
        telling = frozenset(word for name in ("negation", "doubt", "dates") for word in sections[name])
        return cls(telling | frozenset(numbers), frozenset(sections["articles"]), numbers)


@cache
def _words() -> _Words:
    return _Words.read((files("bot.search") / "data" / "statements.txt").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence as the words that are compared."""

    words: tuple[str, ...]
    telling: tuple[bool, ...]
    """Of each word whether it is a number, a part of a date, a name, a negation or a doubt."""

    @classmethod
    def of(cls, text: str, span: Span, months: Iterable[str]) -> Statement:
        """The sentence at `span`; `months` are the words of the calendar."""
        known, calendar = _words(), frozenset(months)
        words: list[str] = []
        telling: list[bool] = []
        for place, token in enumerate(tokenize(text, span.start, span.end)):
            plain = unaccented(token.plain)
            is_number = any(character.isdigit() for character in plain)
            is_name = place > 0 and text[token.start].isupper()
            is_negated = text[token.start : token.start + 2].casefold() in {"n'", "n’"}
            if plain in known.articles and not is_negated:
                continue
            words.append(_with_signs(text, token) if is_number else known.numbers.get(plain, plain) + "'" * is_negated)
            telling.append(is_number or is_name or is_negated or plain in known.telling or plain in calendar)
        if text[max(span.start, span.end - 3) : span.end].rstrip("\"'”’»“) ").endswith(_ASKS):
            words.append(_ASKS)
            telling.append(True)
        return cls(tuple(words), tuple(telling))

    @property
    def is_bare(self) -> bool:
        """Whether it holds no number, date, name, negation or doubt."""
        return not any(self.telling)

    def repeats(self, other: Statement) -> bool:
        """Whether both say the same: the same words, but for a few at either end that tell nothing."""
        if self.words == other.words:
            return True
        if min(len(self.words), len(other.words)) < _FEWEST:
            return False
        return any(self._repeats_from(shift, other) for shift in range(-MAX_EXTRA, MAX_EXTRA + 1))

    def restates(self, other: Statement) -> bool:
        """Whether both are nearly the same and one has another word in it: a number, a name, a negation, a verb."""
        shared = (Counter(self.words) & Counter(other.words)).total()
        longer = max(len(self.words), len(other.words))
        return longer >= _FEWEST and shared >= _ALIKE * longer and not self.repeats(other)

    def _repeats_from(self, shift: int, other: Statement) -> bool:
        """The same where this one begins so many words into the other, or the other in this."""
        own, others = max(-shift, 0), max(shift, 0)
        size = min(len(self.words) - own, len(other.words) - others)
        if size < _FEWEST or self.words[own : own + size] != other.words[others : others + size]:
            return False
        return self._has_only_beside(own, size) and other._has_only_beside(others, size)

    def _has_only_beside(self, start: int, size: int) -> bool:
        """Whether few words stand around these, and none of them tells anything."""
        rest = len(self.words) - start - size
        return rest <= MAX_EXTRA and not any((*self.telling[:start], *self.telling[start + size :]))


def _with_signs(text: str, token: Token) -> str:
    """A number with its currency, its sign or its per cent."""
    before, behind = text[max(token.start - 1, 0) : token.start], text[token.end : token.end + 1]
    sign = before if before and before in _BEFORE_NUMBER else ""
    return sign + token.plain + (behind if behind and behind in _BEHIND_NUMBER else "")


def all_repeated(quoted: Sequence[Statement], held: Sequence[Statement]) -> bool:
    """Whether every statement that is quoted, bare ones aside, is held too, and at least one of all."""
    known = {statement.words for statement in held}
    found = False
    for statement in quoted:
        if statement.words in known or any(statement.repeats(each) for each in held):
            found = True
        elif not statement.is_bare:
            return False
    return found
