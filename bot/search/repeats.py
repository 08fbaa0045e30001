"""The same statement in several articles, told from independent reports by the words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from bot.domain import Passage
from bot.search.shingles import Shingle

CONTAINMENT: Final = 0.4
"""Passages of different articles repeat each other when the shorter shares this much of its shingles."""
_TOO_COMMON: Final = 50
_FEWEST: Final = 5


class Repeats:
    """Which passages say the same in the same words."""

    def __init__(self, passages: Sequence[Passage], shingles: Sequence[frozenset[Shingle]]) -> None:
        """`shingles` are those of each passage."""
        holders: dict[Shingle, list[int]] = defaultdict(list)
        for number, own in enumerate(shingles):
            for shingle in own:
                holders[shingle].append(number)
        self._same: list[tuple[int, ...]] = []
        for number, own in enumerate(shingles):
            shared: Counter[int] = Counter()
            for shingle in own:
                if 1 < len(holders[shingle]) <= _TOO_COMMON:
                    shared.update(holders[shingle])
            self._same.append(
                tuple(
                    other
                    for other, count in sorted(shared.items())
                    if passages[other].article.id != passages[number].article.id
                    and count >= CONTAINMENT * max(min(len(own), len(shingles[other])), _FEWEST)
                )
            )

    def of(self, number: int) -> tuple[int, ...]:
        """The numbers of the passages that repeat this one, or that it repeats."""
        return self._same[number]
