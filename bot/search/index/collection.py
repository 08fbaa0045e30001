"""The analysed articles of one scope, which grow and shrink an article at a time, and what they were at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from bot.search.index import IndexState
from bot.search.index.inverted_map import InvertedMap
from bot.search.index.loaded_collection import DECODED, Days, LoadedCollection
from bot.search.index.state import Part
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analysis import AnalysedArticle
from bot.search.language.word_list import AccentedStems, WordList
from bot.search.snapshot.encoded_passages import EncodedPassage

FEW: Final = 1_000
"""So many removed passages are worth nothing yet."""


class Stacks:
    """All that a collection has ever held. It only grows, so that it may be read while it does."""

    def __init__(self, former: LoadedCollection | None = None) -> None:
        """With what an earlier start has left."""
        self.former = LoadedCollection() if former is None else former
        self.places: dict[str, range] = dict(self.former.places)
        """The numbers of each article's passages, as they are now."""
        self.words = WordList(holders=InvertedMap(self.former.words))
        self.accented = AccentedStems(InvertedMap(self.former.accented))
        """By words without accents; who holds a stem is told by the first numbers of articles."""
        self.first_days: Days = np.concatenate([self.former.first_days, np.zeros(64, np.int32)])
        self._added: list[AnalysedPassage | EncodedPassage] = []
        self._decoded = lru_cache(DECODED)(EncodedPassage.decoded)

    def __len__(self) -> int:
        return len(self.former) + len(self._added)

    def __getitem__(self, number: int) -> AnalysedPassage:
        if number < len(self.former):
            return self.former[number]
        passage = self._added[number - len(self.former)]
        return self._decoded(passage) if isinstance(passage, EncodedPassage) else passage

    def bag(self, number: int) -> Mapping[str, int]:
        """The passage's terms with how often they count."""
        if number < len(self.former):
            return self.former.passages.bag(number)
        return self._added[number - len(self.former)].bag

    def added(self, limit: int) -> Iterator[AnalysedPassage]:
        """What has come to what was there from the start, with numbers below the limit."""
        added = self._added[: limit - len(self.former)]
        return (each.decoded() if isinstance(each, EncodedPassage) else each for each in added)

    def add(self, key: str, article: AnalysedArticle) -> None:
        """Give the article's passages the next numbers."""
        first = len(self)
        self.places[key] = range(first, first + len(article.passages))
        self._reserve(self.places[key].stop)
        added: tuple[AnalysedPassage | EncodedPassage, ...] = article.passages
        for number, passage in zip(self.places[key], added, strict=True):
            day = passage.article.published.first_day
            self.first_days[number] = day.toordinal() if day else 0
        self._added += added
        self.words.add(article.words, first)
        for bare, stem in article.accented:
            self.accented.add(bare, stem, first)

    def _reserve(self, count: int) -> None:
        """Room for so many numbers; who reads the former array goes on with it."""
        if count > len(self.first_days):
            self.first_days = np.concatenate([self.first_days, np.zeros(max(count, len(self.first_days)), np.int32)])


@dataclass(frozen=True)
class CollectionView:
    """A collection as it was at one moment. What is added later has numbers from `limit` on, and is not seen."""

    stacks: Stacks
    edition: IndexState
    gone: frozenset[int] = frozenset()
    """The numbers of passages that were removed."""

    @property
    def limit(self) -> int:
        """One more than the greatest number."""
        return self.edition.limit

    def shows(self, number: int) -> bool:
        """Whether there was such a passage."""
        return number < self.limit and number not in self.gone

    def __getitem__(self, number: int) -> AnalysedPassage:
        return self.stacks[number]

    @property
    def first_days(self) -> Days:
        """Of each number the first day on which its article may have been published, 0 if that is any."""
        return self.stacks.first_days[: self.limit]

    def due(self) -> tuple[Part, ...]:
        """The segments that had better be merged."""
        return self.edition.due()

    def without(self, articles: Iterable[str]) -> CollectionView:
        """Without the articles of these ids, as far as they are here."""
        places = self.stacks.places
        numbers = [number for each in sorted(articles) for number in places.get(each, ()) if self.shows(number)]
        return self.without_passages(numbers)

    def without_passages(self, numbers: list[int]) -> CollectionView:
        """Without these passages, which must be here."""
        if not numbers:
            return self
        bags = [self.stacks.bag(number) for number in numbers]
        return CollectionView(self.stacks, self.edition.without(numbers, bags), self.gone.union(numbers))


class Collection:
    """Articles by id. One at a time may change it; whoever has its holding reads meanwhile, and sees no change.

    Nothing here refers back to it, so that its memory is given back as soon as nobody has it any more.
    """

    def __init__(self, holding: CollectionView | None = None) -> None:
        """`holding` is what an earlier start has left."""
        self.holding = holding or CollectionView(Stacks(), IndexState())
        self._stacks = self.holding.stacks

    @property
    def places(self) -> Mapping[str, range]:
        """The numbers of each article's passages, as they are now."""
        return self._stacks.places

    def change(self, articles: Mapping[str, AnalysedArticle | None]) -> None:
        """Put articles in place of those with their ids; None only removes. The cost is that of these articles."""
        former = self.holding.without(articles)
        bags = []
        for key, article in articles.items():
            self._stacks.places.pop(key, None)
            if article:
                self._stacks.add(key, article)
                bags += [passage.bag for passage in article.passages]
        self.holding = CollectionView(self._stacks, former.edition.with_bags(bags), former.gone)

    @property
    def is_worn(self) -> bool:
        """Whether most of it has been removed, so that it had better be made anew."""
        return len(self.holding.gone) > max(self.holding.limit / 2, FEW)

    def put_merged(self, run: tuple[Part, ...], part: Part) -> bool:
        """Take what `merged` made of the run; False if the run is no longer here."""
        edition = self.holding.edition.with_merged(run, part)
        changed = edition is not self.holding.edition
        self.holding = CollectionView(self._stacks, edition, self.holding.gone)
        return changed
