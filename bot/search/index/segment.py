"""A segment: the postings of some passages. It never changes, so any thread may read it at any time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.search.arrays import Int32s, Offsets
from bot.search.index.postings import LONG_LIST, Codes, ImpactTable, Postings, merge_postings, top_places
from bot.search.index.vocabulary import ABSENT, Vocabulary

_NO_POSTINGS: Final = Postings(np.empty(0, np.int32), np.empty(0, np.uint16))
_K1, _B = 1.5, 0.75
"""The parameters of rank-bm25. Here they only choose the top postings; scores do not depend on them."""
_CACHE_ENTRY_COST: Final = 50
"""Memory of a cache entry apart from its postings, in postings."""


@dataclass(frozen=True, slots=True)
class PostingArrays:
    """The postings of all terms in one array, ordered by the ids of the terms."""

    starts: Offsets
    """Start of each term's postings."""
    passages: Int32s
    codes: Codes
    top_starts: Offsets
    """Start of each term's places in `top`. A short list has none."""
    top: Int32s

    @classmethod
    def with_top_postings(
        cls, starts: Offsets, passages: Int32s, codes: Codes, table: ImpactTable, average_length: float
    ) -> PostingArrays:
        """Return the arrays, with the top postings of every long list."""
        impacts = table.impacts(_K1, _B, average_length)
        sizes = np.zeros(len(starts), np.int64)
        top = [np.empty(0, np.int32)]
        for term in np.flatnonzero(np.diff(starts) >= LONG_LIST).tolist():
            top.append(top_places(codes[starts[term] : starts[term + 1]], table, impacts))
            sizes[term + 1] = len(top[-1])
        return cls(starts, passages, codes, np.cumsum(sizes), np.concatenate(top))


class Segment:
    """Passages with numbers from 0 to `span` - 1. After a merge some numbers may have no passage."""

    def __init__(
        self, span: int, count: int, length: int, vocabulary: Vocabulary, table: ImpactTable, arrays: PostingArrays
    ) -> None:
        """Create a segment of `count` passages, which hold `length` terms in all."""
        self.span, self.count, self.length = span, count, length
        self.vocabulary, self.table, self.arrays = vocabulary, table, arrays
        self._cache: dict[tuple[str, ...], Postings] = {}
        self._free = self._capacity = 4096 + len(arrays.passages) // 8

    def postings(self, terms: tuple[str, ...]) -> Postings:
        """Return the postings of the terms taken as one."""
        cached = self._cache.get(terms)
        return self._look_up(terms) if cached is None else cached

    def _look_up(self, terms: tuple[str, ...]) -> Postings:
        lists = [postings for postings in map(self._term_postings, dict.fromkeys(terms)) if postings is not None]
        if len(lists) < 2:
            # These are views of the segment's arrays and take no memory of their own.
            postings, cost = (lists[0] if lists else _NO_POSTINGS), 0
        else:
            postings = self._merge(lists)
            cost = len(postings)
        self._store(terms, postings, cost)
        return postings

    def _merge(self, lists: list[Postings]) -> Postings:
        merged = merge_postings(lists)
        if len(merged) < LONG_LIST:
            return merged
        impacts = self.table.impacts(_K1, _B, self.length / self.count)
        return Postings(merged.passages, merged.codes, top_places(merged.codes, self.table, impacts))

    def _store(self, terms: tuple[str, ...], postings: Postings, cost: int) -> None:
        """Cache the postings. A full cache is emptied: this is cheaper than tracking use, and needs no lock."""
        self._free -= cost + _CACHE_ENTRY_COST
        if self._free < 0:
            self._cache, self._free = {}, self._capacity
        self._cache[terms] = postings

    def _term_postings(self, term: str) -> Postings | None:
        number = self.vocabulary.find(term)
        if number == ABSENT:
            return None
        arrays = self.arrays
        place = slice(arrays.starts[number], arrays.starts[number + 1])
        if place.stop - place.start < LONG_LIST:
            return Postings(arrays.passages[place], arrays.codes[place])
        top = arrays.top[arrays.top_starts[number] : arrays.top_starts[number + 1]]
        return Postings(arrays.passages[place], arrays.codes[place], top)
