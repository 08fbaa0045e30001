"""How much of a question stands together in a passage: in one sentence, beside it, and in what it stands under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.search.language.analysis import AnalysedPassage
from bot.search.ranking.query import QueryTerm


class Proximity(NamedTuple):
    """What a passage's best sentence holds of a question, its surroundings included."""

    best: int
    """The number of that sentence."""
    worth: float
    """What it holds, and for less what its surroundings hold."""
    coverage: float
    """The share of the core that it and its surroundings hold, from 0 to 1."""


NOTHING = Proximity(0, 0.0, 0.0)


class ProximityScorer:
    """Looks for the terms of one question in one passage after the other.

    What a text holds is a number with a bit for each term of the question, and above them one for each term whose
    stand-in it holds.
    """

    def __init__(self, terms: Sequence[QueryTerm], worth: Sequence[float], neighbour: float) -> None:
        """`worth` is what each term counts in a sentence, `neighbour` the share of it that counts beside one."""
        self._worth, self._neighbour = worth, neighbour
        self._is_core = [term.is_core for term in terms]
        self._core = sum(w for w, is_core in zip(worth, self._is_core, strict=True) if is_core) or 1.0
        self._bits: defaultdict[str, int] = defaultdict(int)
        for number, term in enumerate(terms):
            for each in term.terms:
                self._bits[each] |= 1 << number
            for each in term.instead:
                self._bits[each] |= 1 << number + len(terms)
        self._wanted = frozenset(self._bits)
        self._known: dict[tuple[int, int], tuple[float, float]] = {}

    def of(self, passage: AnalysedPassage) -> Proximity:
        """What the passage holds of the question; of sentences that hold as much the first is the best."""
        if not passage.sentences:
            return NOTHING
        sums = [self._sums(held, around) for held, around in self._placed(passage)]
        best = max(range(len(sums)), key=lambda number: (sums[number][0], -number))
        return Proximity(best, sums[best][0], sums[best][1] / self._core)

    def _placed(self, passage: AnalysedPassage) -> Iterator[tuple[int, int]]:
        """For each sentence what it holds, and what its neighbours, the heading or the title hold."""
        context = self._held(passage.context)
        held = [self._held(sentence.terms) for sentence in passage.sentences]
        neighbours = zip((0, *held[:-1]), held, (*held[1:], 0), strict=True)
        return ((here, before | after | context) for before, here, after in neighbours)

    def _held(self, terms: frozenset[str]) -> int:
        bits = 0
        for term in self._wanted & terms:
            bits |= self._bits[term]
        return bits

    def _sums(self, held: int, around: int) -> tuple[float, float]:
        """The worth of what a sentence holds with its surroundings, and that of the core."""
        key = held, around
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._counted(held, around)
        return known

    def _counted(self, held: int, around: int) -> tuple[float, float]:
        total = covered = 0.0
        instead = held >> len(self._worth)
        for number, worth in enumerate(self._worth):
            bit = 1 << number
            if (held | around) & bit:
                total += worth if held & bit else self._neighbour * worth
                covered += worth * self._is_core[number]
            elif instead & bit:
                covered += worth / 2
        return total, covered
