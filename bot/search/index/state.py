"""The immutable state of the index: segments, and the passages that were removed from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.index.postings import Bools, ImpactTable
from bot.search.index.segment import PostingArrays, Segment
from bot.search.index.segment_builder import TermCounts, build_segment, merge
from bot.search.index.vocabulary import Vocabulary

MERGE_FACTOR: Final = 4
"""A segment is merged with the next one when it is less than this many times as large. So segments shrink by at least
this factor from first to last, and there are only logarithmically many of them."""
MAX_IMMEDIATE_MERGE: Final = 1_000
"""Maximum number of passages that are merged while an article is added. Larger merges run in the background."""

SegmentSizes = list[list[int]]
"""Span, number of passages and total length of each segment."""


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment at its place in the index, with its removed passages.

    The removed passages form segments too (tombstones), so that their statistics can be subtracted.
    """

    base: int
    """Number of the segment's first passage in the whole index."""
    segment: Segment
    tombstones: tuple[Segment, ...] = ()
    mask: Bools | None = None
    """True for each live passage. None if no passage was removed."""

    @property
    def end(self) -> int:
        """The greatest number in the segment, plus 1."""
        return self.base + self.segment.span

    @property
    def removed(self) -> tuple[int, int]:
        """The number of removed passages, and their total length in terms."""
        return sum(each.count for each in self.tombstones), sum(each.length for each in self.tombstones)

    @property
    def count(self) -> int:
        """The number of live passages."""
        return self.segment.count - self.removed[0]

    @property
    def length(self) -> int:
        """The total length of the live passages, in terms."""
        return self.segment.length - self.removed[1]

    def document_frequency(self, terms: tuple[str, ...]) -> int:
        """Return the number of live passages that hold at least one of the terms."""
        removed = sum(len(segment.postings(terms)) for segment in self.tombstones)
        return len(self.segment.postings(terms)) - removed

    def restrict(self, mask: Bools) -> Bools:
        """Return the segment's part of a mask over the whole index, without the removed passages."""
        own = mask[self.base : self.end]
        return own if self.mask is None else own & self.mask

    def without(self, numbers: Sequence[int], passages: Sequence[TermCounts]) -> LiveSegment:
        """Return the segment without the passages of these numbers. `passages` are their contents."""
        mask = np.ones(self.segment.span, np.bool_) if self.mask is None else self.mask.copy()
        mask[np.asarray(numbers) - self.base] = False
        tombstones = (*self.tombstones, build_segment(passages))
        while len(tombstones) > 1 and tombstones[-2].count < MERGE_FACTOR * tombstones[-1].count:
            tombstones = (*tombstones[:-2], merge([(tombstones[-2], None), (tombstones[-1], None)]))
        return replace(self, tombstones=tombstones, mask=mask)


@dataclass(frozen=True)
class IndexState:
    """Segments in ascending order of their passage numbers. A number is never reused and never changes."""

    segments: tuple[LiveSegment, ...] = ()

    @classmethod
    def from_passages(cls, passages: Iterable[TermCounts]) -> IndexState:
        """Return a state of one segment with these passages."""
        return cls().with_segment(build_segment(passages))

    @property
    def limit(self) -> int:
        """The greatest number that was ever assigned, plus 1."""
        return self.segments[-1].end if self.segments else 0

    @cached_property
    def count(self) -> int:
        """The number of live passages."""
        return sum(each.count for each in self.segments)

    @cached_property
    def length(self) -> int:
        """The total length of the live passages, in terms."""
        return sum(each.length for each in self.segments)

    def document_frequency(self, terms: tuple[str, ...]) -> int:
        """Return the number of live passages that hold at least one of the terms."""
        return sum(each.document_frequency(terms) for each in self.segments)

    def with_segment(self, segment: Segment) -> IndexState:
        """Return the state with this segment appended."""
        return IndexState((*self.segments, LiveSegment(self.limit, segment))) if segment.span else self

    def with_passages(self, passages: Sequence[TermCounts]) -> IndexState:
        """Return the state with these passages appended. Small segments at the end are merged at once."""
        state = self.with_segment(build_segment(passages))
        while (run := state.next_merge()) and sum(each.segment.span for each in run) <= MAX_IMMEDIATE_MERGE:
            state = state.with_merged(run, merge_segments(run))
        return state

    def without(self, numbers: Sequence[int], passages: Sequence[TermCounts]) -> IndexState:
        """Return the state without the passages of these numbers, which must be live. `passages` are their contents."""
        return IndexState(tuple(self._without(numbers, passages)))

    def _without(self, numbers: Sequence[int], passages: Sequence[TermCounts]) -> Iterator[LiveSegment]:
        for each in self.segments:
            places = [place for place, number in enumerate(numbers) if each.base <= number < each.end]
            if places:
                yield each.without([numbers[n] for n in places], [passages[n] for n in places])
            else:
                yield each

    def holding(self, groups: Iterable[tuple[str, ...]]) -> Bools:
        """Return a mask of the live passages that hold at least one term of each group."""
        mask = np.zeros(self.limit, np.bool_)
        all_groups = tuple(groups)
        for live in self.segments:
            own = np.ones(live.segment.span, np.bool_) if live.mask is None else live.mask.copy()
            for terms in all_groups:
                holds = np.zeros(live.segment.span, np.bool_)
                holds[live.segment.postings(terms).passages] = True
                own &= holds
            mask[live.base : live.end] = own
        return mask

    def followed_by(self, other: IndexState) -> IndexState:
        """Return both states as one. The numbers of `other` are increased by this state's limit."""
        moved = tuple(replace(each, base=each.base + self.limit) for each in other.segments)
        return IndexState((*self.segments, *moved))

    def next_merge(self) -> tuple[LiveSegment, ...]:
        """Return two neighbouring segments that should be merged, the last such pair first, or ()."""
        for place in range(len(self.segments) - 2, -1, -1):
            one, other = self.segments[place], self.segments[place + 1]
            if one.segment.span < MERGE_FACTOR * other.segment.span:
                return one, other
        return ()

    def with_merged(self, run: Sequence[LiveSegment], merged: LiveSegment) -> IndexState:
        """Return the state with `merged` in place of `run`, or this very state if `run` is no longer part of it.

        A merge in the background may finish after one of its segments has lost passages; its result is then useless.
        """
        for place in range(len(self.segments) - len(run) + 1):
            # Identity is enough: any change of a segment makes a new object.
            if all(one is other for one, other in zip(self.segments[place:], run, strict=False)):
                return IndexState((*self.segments[:place], merged, *self.segments[place + len(run) :]))
        return self

    def to_arrays(self) -> tuple[SegmentSizes, list[npt.NDArray[Any]]]:
        """Return the state as plain values for a file. Removed passages are left out, all numbers stay the same."""
        # Merging a segment with itself alone drops its removed passages.
        segments = [(merge_segments([each]) if each.tombstones else each).segment for each in self.segments]
        sizes = [[segment.span, segment.count, segment.length] for segment in segments]
        return sizes, [array for segment in segments for array in _arrays_of(segment)]

    @classmethod
    def from_arrays(cls, sizes: Sequence[Sequence[int]], arrays: Iterator[npt.NDArray[Any]]) -> IndexState:
        """Return the state that `to_arrays` described. It takes its arrays from the iterator."""
        state = cls()
        for span, count, length in sizes:
            vocabulary = Vocabulary(next(arrays))
            table = ImpactTable(next(arrays), next(arrays))
            postings = PostingArrays(next(arrays), next(arrays), next(arrays), next(arrays), next(arrays))
            state = state.with_segment(Segment(span, count, length, vocabulary, table, postings))
        return state


def merge_segments(run: Sequence[LiveSegment]) -> LiveSegment:
    """Merge neighbouring segments into one without their removed passages. All numbers stay the same."""
    removed = sum(each.removed[0] for each in run), sum(each.removed[1] for each in run)
    return LiveSegment(run[0].base, merge([(each.segment, each.mask) for each in run], removed))


def _arrays_of(segment: Segment) -> Iterator[npt.NDArray[Any]]:
    """The order is that of a snapshot file."""
    postings = segment.arrays
    yield from (segment.vocabulary.digests, segment.table.lengths, segment.table.frequencies)
    yield from (postings.starts, postings.passages, postings.codes, postings.top_starts, postings.top)
