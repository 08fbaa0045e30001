"""A sealed run of passages: postings that never change, so that everybody may read them at any time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.search.index.arrays import Codes, Int32s, Offsets
from bot.search.index.codes import ImpactTable
from bot.search.index.postings import LONG, Postings, best_places, blend
from bot.search.index.vocabulary import ABSENT, Vocabulary

_NOWHERE = Postings(np.empty(0, np.int32), np.empty(0, np.uint16))
_K1, _B = 1.5, 0.75
"""rank-bm25's; here they only choose which postings are looked at first, scores never depend on them."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """The postings of all terms, one behind the other."""

    starts: Offsets
    """Where a term's postings begin, by the term's id."""
    passages: Int32s
    codes: Codes
    best_starts: Offsets
    """Where a long list's best places begin in `best`; of a short list there are none."""
    best: Int32s

    @classmethod
    def of(cls, starts: Offsets, passages: Int32s, codes: Codes, table: ImpactTable, average_length: float) -> Arrays:
        """With the best postings of long lists looked for."""
        gains = table.gains(_K1, _B, average_length)
        sizes = np.zeros(len(starts), np.int64)
        best = [np.empty(0, np.int32)]
        for number in np.flatnonzero(np.diff(starts) >= LONG).tolist():
            best.append(best_places(codes[starts[number] : starts[number + 1]], table, gains))
            sizes[number + 1] = len(best[-1])
        return cls(starts, passages, codes, np.cumsum(sizes), np.concatenate(best))


class Segment:
    """Some passages, by numbers that count from 0 in each segment; not every number need have a passage."""

    def __init__(
        self, span: int, count: int, length: int, vocabulary: Vocabulary, table: ImpactTable, arrays: Arrays
    ) -> None:
        """`span` is one more than the greatest number; `count` passages are `length` terms long together."""
        self.span, self.count, self.length = span, count, length
        self.vocabulary, self.table, self.arrays = vocabulary, table, arrays
        self._kept: dict[tuple[str, ...], Postings] = {}
        self._room = self._budget = 4096 + len(arrays.passages) // 8

    def postings(self, terms: tuple[str, ...]) -> Postings:
        """The passages that hold one of the terms, which count as one term."""
        known = self._kept.get(terms)
        return self._look_up(terms) if known is None else known

    def _look_up(self, terms: tuple[str, ...]) -> Postings:
        lists = [found for found in map(self._postings_of, dict.fromkeys(terms)) if found is not None]
        if not lists:
            found, cost = _NOWHERE, 0
        elif len(lists) == 1:
            found, cost = lists[0], 0
        else:
            found = self._blend(lists)
            cost = len(found)
        self._keep(terms, found, cost)
        return found

    def _blend(self, lists: list[Postings]) -> Postings:
        blended = blend(lists)
        if len(blended) < LONG:
            return blended
        gains = self.table.gains(_K1, _B, self.length / self.count)
        return Postings(blended.passages, blended.codes, best_places(blended.codes, self.table, gains))

    def _keep(self, terms: tuple[str, ...], found: Postings, cost: int) -> None:
        """Remember it for the next question; when the room is used up, everything is looked up anew."""
        self._room -= cost + 50
        if self._room < 0:
            self._kept, self._room = {}, self._budget
        self._kept[terms] = found

    def _postings_of(self, term: str) -> Postings | None:
        number = self.vocabulary.find(term)
        if number == ABSENT:
            return None
        arrays = self.arrays
        place = slice(arrays.starts[number], arrays.starts[number + 1])
        if place.stop - place.start < LONG:
            return Postings(arrays.passages[place], arrays.codes[place])
        best = arrays.best[arrays.best_starts[number] : arrays.best_starts[number + 1]]
        return Postings(arrays.passages[place], arrays.codes[place], best)
