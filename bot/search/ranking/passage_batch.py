"""Several passages side by side, so that a feature of all of them is computed at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bot.search.index.postings import Bools
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.passage_rows import PASSAGE_ROW, ROW_LANGUAGES, SENTENCE_ROW, decode_rows
from bot.search.meaning.word_vectors import Vectors

Numbers = npt.NDArray[np.int64]
"""Numbers of passages or sentences, or counts of them."""


class PassageBatch:
    """Passages and their sentences. Arrays hold one value for each passage, or one for each sentence of all of them."""

    def __init__(self, passages: Sequence[AnalysedPassage]) -> None:
        """Create a batch. Each passage must have a sentence."""
        self.passages = passages
        self.sentences = [sentence for passage in passages for sentence in passage.sentences]
        self.encoded = [passage.rows for passage in passages]
        """What every question reads of each passage."""
        self.rows = decode_rows([each.passage for each in self.encoded], PASSAGE_ROW)
        """The values of each passage that every question needs."""
        self.sentence_rows = decode_rows([each.sentences for each in self.encoded], SENTENCE_ROW)
        """The values of each sentence that every question needs."""
        self.sizes: Numbers = self.rows["sentences"].astype(np.int64)
        """Number of sentences of each passage."""
        self.starts: Numbers = self.sizes.cumsum() - self.sizes
        """Place of each passage's first sentence among all sentences."""
        self.passage_of: Numbers = np.arange(len(passages)).repeat(self.sizes)
        """Number of each sentence's passage in the batch."""
        self.terms = [sentence.terms for sentence in self.sentences]
        """The terms of each sentence."""
        self.contexts = [passage.context for passage in passages]
        """The terms of the context of each passage."""
        self._holding: dict[frozenset[str], Bools] = {}

    @cached_property
    def places(self) -> Numbers:
        """Number of each sentence in its passage."""
        places: Numbers = np.arange(len(self.sentences)) - self.starts[self.passage_of]
        return places

    @property
    def asks(self) -> Bools:
        """Whether each sentence is a question itself, which answers nothing."""
        asks: Bools = self.sentence_rows["asks"]
        return asks

    @cached_property
    def countries(self) -> frozenset[str]:
        """All countries that the sentences name."""
        return frozenset[str]().union(*filter(None, (each.countries for each in self.encoded)))

    def of_languages(self, languages: Iterable[str]) -> Bools:
        """Return whether each passage is in one of these languages."""
        wanted = set(languages)
        is_wanted = np.array([language in wanted for language in ROW_LANGUAGES])
        found: Bools = is_wanted[self.rows["language"]]
        return found

    def highest(self, values: Vectors) -> Vectors:
        """Return the highest value of each passage's sentences; of several rows of values, those of each row."""
        highest: Vectors = np.maximum.reduceat(values, self.starts, axis=-1)
        return highest

    def gap(self, values: Vectors) -> Vectors:
        """Return the difference of each sentence's value from the highest of its passage; for several rows, too."""
        gap: Vectors = values - self.highest(values).take(self.passage_of, axis=-1)
        return gap

    def mean(self, values: Vectors) -> Vectors:
        """Return the mean value of each passage's sentences."""
        mean: Vectors = np.divide(np.add.reduceat(values, self.starts), self.sizes.astype(np.float32))
        return mean

    def first_highest(self, values: Vectors) -> Numbers:
        """Return the place, among all sentences, of each passage's first sentence with the highest value."""
        places = np.flatnonzero(self.gap(values) >= 0)
        highest: Numbers = places[places.searchsorted(self.starts)]
        return highest

    def any_sentence(self, values: Bools) -> Bools:
        """Return for each passage whether the value of any of its sentences is true."""
        found: Bools = np.logical_or.reduceat(values, self.starts)
        return found

    def holding(self, terms: Collection[str]) -> Bools:
        """Return for each sentence whether it holds one of the terms."""
        wanted = frozenset(terms)
        found = self._holding.get(wanted)
        if found is None:
            found = self._holding[wanted] = _meet(wanted, self.terms)
        return found

    def context_holding(self, terms: Collection[str]) -> Bools:
        """Return for each passage whether its heading, its title or a name before it holds one of the terms."""
        return _meet(frozenset(terms), self.contexts)

    def beside(self, values: Bools, best: Numbers, before: int, after: int) -> Bools:
        """Return whether the value of a passage's best sentence or of a neighbour is true.

        `best` are the places of the best sentences among all sentences. Neighbours are as many as `before` and
        `after` say, as far as the passage reaches.
        """
        firsts, lasts = self.starts, self.starts + self.sizes - 1
        found: Bools = values[best]
        for shift in range(1, before + 1):
            found |= values[np.maximum(best - shift, firsts)]
        for shift in range(1, after + 1):
            found |= values[np.minimum(best + shift, lasts)]
        return found


def _meet(wanted: frozenset[str], sets: Sequence[frozenset[str]]) -> Bools:
    """Return for each set whether it holds a wanted term."""
    if not wanted:
        return np.zeros(len(sets), bool)
    return ~np.fromiter(map(wanted.isdisjoint, sets), bool, len(sets))
