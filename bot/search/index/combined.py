"""All passages that a scope sees: its own and everyone's, without a copy of either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from bot.search.arrays import Int32s
from bot.search.index import IndexState, PassageIndex
from bot.search.index.collection import CollectionView, Days
from bot.search.index.postings import Bools
from bot.search.index.sentence_vectors import Nearest
from bot.search.language.analysis import AnalysedPassage
from bot.search.meaning.word_vectors import Vectors


class CombinedView:
    """Several views as one. The passages of each are numbered after those of the view before it."""

    def __init__(self, views: Sequence[CollectionView]) -> None:
        self._views = tuple(views)
        self._stores = [(view.store, view.limit) for view in views]
        state = IndexState()
        for view in views:
            state = state.followed_by(view.state)
        self.index = PassageIndex(state)

    def __getitem__(self, number: int) -> AnalysedPassage:
        for store, limit in self._stores:
            if number < limit:
                return store[number]
            number -= limit
        raise IndexError(number)

    @cached_property
    def _first_days(self) -> Days:
        return np.concatenate([np.empty(0, np.int32), *(view.first_days for view in self._views)])

    @cached_property
    def _newest_day(self) -> int:
        return int(self._first_days.max(initial=0))

    def published_by(self, as_of: date) -> Bools | None:
        """Return a mask of the passages published by `as_of`, or None if all of them were. Undated ones count."""
        if self._newest_day <= as_of.toordinal():
            return None
        # Undated passages have day 0, so they are always included.
        is_published: Bools = self._first_days <= as_of.toordinal()
        return is_published

    @cached_property
    def _newest_first(self) -> Days:
        """All numbers, the newest passages first; those of one article stay in their order."""
        order: Days = np.argsort(-self._first_days, kind="stable").astype(np.int32)
        return order

    def newest_first(self, as_of: date, groups: Sequence[tuple[str, ...]] = ()) -> Days:
        """Return the numbers of the passages that were published by `as_of`, the newest first and undated ones last.

        Each holds at least one term of every group. Those of one article occur together, in their order.
        """
        mask = self.index.state.holding(groups)
        published = self.published_by(as_of)
        if published is not None:
            mask &= published
        numbers: Days = self._newest_first[mask[self._newest_first]]
        return numbers

    def of_articles(self, keys: Iterable[str]) -> list[int]:
        """Return the numbers of the live passages of these articles; unknown articles are ignored."""
        wanted, numbers, base = list(dict.fromkeys(keys)), list[int](), 0
        for view in self._views:
            ranges = (view.store.passage_ranges.get(key, ()) for key in wanted)
            numbers += [base + number for found in ranges for number in found if view.is_live(number)]
            base += view.limit
        return numbers

    def recent(self, as_of: date, days: int) -> Bools:
        """Return a mask of the passages from the last `days` days before the newest one, as of `as_of`."""
        return self._recent(as_of.toordinal(), days)

    @cached_property
    def _recent(self) -> Callable[[int, int], Bools]:
        # Nearly all questions are asked as of the same day. The closure must not refer to `self`: a cycle would keep
        # the memory until the garbage collector runs.
        first_days = self._first_days

        @lru_cache(maxsize=1)
        def recent(last: int, days: int) -> Bools:
            is_published = first_days <= last
            newest = int(first_days.max(initial=0, where=is_published))
            is_recent: Bools = is_published & (first_days > max(newest - days, 0))
            return is_recent

        return recent

    def nearest(self, vector: Vectors, count: int, mask: Bools | None) -> list[int]:
        """Return the numbers of the passages, where `mask` is true, that are nearest to a vector by their meaning."""
        found: Nearest = []
        base = 0
        for view in self._views:
            own = None if mask is None else mask[base : base + view.limit]
            found += [(similarity, base + number) for similarity, number in view.nearest(vector, count, own)]
            base += view.limit
        return [number for _, number in sorted(found, key=lambda each: (-each[0], each[1]))[:count]]

    def has_any_by(self, as_of: date) -> bool:
        """Return whether any passage was published by `as_of`."""
        mask = self.published_by(as_of)
        if mask is None:
            return self.index.corpus_size > 0
        return any(bool(segment.restrict(mask).any()) for segment in self.index.state.segments)

    def sharing_shingles(self, checksums: Int32s) -> Iterator[tuple[int, int]]:
        """Yield the place of each of these checksums that a live passage holds, and the number of the passage."""
        base = 0
        for view in self._views:
            for place, numbers in view.store.shingles.find(checksums):
                yield from ((place, base + number) for number in numbers if view.is_live(number))
            base += view.limit

    def other_spellings(self, other: str) -> list[str]:
        """Return the words of live passages with this other spelling: see `OtherSpellings`."""
        return sorted({word for view in self._views for word in view.store.other_spellings.find(other, view.is_live)})
