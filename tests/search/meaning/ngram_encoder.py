"""A small sentence encoder for tests: texts are near each other if they share runs of letters."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from bot.errors import EncoderError
from bot.search.meaning.word_vectors import Vectors

DIMENSIONS = 64
_LENGTH = 3


class NgramEncoder:
    """Counts hashed trigrams of a text. It notes the texts that it has embedded, and fails on request."""

    def __init__(self, version: str = "trigrams 1") -> None:
        self.version = version
        self.questions: list[str] = []
        self.passages: list[str] = []
        self.fails = False

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of a question."""
        self._check()
        self.questions.append(text)
        return _embedded(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages."""
        self._check()
        self.passages += texts
        return np.array([_embedded(text) for text in texts], np.float32).reshape(-1, DIMENSIONS)

    def _check(self) -> None:
        if self.fails:
            raise EncoderError("the trigrams are gone")


def _embedded(text: str) -> Vectors:
    vector = np.full(DIMENSIONS, 0.01, np.float32)
    folded = f" {text.casefold()} "
    for start in range(len(folded) - _LENGTH + 1):
        vector[crc32(folded[start : start + _LENGTH].encode("utf-8", "replace")) % DIMENSIONS] += 1
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit
