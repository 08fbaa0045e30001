"""How well the meanings of sentences fit the meaning of a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

import numpy as np

from bot.search.meaning.intents import EMPTY_MEANING, STATES, DecodedMeanings, Meanings
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.passage_batch import Numbers

_INTENTS: Final = 256
"""Upper bound of the number of intents: their numbers have 8 bits."""
_MAX_PROBABILITY: Final = 0.999
"""Upper bound of a probability whose complement is put into a logarithm."""


class QuestionMeaning:
    """The meaning of a question, decoded."""

    def __init__(self, meaning: bytes) -> None:
        self._decoded = DecodedMeanings.decode(encoded_meanings([meaning]))
        self.intents: Vectors = np.zeros(_INTENTS, np.float32)
        """Probability of each intent."""
        self.intents[self._decoded.intents[0]] = self._decoded.probabilities[0]

    def share_of(self, numbers: Sequence[int]) -> float:
        """Return the probability that it has one of these intents."""
        return float(self.intents[list(numbers)].sum())

    @property
    def vector(self) -> Vectors:
        """Its vector."""
        vector: Vectors = self._decoded.vectors[0]
        return vector

    @property
    def top_intent(self) -> int:
        """Number of the likeliest intent."""
        return int(self._decoded.intents[0, 0])

    def state(self, letter: str) -> float:
        """Return the probability that it asks for this state, one of STATES."""
        return float(self._decoded.states[0, STATES.index(letter)])


class MeaningMatch:
    """Sentences, compared with a question. Arrays hold one value for each sentence."""

    def __init__(self, question: QuestionMeaning, meanings: Meanings) -> None:
        """`meanings` are those of the sentences."""
        self._question = question
        self.meanings = DecodedMeanings.decode(meanings)
        """The meanings of all sentences."""

    @property
    def states(self) -> Vectors:
        """Probability of each of STATES, a row for each sentence."""
        return self.meanings.states

    @cached_property
    def overlap(self) -> Vectors:
        """Bhattacharyya coefficient of the intents of question and sentence, from 0 to 1."""
        wanted = np.sqrt(self._question.intents).take(self.meanings.intents)
        overlap: Vectors = (wanted * np.sqrt(self.meanings.probabilities)).sum(axis=1)
        return overlap

    @cached_property
    def probability(self) -> Vectors:
        """Probability that question and sentence have the same intent."""
        same: Vectors = (self._question.intents.take(self.meanings.intents) * self.meanings.probabilities).sum(axis=1)
        return same

    def with_passages(self, starts: Numbers) -> tuple[Vectors, Vectors]:
        """Return overlap and probability of the question's intents with those of each passage.

        A passage states an intent if any of its sentences does, each independently of the others. `starts` are the
        places of the first sentences of the passages.
        """
        # A question has a few of all intents. The others share the last column, which is not read.
        asked = self._question.intents.nonzero()[0]
        columns = np.full(_INTENTS, len(asked))
        columns[asked] = np.arange(len(asked))
        misses = np.zeros((len(self.meanings.intents), len(asked) + 1), np.float32)
        rows = np.arange(len(misses))[:, None]
        probabilities = np.minimum(self.meanings.probabilities, _MAX_PROBABILITY)
        misses[rows, columns.take(self.meanings.intents)] = np.log1p(-probabilities)
        stated = -np.expm1(np.add.reduceat(misses[:, :-1], starts, axis=0))
        shares = self._question.intents[asked]
        return np.sqrt(stated) @ np.sqrt(shares), stated @ shares

    @cached_property
    def top_intent(self) -> Vectors:
        """Probability that the sentence has the likeliest intent of the question."""
        is_top = self.meanings.intents == self._question.top_intent
        probability: Vectors = (self.meanings.probabilities * is_top).sum(axis=1)
        return probability

    @cached_property
    def cosine(self) -> Vectors:
        """Cosine of the vectors of question and sentence, from -1 to 1."""
        cosine: Vectors = self.meanings.vectors @ self._question.vector
        return cosine

    def intent_similarities(self, sentences: Sequence[int] | Numbers) -> Vectors:
        """Return the Bhattacharyya coefficients of these sentences with each other, a square matrix from 0 to 1."""
        roots = np.zeros((len(sentences), _INTENTS), np.float32)
        chosen = self.meanings.intents[sentences]
        roots[np.arange(len(sentences))[:, None], chosen] = np.sqrt(self.meanings.probabilities[sentences])
        similarities: Vectors = roots @ roots.T
        return similarities


def encoded_meanings(meanings: Iterable[bytes]) -> Meanings:
    """Return encoded meanings as an array, one per row."""
    return np.frombuffer(b"".join(meanings), np.uint8).reshape(-1, len(EMPTY_MEANING))
