"""The part of a question that occurs together in a passage: in one sentence, beside it, in the heading or title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from bot.search.language.analysis import AnalysedPassage
from bot.search.ranking.query import QueryTerm
from bot.search.ranking.weights import SUBSTITUTE_SHARE


class Proximity(NamedTuple):
    """How much of the question a sentence holds."""

    score: float
    """Sum of the weights of the terms in it, and a share of the weights of those beside it; in units of idf."""
    coverage: float
    """Share of the core terms that it and its surroundings hold, by weight, from 0 to 1."""


class ProximityScorer:
    """Scores passages for one question.

    The terms that a text holds are a bit set: bit n for term n of the question, and bit n + count for a substitute of
    term n. So a sentence and its surroundings are compared with the question in a few operations on integers.
    """

    def __init__(self, terms: Sequence[QueryTerm], weights: Sequence[float], neighbour_share: float) -> None:
        """Create a scorer. `weights` are the weights of the terms times their idf."""
        self._weights, self._neighbour_share = weights, neighbour_share
        self._is_core = [term.is_core for term in terms]
        self._core = sum(weight for weight, is_core in zip(weights, self._is_core, strict=True) if is_core) or 1.0
        self.core_terms = sum(self._is_core)
        """Number of core terms."""
        self.max_score = sum(weights) or 1.0
        """Score of a sentence that holds all terms."""
        self._bits: defaultdict[str, int] = defaultdict(int)
        for number, term in enumerate(terms):
            for index_term in term.terms:
                self._bits[index_term] |= 1 << number
            for index_term in term.substitutes:
                self._bits[index_term] |= 1 << number + len(terms)
        self._wanted = frozenset(self._bits)
        self._cache: dict[tuple[int, int], Proximity] = {}

    def score(self, passage: AnalysedPassage) -> list[Proximity]:
        """Return the proximity of each sentence of the passage."""
        context = self._bit_set(passage.context)
        inside = [self._bit_set(sentence.terms) for sentence in passage.sentences]
        if len(inside) == 1:
            return [self._proximity(inside[0], context)]
        neighbours = zip((0, *inside), inside, (*inside[1:], 0), strict=False)
        return [self._proximity(bits, before | after | context) for before, bits, after in neighbours]

    def _bit_set(self, terms: frozenset[str]) -> int:
        bits = 0
        for term in self._wanted & terms:
            bits |= self._bits[term]
        return bits

    def _proximity(self, inside: int, around: int) -> Proximity:
        """Return the proximity of a sentence with the terms of `inside` and surroundings with those of `around`."""
        # Most sentences hold none or the same few of the terms.
        key = inside, around
        return self._cache.get(key) or self._cache.setdefault(key, self._sums(inside, around))

    def _sums(self, inside: int, around: int) -> Proximity:
        """Return the score of a sentence with its surroundings, and the share of the core terms in them."""
        total = covered = 0.0
        substitutes = inside >> len(self._weights)
        for number, weight in enumerate(self._weights):
            bit = 1 << number
            if (inside | around) & bit:
                total += weight if inside & bit else self._neighbour_share * weight
                covered += weight * self._is_core[number]
            elif substitutes & bit:
                covered += weight * SUBSTITUTE_SHARE
        return Proximity(total, covered / self._core)
