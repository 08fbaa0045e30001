"""The part of a question that stands together in a passage: in one sentence, beside it, in the heading or title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bot.search.language.analysis import AnalysedPassage
from bot.search.ranking.query import QueryTerm
from bot.search.ranking.weights import SUBSTITUTE_SHARE


class Proximity(NamedTuple):
    """The best sentence of a passage, and how much of the question it holds."""

    best_sentence: int
    """Number of the sentence."""
    worth: float
    """Sum of the weights of the terms in it, and a share of the weights of those beside it; in units of idf."""
    coverage: float
    """Share of the core terms that it and its surroundings hold, by weight, from 0 to 1."""


NO_PROXIMITY: Final = Proximity(0, 0.0, 0.0)
"""Result for a passage without sentences."""


class ProximityScorer:
    """Scores passages for one question.

    The terms that a text holds are a bit set: bit n for term n of the question, and bit n + count for a substitute of
    term n. So a sentence and its surroundings are compared with the question in a few operations on integers.
    """

    def __init__(self, terms: Sequence[QueryTerm], worths: Sequence[float], neighbour_share: float) -> None:
        """Create a scorer. `worths` are the weights of the terms times their idf."""
        self._worths, self._neighbour_share = worths, neighbour_share
        self._is_core = [term.is_core for term in terms]
        self._core = sum(worth for worth, is_core in zip(worths, self._is_core, strict=True) if is_core) or 1.0
        self._bits: defaultdict[str, int] = defaultdict(int)
        for number, term in enumerate(terms):
            for index_term in term.terms:
                self._bits[index_term] |= 1 << number
            for index_term in term.substitutes:
                self._bits[index_term] |= 1 << number + len(terms)
        self._wanted = frozenset(self._bits)
        self._cache: dict[tuple[int, int], tuple[float, float]] = {}

    def score(self, passage: AnalysedPassage) -> Proximity:
        """Return the proximity of the passage's best sentence, the first one of equals."""
        if not passage.sentences:
            return NO_PROXIMITY
        sums = [self._cached_sums(inside, around) for inside, around in self._bit_sets(passage)]
        best = max(range(len(sums)), key=lambda number: (sums[number][0], -number))
        return Proximity(best, sums[best][0], sums[best][1] / self._core)

    def _bit_sets(self, passage: AnalysedPassage) -> Iterator[tuple[int, int]]:
        """Return for each sentence the bits of its own terms, and those of its neighbours, heading and title."""
        context = self._bit_set(passage.context)
        inside = [self._bit_set(sentence.terms) for sentence in passage.sentences]
        neighbours = zip((0, *inside[:-1]), inside, (*inside[1:], 0), strict=True)
        return ((bits, before | after | context) for before, bits, after in neighbours)

    def _bit_set(self, terms: frozenset[str]) -> int:
        bits = 0
        for term in self._wanted & terms:
            bits |= self._bits[term]
        return bits

    def _cached_sums(self, inside: int, around: int) -> tuple[float, float]:
        # Most sentences hold none or the same few of the terms.
        key = inside, around
        sums = self._cache.get(key)
        if sums is None:
            sums = self._cache[key] = self._sums(inside, around)
        return sums

    def _sums(self, inside: int, around: int) -> tuple[float, float]:
        """Return the worth of a sentence with its surroundings, and the worth of the core terms in them."""
        total = covered = 0.0
        substitutes = inside >> len(self._worths)
        for number, worth in enumerate(self._worths):
            bit = 1 << number
            if (inside | around) & bit:
                total += worth if inside & bit else self._neighbour_share * worth
                covered += worth * self._is_core[number]
            elif substitutes & bit:
                covered += worth * SUBSTITUTE_SHARE
        return total, covered
