"""All articles that a scope sees: everyone's and its own, side by side, without a copy of either."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

import numpy as np

from bot.search.index import IndexState, PassageIndex
from bot.search.index.arrays import Bools
from bot.search.index.collection import CollectionView
from bot.search.index.loaded_collection import Days
from bot.search.language.analysis import AnalysedPassage


class CombinedView:
    """CombinedView whose passages are numbered one behind the other."""

    def __init__(self, views: Sequence[CollectionView]) -> None:
        self._holdings = tuple(views)
        state = IndexState()
        for view in views:
            state = state.beside(view.state)
        self.index = PassageIndex(state)

    def __getitem__(self, number: int) -> AnalysedPassage:
        for view in self._holdings:
            if number < view.limit:
                return view[number]
            number -= view.limit
        raise IndexError(number)

    @cached_property
    def _first_days(self) -> Days:
        return np.concatenate([np.empty(0, np.int32), *(view.first_days for view in self._holdings)])

    @cached_property
    def _news_until(self) -> int:
        return int(self._first_days.max(initial=0))

    def published_by(self, as_of: date) -> Bools | None:
        """Of every number whether its passage may be shown on that day; None if all may."""
        if self._news_until <= as_of.toordinal():
            return None
        shown: Bools = self._first_days <= as_of.toordinal()
        return shown

    def news(self, as_of: date, days: int) -> Bools:
        """Of every number whether its passage was published in the so many days before the newest of that day."""
        shown = self._first_days <= as_of.toordinal()
        newest = int(self._first_days.max(initial=0, where=shown))
        news: Bools = shown & (self._first_days > max(newest - days, 0))
        return news

    def has_any_by(self, as_of: date) -> bool:
        """Whether there is anything that may be shown on that day."""
        shown = self.published_by(as_of)
        if shown is None:
            return self.index.corpus_size > 0
        return any(bool(part.shown(shown).any()) for part in self.index.state.segments)

    def accented(self, bare: str) -> list[str]:
        """The stems under which passages hold a word with accents, by that word without."""
        found = {stem for view in self._holdings for stem in view.store.accented.of(bare, view.shows)}
        return sorted(found)
