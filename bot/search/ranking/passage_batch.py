"""Several passages side by side, so that a feature of all of them is computed at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from bot.search.index.postings import Bools
from bot.search.language.analysis import AnalysedPassage
from bot.search.meaning.word_vectors import Vectors

Numbers = npt.NDArray[np.int64]
"""Numbers of passages or sentences, or counts of them."""


class PassageBatch:
    """Passages and their sentences. Arrays hold one value for each passage, or one for each sentence of all of them."""

    def __init__(self, passages: Sequence[AnalysedPassage]) -> None:
        """Create a batch. Each passage must have a sentence."""
        self.passages = passages
        self.articles = [passage.article for passage in passages]
        """The article of each passage."""
        self.sentences = [sentence for passage in passages for sentence in passage.sentences]
        sizes = [len(passage.sentences) for passage in passages]
        self.sizes: Numbers = np.array(sizes, np.int64)
        """Number of sentences of each passage."""
        self.starts: Numbers = np.cumsum([0, *sizes])[: len(sizes)]
        """Place of each passage's first sentence among all sentences."""
        self.passage_of: Numbers = np.repeat(np.arange(len(sizes)), sizes)
        """Number of each sentence's passage in the batch."""
        self._terms = [sentence.terms for sentence in self.sentences]
        self._holding: dict[frozenset[str], Bools] = {}

    @cached_property
    def places(self) -> Numbers:
        """Number of each sentence in its passage."""
        places: Numbers = np.arange(len(self.sentences)) - self.starts[self.passage_of]
        return places

    @cached_property
    def asks(self) -> Bools:
        """Whether each sentence is a question itself, which answers nothing."""
        articles = (self.articles[number] for number in self.passage_of)
        texts = (sentence.span.of(article.text) for sentence, article in zip(self.sentences, articles, strict=True))
        return np.array([text.endswith("?") for text in texts])

    def highest(self, values: Vectors) -> Vectors:
        """Return the highest value of each passage's sentences."""
        highest: Vectors = np.maximum.reduceat(values, self.starts)
        return highest

    def gap(self, values: Vectors) -> Vectors:
        """Return the difference of each sentence's value from the highest of its passage."""
        gap: Vectors = values - self.highest(values)[self.passage_of]
        return gap

    def mean(self, values: Vectors) -> Vectors:
        """Return the mean value of each passage's sentences."""
        mean: Vectors = np.divide(np.add.reduceat(values, self.starts), self.sizes.astype(np.float32))
        return mean

    def first_highest(self, values: Vectors) -> Numbers:
        """Return the place, among all sentences, of each passage's first sentence with the highest value."""
        places = np.flatnonzero(self.gap(values) >= 0)
        _, firsts = np.unique(self.passage_of[places], return_index=True)
        highest: Numbers = places[firsts]
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
            found = self._holding[wanted] = _meet(wanted, self._terms)
        return found

    def context_holding(self, terms: Collection[str]) -> Bools:
        """Return for each passage whether its heading, its title or a name before it holds one of the terms."""
        return _meet(frozenset(terms), [passage.context for passage in self.passages])

    def beside(self, values: Bools, best: Numbers, before: int, after: int) -> Bools:
        """Return whether the value of a passage's best sentence or of a neighbour is true.

        `best` are the places of the best sentences among all sentences. Neighbours are as many as `before` and
        `after` say, as far as the passage reaches.
        """
        found = np.zeros(len(best), bool)
        for shift in range(-before, after + 1):
            place = np.clip(best + shift, 0, len(values) - 1)
            found |= values[place] & (self.passage_of[place] == self.passage_of[best])
        return found


def _meet(wanted: frozenset[str], sets: Sequence[frozenset[str]]) -> Bools:
    """Return for each set whether it holds a wanted term."""
    if not wanted:
        return np.zeros(len(sets), bool)
    return ~np.array([wanted.isdisjoint(each) for each in sets], bool)
