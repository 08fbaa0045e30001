"""The analysed articles of one scope: a collection that changes article by article, and immutable views of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Int32s
from bot.search.index import IndexState
from bot.search.index.other_spellings import EMPTY_MAP, FrozenInvertedMap, OtherSpellings
from bot.search.index.postings import Bools
from bot.search.index.sentence_vectors import NO_VECTORS, Nearest, SentenceVectors
from bot.search.index.shingle_index import ShingleIndex
from bot.search.index.state import LiveSegment
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.language.encoded_passages import NO_PASSAGES, EncodedPassage, EncodedPassages, PassageArticles
from bot.search.meaning.intents import EMPTY_MEANING, Meanings
from bot.search.meaning.word_vectors import Vectors

MIN_REMOVED: Final = 1_000
"""Up to this many removed passages never make a rebuild worthwhile."""
MAX_DECODED: Final = 2_048
"""Maximum number of cached decoded passages. Each takes some kilobytes."""

_READ_AT_ONCE: Final = 4_096
"""Number of passages whose sentence vectors are read at once. It bounds the memory that this takes."""
Days = npt.NDArray[np.int32]
"""Days as proleptic Gregorian ordinals; 0 for an unknown date, which is before any day."""


@dataclass(frozen=True)
class SnapshotContent:
    """Passages that were loaded from a snapshot, whose file is mapped into memory. Empty by default."""

    passages: EncodedPassages = NO_PASSAGES
    articles: PassageArticles = field(default_factory=lambda: PassageArticles((), ()))
    passage_ranges: Mapping[str, range] = field(default_factory=dict)
    """Numbers of each article's passages, by the key of the article."""
    other_spellings: FrozenInvertedMap = EMPTY_MAP
    shingles: ShingleIndex = field(default_factory=ShingleIndex)
    first_days: Days = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.passages)

    def __getitem__(self, number: int) -> AnalysedPassage:
        return self._decode(number)

    @cached_property
    def _decode(self) -> Callable[[int], AnalysedPassage]:
        # The closure must not refer to `self`: a cycle would keep the memory until the garbage collector runs.
        passages, articles = self.passages, self.articles
        return lru_cache(MAX_DECODED)(lambda number: passages.decode(number, articles[number]))


class PassageStore:
    """Append-only store of every passage that a collection has ever had.

    Views read it while the collection appends to it: a view ignores numbers from its own limit on.
    """

    def __init__(self, loaded: SnapshotContent | None = None) -> None:
        """Create a store that begins with the content of a snapshot."""
        self.loaded = SnapshotContent() if loaded is None else loaded
        self._loaded_count = len(self.loaded)
        self.passage_ranges: dict[str, range] = dict(self.loaded.passage_ranges)
        """Numbers of each article's current passages, by the key of the article."""
        self.other_spellings = OtherSpellings(self.loaded.other_spellings)
        self.shingles = self.loaded.shingles
        """Index of the sampled shingles of all passages."""
        self.first_days: Days = np.concatenate([self.loaded.first_days, np.zeros(64, np.int32)])
        """First possible publication day by passage number. It is longer than the store, to leave room."""
        self._vectors = NO_VECTORS
        self._added: list[AnalysedPassage | EncodedPassage] = []
        self._decode = lru_cache(MAX_DECODED)(EncodedPassage.decode)

    def __len__(self) -> int:
        return len(self.loaded) + len(self._added)

    def __getitem__(self, number: int) -> AnalysedPassage:
        if number < self._loaded_count:
            return self.loaded[number]
        passage = self._added[number - self._loaded_count]
        return self._decode(passage) if isinstance(passage, EncodedPassage) else passage

    def text(self, number: int) -> str:
        """Return the text of the passage, which must not have been removed. This decodes no more than is needed."""
        if number < self._loaded_count:
            return self.loaded.passages.text(number, self.loaded.articles[number])
        passage = self._added[number - self._loaded_count]
        return passage.text if isinstance(passage, EncodedPassage) else passage.passage.text

    def term_counts(self, number: int) -> Mapping[str, int]:
        """Return the frequency of each term in the passage. This decodes no more than is needed."""
        if number < len(self.loaded):
            return self.loaded.passages.term_counts(number)
        return self._added[number - len(self.loaded)].term_counts

    def added(self, limit: int) -> Iterator[AnalysedPassage]:
        """Return the passages below `limit` that were not loaded from a snapshot, in order."""
        added = self._added[: limit - len(self.loaded)]
        return (each.decode() if isinstance(each, EncodedPassage) else each for each in added)

    def add(self, key: str, article: AnalysedArticle) -> None:
        """Append the article's passages."""
        first = len(self)
        numbers = self.passage_ranges[key] = range(first, first + len(article.passages))
        self._reserve(numbers.stop)
        added: tuple[AnalysedPassage | EncodedPassage, ...] = article.passages
        for number, passage in zip(numbers, added, strict=True):
            day = passage.article.published.first_day
            self.first_days[number] = day.toordinal() if day else 0
        self._added += added
        for other, word in article.other_spellings:
            self.other_spellings.add(other, word, first)

    def index_shingles(self, first: int) -> None:
        """Add the passages from `first` on to the index of shingles."""
        added = enumerate(self._added[first - len(self.loaded) :], first)
        self.shingles = self.shingles.with_passages((number, each.shingle_sample) for number, each in added)

    def sentence_vectors(self, limit: int) -> SentenceVectors:
        """Return the vectors of the sentences of all passages below `limit`. They are read when first asked for."""
        loaded = self.loaded.passages
        while self._vectors.limit < min(limit, len(loaded)):
            first = self._vectors.limit
            numbers = range(first, min(first + _READ_AT_ONCE, len(loaded)))
            self._vectors = self._vectors.followed_by(*loaded.meanings(numbers))
        if self._vectors.limit < limit:
            added = self._added[self._vectors.limit - len(loaded) : limit - len(loaded)]
            counts, meanings = zip(*map(_meanings_of, added), strict=True)
            self._vectors = self._vectors.followed_by(np.concatenate(counts), np.concatenate(meanings))
        return self._vectors

    def _reserve(self, count: int) -> None:
        """Make room for `count` days. Views keep the former array, which stays valid for them."""
        if count > len(self.first_days):
            room = np.zeros(max(count, len(self.first_days)), np.int32)
            self.first_days = np.concatenate([self.first_days, room])


def _meanings_of(passage: AnalysedPassage | EncodedPassage) -> tuple[Int32s, Meanings]:
    """Return the number of sentences of a passage as an array, and the encoded meanings of its sentences."""
    if isinstance(passage, EncodedPassage):
        return passage.passages.meanings(range(passage.number, passage.number + 1))
    meanings = b"".join(sentence.meaning for sentence in passage.sentences)
    rows = np.frombuffer(meanings, np.uint8).reshape(-1, len(EMPTY_MEANING))
    return np.array([len(rows)], np.int32), rows


@dataclass(frozen=True)
class CollectionView:
    """A collection at one moment. Later changes of the collection are invisible in it."""

    store: PassageStore
    state: IndexState
    removed: frozenset[int] = frozenset()
    """Numbers of removed passages."""

    @property
    def limit(self) -> int:
        """The greatest passage number, plus 1."""
        return self.state.limit

    def is_live(self, number: int) -> bool:
        """Return whether the passage existed and was not removed."""
        return number < self.limit and number not in self.removed

    def __getitem__(self, number: int) -> AnalysedPassage:
        return self.store[number]

    def text(self, number: int) -> str:
        """Return the text of a live passage."""
        return self.store.text(number)

    @property
    def first_days(self) -> Days:
        """First possible publication day by passage number."""
        return self.store.first_days[: self.limit]

    def nearest(self, vector: Vectors, count: int, mask: Bools | None) -> Nearest:
        """Return the live passages, where `mask` is true, with the sentences whose vectors are nearest to this one."""
        is_allowed = np.ones(self.limit, bool) if mask is None else mask.copy()
        is_allowed[list(self.removed)] = False
        return self.store.sentence_vectors(self.limit).nearest(vector, count, is_allowed)

    def next_merge(self) -> tuple[LiveSegment, ...]:
        """Return the segments that should be merged next, or ()."""
        return self.state.next_merge()

    def without(self, keys: Iterable[str]) -> CollectionView:
        """Return the view without the articles of these keys. Unknown keys are ignored."""
        ranges = self.store.passage_ranges
        # In a fixed order, so that equal removals build equal tombstones.
        numbers = [number for key in sorted(keys) for number in ranges.get(key, ()) if self.is_live(number)]
        return self.without_passages(numbers)

    def without_passages(self, numbers: list[int]) -> CollectionView:
        """Return the view without these passages, which must be live."""
        if not numbers:
            return self
        passages = [self.store.term_counts(number) for number in numbers]
        return CollectionView(self.store, self.state.without(numbers, passages), self.removed.union(numbers))


class Collection:
    """Articles by key. Only one thread at a time may change it; others use `view`, which never changes.

    No view refers back to the collection, so its memory is freed as soon as nobody uses it, without a garbage
    collection.
    """

    def __init__(self, view: CollectionView | None = None) -> None:
        """Create an empty collection, or one that begins as `view`."""
        self.view = view or CollectionView(PassageStore(), IndexState())
        self._store = self.view.store

    @property
    def passage_ranges(self) -> Mapping[str, range]:
        """Numbers of each article's passages, by the key of the article."""
        return self._store.passage_ranges

    def change(self, articles: Mapping[str, AnalysedArticle | None]) -> None:
        """Add or replace articles by key; None removes one. The cost depends on these articles only."""
        remaining = self.view.without(articles)
        added = []
        first = len(self._store)
        for key, article in articles.items():
            self._store.passage_ranges.pop(key, None)
            if article:
                self._store.add(key, article)
                added += [passage.term_counts for passage in article.passages]
        self._store.index_shingles(first)
        self.view = CollectionView(self._store, remaining.state.with_passages(added), remaining.removed)

    @property
    def needs_rebuild(self) -> bool:
        """Whether most passages were removed. The store is append-only, so only a new collection frees their memory."""
        return len(self.view.removed) > max(self.view.limit / 2, MIN_REMOVED)

    def apply_merge(self, run: tuple[LiveSegment, ...], merged: LiveSegment) -> bool:
        """Put `merged` in place of `run`. Return False if the run has changed meanwhile."""
        state = self.view.state.with_merged(run, merged)
        is_applied = state is not self.view.state
        self.view = CollectionView(self._store, state, self.view.removed)
        return is_applied
