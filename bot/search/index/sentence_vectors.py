"""The vectors of the meanings of all sentences, to find the passages that are nearest to a question in any words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Int32s
from bot.search.index.postings import Bools
from bot.search.meaning.intents import VECTOR_SIZE, Meanings, vectors_of
from bot.search.meaning.word_vectors import Vectors

_COMPARED_AT_ONCE: Final = 16_384
"""Number of vectors that are compared at once. It bounds the memory that this takes."""
_SENTENCES_A_PASSAGE: Final = 8
"""Number of sentences to look at for each wanted passage, as several of the nearest may be of the same one."""
_HIDDEN: Final = -np.inf

Nearest = list[tuple[float, int]]
"""Similarities and numbers of passages, the nearest first."""


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """The vectors of the sentences of the passages below a limit, in the order of the passages."""

    vectors: npt.NDArray[np.int8]
    passages: Int32s
    """Number of the passage of each sentence."""
    limit: int
    """Number of passages."""

    def followed_by(self, counts: Int32s, meanings: Meanings) -> SentenceVectors:
        """Return the vectors with those of the next passages: their numbers of sentences, and the encoded meanings."""
        numbers = np.arange(self.limit, self.limit + len(counts), dtype=np.int32)
        return SentenceVectors(
            np.concatenate([self.vectors, vectors_of(meanings)]),
            np.concatenate([self.passages, np.repeat(numbers, counts)]),
            self.limit + len(counts),
        )

    def nearest(self, vector: Vectors, count: int, is_allowed: Bools) -> Nearest:
        """Return up to `count` passages with the nearest sentences.

        `is_allowed` has an entry for each passage that the caller knows, and hides those for which it is False.
        """
        known = int(np.searchsorted(self.passages, len(is_allowed)))
        passages = self.passages[:known]
        similarities = np.where(is_allowed[passages], self._similarities(vector, known), _HIDDEN)
        wanted = min(count * _SENTENCES_A_PASSAGE, known)
        places = np.argpartition(-similarities, wanted - 1)[:wanted] if wanted else np.empty(0, np.int64)
        found: dict[int, float] = {}
        for place in places[np.lexsort((places, -similarities[places]))].tolist():
            if len(found) == count or similarities[place] == _HIDDEN:
                break
            found.setdefault(int(passages[place]), float(similarities[place]))
        return [(similarity, number) for number, similarity in found.items()]

    def _similarities(self, vector: Vectors, known: int) -> Vectors:
        similarities = np.empty(known, np.float32)
        for first in range(0, known, _COMPARED_AT_ONCE):
            rows = slice(first, min(first + _COMPARED_AT_ONCE, known))
            similarities[rows] = self.vectors[rows].astype(np.float32) @ vector
        return similarities


NO_VECTORS: Final = SentenceVectors(np.empty((0, VECTOR_SIZE), np.int8), np.empty(0, np.int32), 0)
