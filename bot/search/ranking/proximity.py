"""The part of a question that occurs together in a passage: in one sentence, beside it, in the heading or title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, repeat
from operator import or_
from typing import NamedTuple

import numpy as np

from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.passage_batch import PassageBatch
from bot.search.ranking.query import QueryTerm
from bot.search.ranking.weights import SUBSTITUTE_SHARE


class Proximity(NamedTuple):
    """How much of the question each sentence holds."""

    scores: Vectors
    """Sum of the weights of the terms in it, and a share of the weights of those beside it; in units of idf."""
    coverage: Vectors
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
        bits: defaultdict[str, int] = defaultdict(int)
        for number, term in enumerate(terms):
            for index_term in term.terms:
                bits[index_term] |= 1 << number
            for index_term in term.substitutes:
                bits[index_term] |= 1 << number + len(terms)
        self._wanted = frozenset(bits)
        self._bit_sets = _BitSets(bits)

    def score(self, batch: PassageBatch) -> Proximity:
        """Return the proximity of each sentence of the passages."""
        contexts, inside, sizes = self._held(batch.contexts), self._held(batch.terms), batch.sizes.tolist()
        before, after = [0, *inside], [*inside[1:], 0]
        # The first and the last sentence of a passage have no neighbour in another one.
        for first in accumulate(sizes, initial=0):
            before[first] = after[first - 1] = 0
        context = chain.from_iterable(map(repeat, contexts, sizes))
        around = map(or_, map(or_, before, after), context)
        # Most sentences hold none or the same few of the terms.
        numbers: dict[tuple[int, int], int] = {}
        held = [numbers.setdefault(each, len(numbers)) for each in zip(inside, around, strict=True)]
        return Proximity(*np.array([self._sums(*each) for each in numbers], np.float32).take(held, axis=0).T)

    def _held(self, texts: Iterable[frozenset[str]]) -> list[int]:
        """Return the bit set of the terms that each text holds."""
        return list(map(self._bit_sets.__getitem__, map(self._wanted.intersection, texts)))

    def _sums(self, inside: int, around: int) -> tuple[float, float]:
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
        return total, covered / self._core


class _BitSets(dict[frozenset[str], int]):
    """The bit set of index terms. Most texts hold none or the same few of them."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._bits = bits

    def __missing__(self, terms: frozenset[str]) -> int:
        bits = 0
        for term in terms:
            bits |= self._bits[term]
        self[terms] = bits
        return bits
