"""The candidates of one question, and what the learned models make of their features."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np

from bot.search.index.postings import Bools
from bot.search.language.analysis import AnalysedPassage
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.correction_features import correction_features
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.model import RankingModel, sigmoid, sigmoids
from bot.search.ranking.order_features import order_features
from bot.search.ranking.passage_batch import Numbers
from bot.search.ranking.passage_match import PassageMatch
from bot.search.ranking.question_features import QUESTION_FEATURES, question_features
from bot.search.ranking.relevance_features import RELEVANCE_COLUMNS, relevance_features
from bot.search.ranking.sentence_features import sentence_features
from bot.search.ranking.weights import MIN_CHANGING, MIN_FIRST_SHARE, MIN_PLANNED, MIN_SUPERSEDING_SHARE

_MAX_OFF_TOPIC_SHARE: Final = 0.5
"""Share of candidates with another subject up to which the learned model of relevance is applied."""
_PROXIMITY_WEIGHT: Final = 1.6
"""Weight of terms that occur together in a sentence, relative to the same terms in the passage's BM25 score."""
_TERMS_PER_SENTENCE: Final = 4
"""Number of terms that one sentence of an answer can be expected to hold."""
_EVEN_SCORE: Final = 10.0
"""BM25 score, with the weighted proximity score, at which a passage answers as probably as not."""
_BY_BEST_SENTENCE: Final = ("best", "best_sentences", "_intent_similarities", "relevance_features")
"""Cached properties that depend on no model but that of sentences."""


class Candidates:
    """The candidates of one question. Scores of the models are computed on first use."""

    def __init__(self, numbers: Sequence[int], match: PassageMatch, model: RankingModel) -> None:
        """`numbers` are the numbers of the passages in the index."""
        self.numbers = numbers
        self.match = match
        self.model = model

    @property
    def context(self) -> QuestionContext:
        """The context that the features of all candidates share."""
        return self.match.context

    @property
    def passages(self) -> Sequence[AnalysedPassage]:
        """The passages, in the order of their numbers."""
        return self.match.batch.passages

    def with_model(self, model: RankingModel) -> Candidates:
        """Return the same candidates for other models. Values that do not depend on the models are kept."""
        other = Candidates(self.numbers, self.match, model)
        kept = {"sentence_features", *(_BY_BEST_SENTENCE if model.sentence is self.model.sentence else ())}
        other.__dict__ |= {name: value for name, value in self.__dict__.items() if name in kept}
        return other

    @cached_property
    def sentence_features(self) -> Vectors:
        """SENTENCE_FEATURES of each sentence."""
        return sentence_features(self.match)

    @cached_property
    def best(self) -> Numbers:
        """Place of the best sentence of each candidate among all sentences."""
        return self.match.batch.first_highest(self.model.sentence.scores(self.sentence_features))

    @cached_property
    def best_sentences(self) -> list[int]:
        """Number of the best sentence of each candidate in its passage."""
        numbers: list[int] = self.match.batch.places[self.best].tolist()
        return numbers

    @property
    def coverage(self) -> Vectors:
        """Share of the question's core terms in the best sentence of each candidate and beside it."""
        return self.match.coverage[self.best]

    @cached_property
    def relevance_features(self) -> Vectors:
        """RELEVANCE_FEATURES of each candidate."""
        return relevance_features(self.match, self.best)

    @cached_property
    def changing(self) -> float:
        """Probability that the question asks for something that changes, so that the newest statement answers best."""
        question, changes = self.context.question, self.model.changes
        # "In 2026 or 2027?" asks which of them is right now.
        if question.times and not question.named_times:
            return 1.0
        intents = len(changes.names) - len(QUESTION_FEATURES)
        row = question_features(question, self.context.meaning, intents)
        return sigmoid(float(changes.scores(row)[0]))

    @cached_property
    def relevance(self) -> Vectors:
        """Logit of each candidate's relevance, whatever its date."""
        return (
            self._relevance_by_words() if self._is_off_topic else self.model.relevance.scores(self.relevance_features)
        )

    @cached_property
    def _is_off_topic(self) -> bool:
        """Whether most candidates have another subject.

        The models know articles about films. Among articles about anything else, the words alone decide.
        """
        off_topic = np.count_nonzero(self.match.batch.rows["is_off_topic"])
        return bool(off_topic > _MAX_OFF_TOPIC_SHARE * len(self.passages))

    def _relevance_by_words(self) -> Vectors:
        """Return logits by the words of the question in the passage, and by those that occur together."""
        proximity = self.context.proximity
        scores = self.match.batch.highest(self.match.proximity) * np.float32(proximity.max_score)
        # The more terms a question has, the less of them one sentence can hold.
        weight = _PROXIMITY_WEIGHT * min(1.0, (_TERMS_PER_SENTENCE / max(proximity.core_terms, 1)) ** 3)
        logits: Vectors = np.log((self.match.bm25 + np.float32(weight) * scores) / _EVEN_SCORE + np.float32(1e-6))
        return logits

    @cached_property
    def order_features(self) -> Vectors:
        """ORDER_FEATURES of each candidate."""
        features, similarities = self.relevance_features, self._intent_similarities
        return order_features(self.match, self.best, similarities, self.relevance, features, self.changing)

    @cached_property
    def order(self) -> Vectors:
        """Score of each candidate by which the candidates are ranked."""
        if self._is_off_topic:
            return self.relevance
        order, first = self.model.order.scores(self.order_features), self.may_be_first
        order[first] += self.model.correction.scores(self.correction_features[first])
        return order

    @property
    def correction_features(self) -> Vectors:
        """CORRECTION_FEATURES of each candidate."""
        columns = self.order_features, self.relevance_features
        return correction_features(
            self.match, self.best, self._intent_similarities, self.relevance, columns, self.changing
        )

    @cached_property
    def _intent_similarities(self) -> Vectors:
        """How similar the statements of the best sentences of all candidates are."""
        return self.match.meaning.intent_similarities(self.best)

    @cached_property
    def may_be_first(self) -> Bools:
        """Whether each candidate is relevant enough to come first: being new must not lift what hardly fits.

        Where something changes, passages about past times alone set no standard for newer ones, and a plan whose time
        is over gives way to newer news, such as that the date is open. A passage that may be about another film must
        be the most relevant of all. A question in an article gives way to what answers it.
        """
        current = self._relevance_feature("outdated") == 0
        if self.changing < MIN_CHANGING or not current.any():
            current[:] = True
        enough: Bools = self.relevance - self.relevance[current].max() >= math.log(MIN_FIRST_SHARE)
        of_other_film = (self._relevance_feature("may_be_other_film") * self._relevance_feature("other_subject")) > 0
        enough &= ~of_other_film | (self.relevance == self.relevance.max())
        asks = self._relevance_feature("asks") > 0
        if (enough & ~asks).any():
            enough &= ~asks
        return enough & ~self._is_superseded_plan(current & enough)

    def _is_superseded_plan(self, current: Bools) -> Bools:
        """Return whether each candidate is a plan whose time is over, and one of the `current` ones is newer."""
        days = self.match.batch.rows["first_day"]
        # Nothing is known to be newer than an undated plan.
        is_old_plan: Bools = ~current & (days > 0) & (self._relevance_feature("planned") >= MIN_PLANNED)
        # Most questions have none.
        if is_old_plan.any():
            behind = self.relevance[:, None] - self.relevance[None, :]
            is_newer = days[None, :] > days[:, None]
            supersedes = current[None, :] & is_newer & (behind <= -math.log(MIN_SUPERSEDING_SHARE))
            is_old_plan &= supersedes.any(axis=1)
        return is_old_plan

    def _relevance_feature(self, name: str) -> Vectors:
        return self.relevance_features[:, RELEVANCE_COLUMNS[name]]

    @cached_property
    def probabilities(self) -> list[float]:
        """Relevance of each candidate as a probability from 0 to 1."""
        probabilities: list[float] = sigmoids(self.relevance).tolist()
        return probabilities
