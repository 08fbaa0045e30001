"""The analysed articles of one scope, which grow and shrink an article at a time, and what they were at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from bot.search.index import IndexState
from bot.search.index.accented_stems import AccentedStems
from bot.search.index.inverted_map import InvertedMap
from bot.search.index.loaded_collection import DECODED, Days, SnapshotContent
from bot.search.index.state import LiveSegment
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.snapshot.encoded_passages import EncodedPassage

MIN_REMOVED: Final = 1_000
"""So many removed passages are worth nothing yet."""


class PassageStore:
    """All that a collection has ever held. It only grows, so that it may be read while it does."""

    def __init__(self, former: SnapshotContent | None = None) -> None:
        """With what an earlier start has left."""
        self.former = SnapshotContent() if former is None else former
        self.passage_ranges: dict[str, range] = dict(self.former.passage_ranges)
        """The numbers of each article's passages, as they are now."""
        self.accented = AccentedStems(InvertedMap(self.former.accented))
        """By words without accents; who holds a stem is told by the first numbers of articles."""
        self.first_days: Days = np.concatenate([self.former.first_days, np.zeros(64, np.int32)])
        self._added: list[AnalysedPassage | EncodedPassage] = []
        self._decoded = lru_cache(DECODED)(EncodedPassage.decode)

    def __len__(self) -> int:
        return len(self.former) + len(self._added)

    def __getitem__(self, number: int) -> AnalysedPassage:
        if number < len(self.former):
            return self.former[number]
        passage = self._added[number - len(self.former)]
        return self._decoded(passage) if isinstance(passage, EncodedPassage) else passage

    def term_counts(self, number: int) -> Mapping[str, int]:
        """The passage's terms with how often they count."""
        if number < len(self.former):
            return self.former.passages.term_counts(number)
        return self._added[number - len(self.former)].term_counts

    def added(self, limit: int) -> Iterator[AnalysedPassage]:
        """What has come to what was there from the start, with numbers below the limit."""
        added = self._added[: limit - len(self.former)]
        return (each.decode() if isinstance(each, EncodedPassage) else each for each in added)

    def add(self, key: str, article: AnalysedArticle) -> None:
        """Give the article's passages the next numbers."""
        first = len(self)
        self.passage_ranges[key] = range(first, first + len(article.passages))
        self._reserve(self.passage_ranges[key].stop)
        added: tuple[AnalysedPassage | EncodedPassage, ...] = article.passages
        for number, passage in zip(self.passage_ranges[key], added, strict=True):
            day = passage.article.published.first_day
            self.first_days[number] = day.toordinal() if day else 0
        self._added += added
        for bare, stem in article.accented:
            self.accented.add(bare, stem, first)

    def _reserve(self, count: int) -> None:
        """Room for so many numbers; who reads the former array goes on with it."""
        if count > len(self.first_days):
            self.first_days = np.concatenate([self.first_days, np.zeros(max(count, len(self.first_days)), np.int32)])


@dataclass(frozen=True)
class CollectionView:
    """A collection as it was at one moment. What is added later has numbers from `limit` on, and is not seen."""

    store: PassageStore
    state: IndexState
    gone: frozenset[int] = frozenset()
    """The numbers of passages that were removed."""

    @property
    def limit(self) -> int:
        """One more than the greatest number."""
        return self.state.limit

    def shows(self, number: int) -> bool:
        """Whether there was such a passage."""
        return number < self.limit and number not in self.gone

    def __getitem__(self, number: int) -> AnalysedPassage:
        return self.store[number]

    @property
    def first_days(self) -> Days:
        """Of each number the first day on which its article may have been published, 0 if that is any."""
        return self.store.first_days[: self.limit]

    def next_merge(self) -> tuple[LiveSegment, ...]:
        """The segments that had better be merged."""
        return self.state.next_merge()

    def without(self, articles: Iterable[str]) -> CollectionView:
        """Without the articles of these ids, as far as they are here."""
        places = self.store.passage_ranges
        numbers = [number for each in sorted(articles) for number in places.get(each, ()) if self.shows(number)]
        return self.without_passages(numbers)

    def without_passages(self, numbers: list[int]) -> CollectionView:
        """Without these passages, which must be here."""
        if not numbers:
            return self
        bags = [self.store.term_counts(number) for number in numbers]
        return CollectionView(self.store, self.state.without(numbers, bags), self.gone.union(numbers))


class Collection:
    """Articles by id. One at a time may change it; whoever has its view reads meanwhile, and sees no change.

    Nothing here refers back to it, so that its memory is given back as soon as nobody has it any more.
    """

    def __init__(self, view: CollectionView | None = None) -> None:
        """`view` is what an earlier start has left."""
        self.view = view or CollectionView(PassageStore(), IndexState())
        self._store = self.view.store

    @property
    def passage_ranges(self) -> Mapping[str, range]:
        """The numbers of each article's passages, as they are now."""
        return self._store.passage_ranges

    def change(self, articles: Mapping[str, AnalysedArticle | None]) -> None:
        """Put articles in place of those with their ids; None only removes. The cost is that of these articles."""
        former = self.view.without(articles)
        bags = []
        for key, article in articles.items():
            self._store.passage_ranges.pop(key, None)
            if article:
                self._store.add(key, article)
                bags += [passage.term_counts for passage in article.passages]
        self.view = CollectionView(self._store, former.state.with_passages(bags), former.gone)

    @property
    def needs_rebuild(self) -> bool:
        """Whether most of it has been removed, so that it had better be made anew."""
        return len(self.view.gone) > max(self.view.limit / 2, MIN_REMOVED)

    def apply_merge(self, run: tuple[LiveSegment, ...], part: LiveSegment) -> bool:
        """Take what `merged` made of the run; False if the run is no longer here."""
        state = self.view.state.with_merged(run, part)
        changed = state is not self.view.state
        self.view = CollectionView(self._store, state, self.view.gone)
        return changed
