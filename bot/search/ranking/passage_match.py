"""Passages, compared with a question: what the features of all the learned models are computed from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from bot.search.index.postings import Bools
from bot.search.language.analysis import AnalysedPassage
from bot.search.meaning.embeddings import Similarities
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking import features
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.meaning_match import MeaningMatch
from bot.search.ranking.passage_batch import PassageBatch
from bot.search.ranking.word_match import PassageWords, match_words


class PassageMatch:
    """Passages, compared with a question by their words and meanings."""

    def __init__(
        self,
        context: QuestionContext,
        passages: Sequence[AnalysedPassage],
        bm25: Sequence[float],
        similarities: Similarities | None = None,
    ) -> None:
        """`bm25` are the BM25 scores of the passages, 0 if no word matched.

        `similarities` tell how near their embeddings are to that of the question; None without a sentence encoder.
        """
        self.context = context
        self.batch = PassageBatch(passages)
        self.bm25: Vectors = np.array(bm25, np.float32)
        """BM25 score of each passage."""
        self.similarities = similarities
        self.meaning = MeaningMatch(context.meaning, self.batch.sentence_rows["meaning"])
        words = PassageWords(self.batch, context.words)
        self.words, self.expected_words = match_words(context.question.words, context.expanded, words)
        scores, coverage = context.proximity.score(self.batch)
        self.proximity: Vectors = scores / np.float32(context.proximity.max_score)
        """Proximity score of each sentence, as a share of the score of one that holds all terms."""
        self.coverage: Vectors = coverage
        """Share of the question's core terms in each sentence and beside it."""

    @cached_property
    def other_subject(self) -> Bools:
        """Whether each sentence is not about the film that the question is about."""
        return features.other_subject(self.context.question, self.batch)
