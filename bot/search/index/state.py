"""What the index holds at one moment: sealed segments, and what was removed from them. It never changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from bot.search.index.arrays import Bools
from bot.search.index.sealing import TermCounts, merge, seal, seal_many
from bot.search.index.segment import Segment

STEP: Final = 4
"""A segment that is less than so many times as large as the one behind it is merged with it."""
AT_ONCE: Final = 1_000
"""So many passages are merged while an article is added; more take so long that it is left to the background."""


@dataclass(frozen=True, slots=True)
class LiveSegment:
    """A segment with its place among all numbers, and what does not count any more of it.

    The removed passages are segments, too: their statistics are subtracted, and the mask does not show them.
    """

    first: int
    segment: Segment
    removed: tuple[Segment, ...] = ()
    mask: Bools | None = None

    @property
    def end(self) -> int:
        """One more than its greatest number."""
        return self.first + self.segment.span

    @property
    def gone(self) -> tuple[int, int]:
        """How many passages were removed, and how long they were together."""
        return sum(each.count for each in self.removed), sum(each.length for each in self.removed)

    @property
    def count(self) -> int:
        """How many passages count."""
        return self.segment.count - self.gone[0]

    @property
    def length(self) -> int:
        """How many terms they have together."""
        return self.segment.length - self.gone[1]

    def frequency(self, terms: tuple[str, ...]) -> int:
        """How many of them hold one of the terms."""
        gone = sum(len(segment.postings(terms)) for segment in self.removed)
        return len(self.segment.postings(terms)) - gone

    def shown(self, mask: Bools) -> Bools:
        """Its own part of a mask over all numbers, without what was removed."""
        own = mask[self.first : self.end]
        return own if self.mask is None else own & self.mask

    def without(self, numbers: Sequence[int], bags: Sequence[TermCounts]) -> LiveSegment:
        """Without the passages of these numbers, which hold these terms."""
        mask = np.ones(self.segment.span, np.bool_) if self.mask is None else self.mask.copy()
        mask[np.asarray(numbers) - self.first] = False
        removed = (*self.removed, seal(bags))
        while len(removed) > 1 and removed[-2].count < STEP * removed[-1].count:
            removed = (*removed[:-2], merge([(removed[-2], None), (removed[-1], None)]))
        return replace(self, removed=removed, mask=mask)


@dataclass(frozen=True)
class IndexState:
    """Parts in ascending order of their passages' numbers. A number is never given twice and never changes."""

    segments: tuple[LiveSegment, ...] = ()

    @classmethod
    def of(cls, bags: Iterable[TermCounts]) -> IndexState:
        """These passages in one segment, however many they are."""
        return cls().with_segment(seal_many(bags))

    @property
    def limit(self) -> int:
        """One more than the greatest number that was ever given."""
        return self.segments[-1].end if self.segments else 0

    @cached_property
    def count(self) -> int:
        """How many passages there are."""
        return sum(part.count for part in self.segments)

    @cached_property
    def length(self) -> int:
        """How many terms they have together."""
        return sum(part.length for part in self.segments)

    def frequency(self, terms: tuple[str, ...]) -> int:
        """How many passages hold one of the terms."""
        return sum(part.frequency(terms) for part in self.segments)

    def with_segment(self, segment: Segment) -> IndexState:
        """With these passages more, whose numbers begin at the limit."""
        return IndexState((*self.segments, LiveSegment(self.limit, segment))) if segment.span else self

    def with_passages(self, bags: Sequence[TermCounts]) -> IndexState:
        """With these passages more; the small segments at the end are merged as they grow."""
        state = self.with_segment(seal_many(bags))
        while (run := state.next_merge()) and sum(part.segment.span for part in run) <= AT_ONCE:
            state = state.with_merged(run, merge_segments(run))
        return state

    def without(self, numbers: Sequence[int], bags: Sequence[TermCounts]) -> IndexState:
        """Without the passages of these numbers, which must be there; `bags` are what was added under them."""
        return IndexState(tuple(self._without(numbers, bags)))

    def _without(self, numbers: Sequence[int], bags: Sequence[TermCounts]) -> Iterator[LiveSegment]:
        for part in self.segments:
            here = [place for place, number in enumerate(numbers) if part.first <= number < part.end]
            yield part.without([numbers[n] for n in here], [bags[n] for n in here]) if here else part

    def beside(self, other: IndexState) -> IndexState:
        """This one and another one, whose numbers begin at this one's limit, taken as one."""
        moved = tuple(replace(part, first=part.first + self.limit) for part in other.segments)
        return IndexState((*self.segments, *moved))

    def next_merge(self) -> tuple[LiveSegment, ...]:
        """The parts that had better be one: neighbours of about one size, the last ones first; () if there are none."""
        for place in range(len(self.segments) - 2, -1, -1):
            one, other = self.segments[place], self.segments[place + 1]
            if one.segment.span < STEP * other.segment.span:
                return one, other
        return ()

    def with_merged(self, run: Sequence[LiveSegment], part: LiveSegment) -> IndexState:
        """With one part in place of those that it was merged from; as it is, if they are not all here any more."""
        for place in range(len(self.segments) - len(run) + 1):
            if all(one is other for one, other in zip(self.segments[place:], run, strict=False)):
                return IndexState((*self.segments[:place], part, *self.segments[place + len(run) :]))
        return self


def merge_segments(run: Sequence[LiveSegment]) -> LiveSegment:
    """The parts as one, their numbers unchanged, without what was removed."""
    gone = sum(part.gone[0] for part in run), sum(part.gone[1] for part in run)
    return LiveSegment(run[0].first, merge([(part.segment, part.mask) for part in run], gone))
