"""The embeddings of passages, by their texts, and how near they are to a question."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from bot.errors import EncoderError
from bot.search.meaning.question_projection import QuestionProjection
from bot.search.meaning.sentence_encoder import SentenceEncoder
from bot.search.meaning.word_vectors import Vectors

MAX_QUESTIONS: Final = 1_000
"""Maximum number of questions whose vectors are kept. Each takes 1.5 kB."""
_KEY_BYTES: Final = 8
_SCALE: Final = 127.0
_LEAST: Final = 1e-9
"""Lower bound of a length that is divided by."""
_ABSENT: Final = -1

Keys = npt.NDArray[np.uint64]
"""Hashes of texts."""
Rows = npt.NDArray[np.intp]
"""Numbers of rows."""

_log = logging.getLogger(__name__)


def keys_of(texts: Iterable[str]) -> Keys:
    """Return the hash of each text."""
    hashes = (blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest() for text in texts)
    return np.frombuffer(b"".join(hashes), "<u8").astype(np.uint64)


@dataclass(frozen=True)
class EmbeddingTable:
    """Embeddings of texts by the hashes of the texts. A table does not change."""

    keys: Keys
    """In ascending order."""
    vectors: npt.NDArray[np.int8]
    """The vectors, one per row. The greatest value of each is 127 or -127."""

    def __len__(self) -> int:
        return len(self.keys)

    def with_vectors(self, keys: Keys, vectors: Vectors) -> EmbeddingTable:
        """Return the table with further texts; of those that are in it already, the former vectors stay."""
        scale = np.abs(vectors).max(axis=1, keepdims=True)
        rounded = np.rint(vectors * (_SCALE / np.maximum(scale, np.float32(_LEAST)))).astype(np.int8)
        former = self.vectors if len(self) else np.empty((0, vectors.shape[1]), np.int8)
        all_keys, rows = np.unique(np.concatenate([self.keys, keys]), return_index=True)
        return EmbeddingTable(all_keys, np.concatenate([former, rounded])[rows])

    def only(self, keys: Keys) -> EmbeddingTable:
        """Return the table without all texts but these."""
        kept = np.isin(self.keys, keys)
        return self if kept.all() else EmbeddingTable(self.keys[kept], self.vectors[kept])

    def rows(self, keys: Keys) -> Rows:
        """Return the row of the vector of each text, -1 for texts that the table lacks."""
        if not len(self):
            return np.full(len(keys), _ABSENT)
        places = np.minimum(self.keys.searchsorted(keys), len(self) - 1)
        return np.where(self.keys[places] == keys, places, _ABSENT)

    def products(self, rows: Rows, vectors: Vectors) -> Vectors:
        """Return the products of the vectors in these rows, scaled to length 1, with each of `vectors`.

        The result has a row for each of `vectors`.
        """
        found = self.vectors[rows].astype(np.float32)
        products: Vectors = vectors @ found.T / np.maximum(np.linalg.norm(found, axis=1), np.float32(_LEAST))
        return products


class Similarities(NamedTuple):
    """How near a question is to passages."""

    cosines: Vectors
    """Cosine of the embeddings of the question and of each passage, from -1 to 1."""
    projected: Vectors
    """Cosine of the projected embedding of the question and the embedding of each passage."""


EMPTY_TABLE: Final = EmbeddingTable(np.empty(0, np.uint64), np.empty((0, 0), np.int8))


class QuestionVectors:
    """The vectors of the latest questions. After a failure the encoder is not asked again."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._vectors: LRUCache[str, Vectors] = LRUCache(MAX_QUESTIONS)
        self._lock = Lock()
        self._has_failed = False

    @property
    def version(self) -> str:
        """The version of the encoder."""
        return self._encoder.version

    def vector(self, question: str) -> Vectors | None:
        """Return the vector of a question; None if the encoder fails, which is logged once."""
        with self._lock:
            found = self._vectors.get(question)
        if found is not None or self._has_failed:
            return found
        try:
            found = self._encoder.embed_question(question)
        except EncoderError as error:
            self._has_failed = True
            _log.warning("questions are answered without sentence embeddings: %s", error)
            return None
        with self._lock:
            self._vectors[question] = found
        return found


class Embeddings:
    """The embeddings of all passages that an engine sees. They grow while an encoder works in the background."""

    def __init__(self, questions: QuestionVectors, tables: Callable[[], Sequence[EmbeddingTable]]) -> None:
        """`tables` returns the tables as they are now."""
        self._questions = questions
        self._tables = tables

    def prepare(self, question: str) -> None:
        """Embed a question, so that `similarities` need not do it. Nothing happens as long as no passage is embedded.

        It takes 10 to 20 ms of CPU time, and the first call also loads the encoder.
        """
        if any(map(len, self._tables())):
            self._questions.vector(question)

    def similarities(self, question: str, texts: Sequence[str], projection: QuestionProjection) -> Similarities | None:
        """Return how near the question is to each text.

        Return None unless all texts are embedded, by the encoder that the projection belongs to.
        """
        keys, found = keys_of(texts), list[tuple[EmbeddingTable, Rows]]()
        is_absent = np.ones(len(keys), bool)
        for table in self._tables():
            rows = table.rows(keys)
            found.append((table, np.where(is_absent, rows, _ABSENT)))
            is_absent &= rows == _ABSENT
        if is_absent.any() or self._questions.version != projection.encoder:
            return None
        vector = self._questions.vector(question)
        if vector is None:
            return None
        vectors = np.stack([vector, projection.project(vector)])
        products = np.empty((len(vectors), len(keys)), np.float32)
        for table, rows in found:
            held = rows != _ABSENT
            if held.any():  # a table without any text has no columns to multiply with
                products[:, held] = table.products(rows[held], vectors)
        return Similarities(*products)
