"""How near the words of a question are to the words of passages: in meaning, and so in any language.

BM25 counts equal words. Here each word of the question is compared with the nearest word of a sentence, by the cosine
of their vectors, so that "household" stands for "house" and "Nachdreh" for "reshoot".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from bot.search.language.question import QuestionWord, Role
from bot.search.meaning.word_vectors import Vectors, WordVectors
from bot.search.ranking.passage_batch import PassageBatch

_COMMON_WEIGHT: Final = 0.35
"""Weight of a word that carries no topic, relative to one that does."""
_MIN_WEIGHT: Final = 0.2
"""Weight of a word that stands in all passages; a word that stands in none has 1 more."""
_UNKNOWN: Final = bytes(4)
"""The row of an unknown word, which stands for a text without words."""


class WordMatch:
    """The words of passages, compared with those of a question. Values are from about 0 to 1."""

    def __init__(self, words: Sequence[QuestionWord], batch: PassageBatch, table: WordVectors) -> None:
        asked = [word for word in words if word.role in (Role.CONTENT, Role.COMMON)]
        texts = [sentence.word_rows for sentence in batch.sentences]
        texts += [passage.context_rows for passage in batch.passages]
        nearest = _nearest(table, [word.token.plain for word in asked], texts)
        in_sentences, in_context = nearest[: len(batch.sentences)], nearest[len(batch.sentences) :]
        in_passages: Vectors = np.maximum.reduceat(in_sentences, batch.starts, axis=0)
        weights = np.array([1.0 if word.role is Role.CONTENT else _COMMON_WEIGHT for word in asked], np.float32)
        # A word that stands near in every passage tells them apart no more than a frequent word does.
        weights *= _MIN_WEIGHT + 1 - in_passages.mean(axis=0)
        weights /= weights.sum() or 1
        self.sentences: Vectors = in_sentences @ weights
        """How near the words are to those of each sentence."""
        self.passages: Vectors = in_passages @ weights
        """How near they are to those of each passage."""
        self.contexts: Vectors = in_context @ weights
        """How near they are to those of each passage's heading and title."""
        self.with_contexts: Vectors = np.maximum(in_passages, in_context) @ weights
        """How near they are to those of each passage with its heading and title."""


def _nearest(table: WordVectors, words: Sequence[str], texts: Sequence[bytes]) -> Vectors:
    """Return the cosine of each word with the nearest word of each text, an array of texts times words."""
    rows = np.frombuffer(b"".join(text or _UNKNOWN for text in texts), np.int32)
    sizes = np.array([max(len(text) // rows.itemsize, 1) for text in texts])
    # Passages share most of their words, so each is compared once.
    distinct, places = np.unique(rows, return_inverse=True)
    cosines = (table.vectors(distinct) @ table.vectors(table.rows(words)).T).take(places, axis=0)
    nearest: Vectors = np.maximum.reduceat(cosines, sizes.cumsum() - sizes, axis=0)
    return nearest
