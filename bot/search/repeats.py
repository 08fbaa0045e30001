"""The same statement in several articles, told from independent reports by the words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from bot.domain import Passage
from bot.search.analysis import AnalysedPassage
from bot.search.shingles import Shingle, shingles_of

CONTAINMENT: Final = 0.4
"""Passages of different articles repeat each other when the shorter shares this much of its shingles."""
_FEWEST: Final = 5


class Repeats:
    """Which of some passages repeat each other."""

    def __init__(self, passages: Sequence[AnalysedPassage]) -> None:
        self._passages = passages
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        for place, passage in enumerate(passages):
            for shingle in passage.sample:
                self._holders[shingle].append(place)

    def of(self, place: int) -> list[int]:
        """The places of those that repeat the one at `place`, in order."""
        own = self._passages[place]
        sharing = Counter(other for shingle in own.sample for other in self._holders[shingle])
        likely = (other for other, count in sharing.items() if count >= self._enough(own, self._passages[other]))
        return [other for other in sorted(likely) if _repeat(own.passage, self._passages[other].passage)]

    @staticmethod
    def _enough(one: AnalysedPassage, other: AnalysedPassage) -> float:
        """So many of the sampled shingles in common are worth a closer look."""
        return CONTAINMENT / 2 * min(len(one.sample), len(other.sample))


def _repeat(one: Passage, other: Passage) -> bool:
    """Whether they are of different articles and say the same in the same words."""
    if one.article.id == other.article.id:
        return False
    own, others = _shingles(one), _shingles(other)
    return len(own & others) >= CONTAINMENT * max(min(len(own), len(others)), _FEWEST)


@lru_cache(maxsize=512)
def _shingles(passage: Passage) -> frozenset[Shingle]:
    return shingles_of(passage.article.text, passage.span.start, passage.span.end)
