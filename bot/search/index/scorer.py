"""A part under the statistics of one state: what a question's terms add there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from bot.search.index.arrays import Floats
from bot.search.index.postings import Postings
from bot.search.index.state import LiveSegment
from bot.search.index.traversal import Weighted

_MOST: Final = 4_096
"""So many terms are remembered; then everything is looked up anew."""


class PartScorer:
    """Looks a question's terms up in one part, and remembers what they add at most."""

    def __init__(self, part: LiveSegment, k1: float, b: float, average_length: float) -> None:
        self.part = part
        self.gains = part.segment.table.gains(k1, b, average_length)
        self._known: dict[tuple[str, ...], tuple[Postings, Floats]] = {}

    def weighted(self, factors: Iterable[tuple[tuple[str, ...], float]]) -> list[Weighted]:
        """The terms that stand here, each with its factor."""
        found = []
        for terms, factor in factors:
            postings, tops = self._known.get(terms) or self._look_up(terms)
            if len(postings.passages):
                found.append(Weighted(postings, factor, self.gains, tops))
        return found

    def _look_up(self, terms: tuple[str, ...]) -> tuple[Postings, Floats]:
        postings = self.part.segment.postings(terms)
        codes = postings.codes if postings.best is None else postings.codes[postings.best]
        if len(self._known) >= _MOST:
            self._known = {}
        known = self._known[terms] = postings, np.sort(self.gains[codes])
        return known
