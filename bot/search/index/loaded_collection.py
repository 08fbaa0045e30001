"""What an earlier start has left of a collection: its passages, analysed, in a file that is mapped into memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.index.inverted_map import NOBODY, FrozenInvertedMap
from bot.search.language.analysis import AnalysedPassage
from bot.search.snapshot.encoded_passages import NO_PASSAGES, ArticlePlaces, EncodedPassages

DECODED: Final = 2_048
"""So many passages are kept as they were decoded last; each takes some kilobytes."""
Days = npt.NDArray[np.int32]


@dataclass(frozen=True)
class SnapshotContent:
    """Passages by their numbers; empty by default. It never changes."""

    passages: EncodedPassages = NO_PASSAGES
    articles: ArticlePlaces = field(default_factory=lambda: ArticlePlaces((), ()))
    passage_ranges: Mapping[str, range] = field(default_factory=dict)
    """The numbers of each article's passages."""
    accented: FrozenInvertedMap = NOBODY
    first_days: Days = field(default_factory=lambda: np.empty(0, np.int32))

    def __len__(self) -> int:
        return len(self.passages)

    def __getitem__(self, number: int) -> AnalysedPassage:
        return self._decoded(number)

    @cached_property
    def _decoded(self) -> Callable[[int], AnalysedPassage]:
        # It must not know this very object: then neither could go before the garbage collector comes.
        passages, articles = self.passages, self.articles
        return lru_cache(DECODED)(lambda number: passages.decode(number, articles[number]))
