"""Correction of typing mistakes in questions: only words of the language data are ever suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LENGTH: Final = 5
"""Minimum number of characters in a word that is corrected, or suggested: shorter words have too many neighbours."""
_LONG: Final = 8
"""In a word of at least this length, a single wrong letter counts as a mistake."""
_TWO_MISTAKES: Final = 12
"""Words of at least this length may hold two mistakes, shorter ones only one."""


class Words(Protocol):
    """A set of words."""

    def __contains__(self, word: str, /) -> bool:
        """Return whether it holds the word."""


class SpellingDictionary:
    """Words in which the nearest to a mistyped word can be looked up."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_start: dict[tuple[int, str], list[str]] = defaultdict(list)
        for word in sorted(self._words):
            if len(word) >= MIN_LENGTH:
                self._by_start[len(word), word[0]].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def nearest(self, plain: str) -> str:
        """Return the most similar word, or '' if none is similar enough.

        The first letter must be right, or swapped with the second: few people mistype it, and it makes the lookup fast.
        """
        if len(plain) < MIN_LENGTH or not plain.isalpha():
            return ""
        allowed = 1 if len(plain) < _TWO_MISTAKES else 2
        # Sorting makes the result the same in every process.
        starts = sorted({plain[0], plain[1]})
        lengths = range(len(plain) - 1, len(plain) + 2)
        candidates = [
            word for length in lengths for start in starts for word in self._by_start.get((length, start), ())
        ]
        # Optimal string alignment counts two swapped letters as one mistake.
        near = process.extract(plain, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        return next((word for word, _, _ in near if _is_typing_mistake(plain, word)), "")


class Speller:
    """Corrects letters that are swapped, doubled, missing or wrong."""

    def __init__(self, dictionaries: Mapping[str, SpellingDictionary], other_words: Words = frozenset()) -> None:
        """`dictionaries` are by language. `other_words` are correct too, but never suggested."""
        self._dictionaries = dictionaries
        self._other_words = other_words

    def correction(self, plain: str, languages: Sequence[str]) -> str:
        """Return the word of these languages that was meant; '' for a correct word, or if none is similar enough."""
        if plain in self._other_words or any(plain in words for words in self._dictionaries.values()):
            return ""
        return next((word for language in languages if (word := self._dictionaries[language].nearest(plain))), "")


def is_respelt(word: str, other: str) -> bool:
    """Return whether one of two words is probably the other one, mistyped by one letter."""
    if min(len(word), len(other)) < MIN_LENGTH or not (word + other).isalpha():
        return False
    return OSA.distance(word, other, score_cutoff=1) <= 1 and _is_typing_mistake(word, other)


def _is_typing_mistake(typed: str, meant: str) -> bool:
    """A short word with one letter exchanged is more often another word: "stroke" is not a mistyped "strike"."""
    return len(typed) >= _LONG or len(typed) != len(meant) or sorted(typed) == sorted(meant)
