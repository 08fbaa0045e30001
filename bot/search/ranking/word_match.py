"""How near the words of a question are to the words of passages: in meaning, and so in any language.

BM25 counts equal words. Here each word of the question is compared with the nearest word of a sentence, by the cosine
of their vectors, so that "household" stands for "house" and "Nachdreh" for "reshoot". The words that its expansion lets
expect are compared in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from bot.search.arrays import Int32s
from bot.search.language.question import QuestionWord, Role
from bot.search.meaning.query_expansion import ExpandedQuery
from bot.search.meaning.word_vectors import Vectors, WordVectors
from bot.search.ranking.passage_batch import Numbers, PassageBatch

_COMMON_WEIGHT: Final = 0.35
"""Weight of a word that carries no topic, relative to one that does."""
_MIN_WEIGHT: Final = 0.2
"""Weight of a word that is in all passages; a word that is in none has 1 more."""
_USUAL_NEARNESS: Final = 0.5
"""How near a word usually is to the nearest word of a passage."""
_USUAL_PASSAGES: Final = 6
"""Number of passages as which the usual one counts: what a few passages have in common says little."""


def discrimination_weights(nearness: Vectors) -> Vectors:
    """Return how well each word tells passages apart: a word that is near in all of them does not.

    `nearness` has a row for each passage and a column for each word.
    """
    usual = _USUAL_PASSAGES * _USUAL_NEARNESS
    mean = (nearness.sum(axis=0) + np.float32(usual)) / np.float32(len(nearness) + _USUAL_PASSAGES)
    shares: Vectors = np.float32(1 + _MIN_WEIGHT) - mean
    return shares


class PassageWords:
    """The words of passages, of their sentences, and of their headings and titles."""

    def __init__(self, batch: PassageBatch, table: WordVectors) -> None:
        self.table = table
        self.batch = batch
        texts = [each.words for each in batch.encoded] + [each.context_words for each in batch.encoded]
        rows = np.frombuffer(b"".join(texts), np.int32)
        sizes = np.concatenate([batch.sentence_rows["words"], batch.rows["context_words"]])
        self._starts = sizes.cumsum() - sizes
        # Passages share most of their words, so each is compared once.
        self._distinct, self._places = _distinct(rows, len(table))

    def nearest(self, vectors: Vectors) -> tuple[Vectors, Vectors]:
        """Return the cosine of each vector with the nearest word of each sentence, and of each heading and title."""
        cosines = self.table.cosines(self._distinct, vectors).take(self._places, axis=0)
        nearest: Vectors = np.maximum.reduceat(cosines, self._starts, axis=0)
        sentences = len(self.batch.sentences)
        return nearest[:sentences], nearest[sentences:]


def _distinct(rows: Int32s, count: int) -> tuple[Numbers, Int32s]:
    """Return the rows, each once in ascending order, and the place of each among them. All are less than `count`."""
    is_present = np.zeros(count, bool)
    is_present[rows] = True
    distinct = is_present.nonzero()[0]
    # Without sorting, as `np.unique` does. The places of absent rows are never read.
    places = np.empty(count, np.int32)
    places[distinct] = np.arange(len(distinct))
    return distinct, places[rows]


class WordMatch:
    """The words of passages, compared with several vectors. Values are from about 0 to 1."""

    def __init__(self, batch: PassageBatch, in_sentences: Vectors, in_context: Vectors, weights: Vectors) -> None:
        """Create a match, given how near each vector is to each sentence, and to each heading and title.

        `weights` tell how much each vector counts.
        """
        in_passages: Vectors = np.maximum.reduceat(in_sentences, batch.starts, axis=0)
        weights = weights * discrimination_weights(in_passages)
        weights /= weights.sum() or 1
        self.sentences: Vectors = in_sentences @ weights
        """How near the words are to those of each sentence."""
        self.passages: Vectors = in_passages @ weights
        """How near they are to those of each passage."""
        self.contexts: Vectors = in_context @ weights
        """How near they are to those of each passage's heading and title."""
        self.with_contexts: Vectors = np.maximum(in_passages, in_context) @ weights
        """How near they are to those of each passage with its heading and title."""


def match_words(
    question: Sequence[QuestionWord], expanded: ExpandedQuery, words: PassageWords
) -> tuple[WordMatch, WordMatch]:
    """Return the words of a question, and those that an answer is expected to hold, compared with passages."""
    asked = [word for word in question if word.role in (Role.CONTENT, Role.COMMON)]
    weights = np.array([1.0 if word.role is Role.CONTENT else _COMMON_WEIGHT for word in asked], np.float32)
    vectors = words.table.vectors(words.table.rows(word.token.plain for word in asked))
    # Both at once, as the words of the passages are many.
    in_sentences, in_context = words.nearest(np.concatenate([vectors, expanded.vectors]))
    own, others = slice(len(asked)), slice(len(asked), None)
    return (
        WordMatch(words.batch, in_sentences[:, own], in_context[:, own], weights),
        WordMatch(words.batch, in_sentences[:, others], in_context[:, others], expanded.weights),
    )
