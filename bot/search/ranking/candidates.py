"""The candidates of one question, and their features as arrays for the learned models.

A row is a candidate, or one of its sentences; a column is a feature, in the order of the tuples of names below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.index.postings import Bools
from bot.search.language.analysis import AnalysedPassage
from bot.search.meaning.intents import STATES
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking import features
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.meaning_match import MeaningMatch
from bot.search.ranking.model import RankingModel, sigmoid, sigmoids
from bot.search.ranking.passage_batch import Numbers, PassageBatch
from bot.search.ranking.question_features import QUESTION_FEATURES, question_features
from bot.search.ranking.weights import MIN_CHANGING, MIN_FIRST_SHARE
from bot.search.ranking.word_match import WordMatch

SENTENCE_FEATURES: Final = (
    "worth",
    "worth_gap",
    "overlap",
    "overlap_gap",
    "probability",
    "cosine",
    "holds_kind",
    "place",
    "other_subject",
    "asks",
    "word_match",
    "word_match_gap",
)
RELEVANCE_FEATURES: Final = (
    "bm25",
    "bm25_share",
    "bm25_log",
    "worth",
    "worth_share",
    "coverage",
    "coverage_gap",
    "names_missing",
    "kind_missing",
    "kind_missing_beside",
    "topic_missing",
    "facts_elsewhere",
    "aside",
    "other_subject",
    "original_asked",
    "original_not_asked",
    "new_asked",
    "new_not_asked",
    "asks",
    "off_topic",
    "may_be_other_film",
    "outdated",
    "named_year",
    "year_of_named_month",
    "near_named_time",
    "country_missing",
    "other_country",
    "foreign_country",
    "place",
    "length",
    "foreign_language",
    "overlap",
    "overlap_gap",
    "mean_overlap",
    "log_probability",
    "log_probability_gap",
    "top_intent",
    "passage_overlap",
    "passage_log_probability",
    "cosine",
    "cosine_gap",
    "mean_cosine",
    "word_match",
    "word_match_gap",
    "passage_word_match",
    "passage_word_match_gap",
    "context_word_match",
    "whole_word_match",
    "whole_word_match_gap",
    "planned",
    "happened",
    "changed",
    "open",
    "denied",
    "rumoured",
    "past_happened",
    "past_planned",
    "future_planned",
)
ORDER_FEATURES: Final = (
    "relevance",
    "relevance_changing",
    "is_relevant_changing",
    "likelihood_changing",
    "days_behind_changing",
    "weeks_behind_changing",
    "months_behind_changing",
    "seasons_behind_changing",
    "age_changing",
    "newer_changing",
    "newer_alike_changing",
    "newer_alike_likely_changing",
    "newest_alike_changing",
    "alike_best_changing",
    "alike_likely_changing",
    "planned_changing",
    "happened_changing",
    "changed_changing",
    "open_changing",
    "undated_changing",
    "outdated_changing",
    "past_changing",
    "planned_past_changing",
    "happened_past_changing",
    "other_subject_changing",
    "may_be_other_film_changing",
    "country_missing_changing",
    "other_country_changing",
    "foreign_country_changing",
)
"""Where nothing changes, only the relevance counts; the others count as far as the question asks for what changes."""
_MAX_SENTENCE_PLACE: Final = 10
"""Place in the passage from which on the place of a sentence no longer counts."""
_MAX_OFF_TOPIC_SHARE: Final = 0.5
"""Share of candidates with another subject up to which the learned model of relevance is applied."""
_WORTH_WEIGHT: Final = 1.6
"""Weight of terms that stand together in a sentence, relative to the same terms in the passage's BM25 score."""
_TERMS_PER_SENTENCE: Final = 4
"""Number of terms that one sentence of an answer can be expected to hold."""
_EVEN_WORTH: Final = 10.0
"""BM25 score, with the worth of what stands together, at which a passage answers as probably as not."""
_MIN_PROBABILITY: Final = np.float32(1e-3)
"""What is added to a probability before its logarithm is taken."""
_UNDATED_DAYS: Final = 400
"""Days before the newest candidate at which an undated article is placed: it is neither newest nor oldest."""
_RELEVANT_LOGIT: Final = -2.0
"""Difference from the greatest relevance at which a passage counts half as a possible answer."""
_RELEVANT_SHARE: Final = 0.3
"""How far a passage must count as a possible answer to be the newest relevant one."""
_DECAY_DAYS: Final = {"days": 7.0, "weeks": 25.0, "months": 90.0, "seasons": 250.0}
"""Days in which a passage behind the newest relevant one loses all but 1/e of its value, on several scales."""
_AGE_DECAY_DAYS: Final = 150.0
_MAX_AGE_DAYS: Final = 1100
"""Days from which on the age no longer counts."""
_BY_SENTENCE_MODEL: Final = ("best", "best_sentences", "relevance_features")
_BY_OTHER_MODELS: Final = ("changing", "relevance", "order_features", "order", "probabilities")
"""Cached properties that depend on the models."""


def _is_relevant(behind: Vectors) -> Vectors:
    """Return how far passages count as possible answers, from 0 to 1, by their distance from the greatest relevance."""
    # Clipped, as the exponential of a large number would overflow.
    share: Vectors = 1 / (1 + np.exp(-2 * np.clip(behind - _RELEVANT_LOGIT, -30, 30)))
    return share


def _side_by_side(columns: Sequence[npt.NDArray[Any]]) -> Vectors:
    """Return the columns as one array of floats."""
    # Faster than np.stack for many short columns.
    rows = np.empty((len(columns), len(columns[0])), np.float32)
    for row, column in zip(rows, columns, strict=True):
        row[:] = column
    return np.ascontiguousarray(rows.T)


class Candidates:
    """The candidates of one question. What the models make of them is computed when it is first asked for."""

    def __init__(
        self,
        context: QuestionContext,
        numbers: Sequence[int],
        passages: Sequence[AnalysedPassage],
        bm25: Sequence[float],
        model: RankingModel,
    ) -> None:
        """`numbers` are the passages' numbers in the index; `bm25` are their scores, 0 if no word matched."""
        self.context = context
        self.numbers = numbers
        self.passages = passages
        self._bm25 = np.array(bm25, np.float32)
        self.model = model
        self.batch = PassageBatch(passages)
        self.sentences = self.batch.sentences
        self.match = MeaningMatch(context.meaning, self.batch.sentence_rows["meaning"])
        self.words = WordMatch(context.question.words, self.batch, context.words)
        found = [each for passage in passages for each in context.proximity.score(passage)]
        self._worth = np.array([each.worth for each in found], np.float32) / np.float32(context.proximity.total)
        self._coverage = np.array([each.coverage for each in found], np.float32)

    def with_model(self, model: RankingModel) -> Candidates:
        """Return the same candidates for other models. What does not depend on the models is not computed again."""
        other = copy(self)
        other.model = model
        if model.sentence is not self.model.sentence:
            for name in _BY_SENTENCE_MODEL:
                other.__dict__.pop(name, None)
        for name in _BY_OTHER_MODELS:
            other.__dict__.pop(name, None)
        return other

    @cached_property
    def sentence_features(self) -> Vectors:
        """SENTENCE_FEATURES of each sentence."""
        match, batch = self.match, self.batch
        columns = (
            self._worth,
            batch.gap(self._worth),
            match.overlap,
            batch.gap(match.overlap),
            match.probability,
            match.cosine,
            features.holding_kind(self.context.kinds, batch),
            batch.places.clip(max=_MAX_SENTENCE_PLACE),
            self.other_subject,
            batch.asks,
            self.words.sentences,
            batch.gap(self.words.sentences),
        )
        return _side_by_side(columns)

    @cached_property
    def other_subject(self) -> Bools:
        """Whether each sentence is not about the film that the question is about."""
        return features.other_subject(self.context.question, self.batch)

    @cached_property
    def best(self) -> Numbers:
        """Place of the best sentence of each candidate among all sentences."""
        return self.batch.first_highest(self.model.sentence.scores(self.sentence_features))

    @cached_property
    def best_sentences(self) -> list[int]:
        """Number of the best sentence of each candidate in its passage."""
        numbers: list[int] = self.batch.places[self.best].tolist()
        return numbers

    @property
    def coverage(self) -> Vectors:
        """Share of the question's core terms in the best sentence of each candidate and beside it."""
        return self._coverage[self.best]

    @cached_property
    def relevance_features(self) -> Vectors:
        """RELEVANCE_FEATURES of each candidate."""
        match, words, best = self.match, self.words, self.best
        worth = self.batch.highest(self._worth)
        highest_bm25 = max(float(self._bm25.max()), 1e-9)
        log_probability = np.log(match.probability[best] + _MIN_PROBABILITY)
        passage_overlap, passage_probability = match.with_passages(self.batch.starts)
        states = match.meanings.states[best]
        happened, planned = states[:, STATES.index("H")], states[:, STATES.index("P")]
        asks_past, asks_future = self.context.meaning.state("D"), self.context.meaning.state("F")
        columns = {
            "bm25": self._bm25,
            "bm25_share": self._bm25 / highest_bm25,
            "bm25_log": np.log1p(self._bm25),
            "worth": worth,
            "worth_share": worth / max(float(worth.max()), 1e-9),
            "coverage": self.coverage,
            "coverage_gap": self.coverage - self.coverage.max(),
            "overlap": match.overlap[best],
            "overlap_gap": match.overlap[best] - match.overlap[best].max(),
            "mean_overlap": self.batch.mean(match.overlap),
            "log_probability": log_probability,
            "log_probability_gap": log_probability - log_probability.max(),
            "top_intent": match.top_intent[best],
            "passage_overlap": passage_overlap,
            "passage_log_probability": np.log(passage_probability + _MIN_PROBABILITY),
            "cosine": match.cosine[best],
            "cosine_gap": match.cosine[best] - match.cosine[best].max(),
            "mean_cosine": self.batch.mean(match.cosine),
            "word_match": words.sentences[best],
            "word_match_gap": words.sentences[best] - words.sentences[best].max(),
            "passage_word_match": words.passages,
            "passage_word_match_gap": words.passages - words.passages.max(),
            "context_word_match": words.contexts,
            "whole_word_match": words.with_contexts,
            "whole_word_match_gap": words.with_contexts - words.with_contexts.max(),
            "planned": planned,
            "happened": happened,
            "changed": states[:, STATES.index("C")],
            "open": states[:, STATES.index("O")],
            "denied": states[:, STATES.index("N")],
            "rumoured": states[:, STATES.index("R")],
            "past_happened": asks_past * happened,
            "past_planned": asks_past * planned,
            "future_planned": asks_future * planned,
        } | features.lexical_features(self.context, self.batch, best)
        return _side_by_side([columns[name] for name in RELEVANCE_FEATURES])

    @cached_property
    def changing(self) -> float:
        """Probability that the question asks for something that changes, so that the newest statement answers best."""
        question, changes = self.context.question, self.model.changes
        # "In 2026 or 2027?" asks which of them is right by now.
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
        return bool(self.batch.rows["is_off_topic"].mean() > _MAX_OFF_TOPIC_SHARE)

    def _relevance_by_words(self) -> Vectors:
        """Return logits by the words of the question in the passage, and by those that stand together."""
        proximity = self.context.proximity
        worth = self.batch.highest(self._worth) * np.float32(proximity.total)
        # The more terms a question has, the less of them one sentence can hold.
        weight = _WORTH_WEIGHT * min(1.0, (_TERMS_PER_SENTENCE / max(proximity.core_terms, 1)) ** 3)
        logits: Vectors = np.log((self._bm25 + np.float32(weight) * worth) / _EVEN_WORTH + np.float32(1e-6))
        return logits

    @cached_property
    def order_features(self) -> Vectors:
        """ORDER_FEATURES of each candidate."""
        behind = self.relevance - self.relevance.max()
        columns = {"relevance": behind, "is_relevant": _is_relevant(behind), "likelihood": np.exp(behind)}
        columns |= self._age_features(columns["is_relevant"])
        changing = self._newer_features(columns["is_relevant"], columns["likelihood"]) | self._state_features()
        columns |= {f"{name}_changing": values * self.changing for name, values in (changing | columns).items()}
        return _side_by_side([columns[name] for name in ORDER_FEATURES])

    def _age_features(self, is_relevant: Vectors) -> dict[str, Vectors]:
        """Return how far each candidate is behind the newest relevant one, on several scales, and how old it is."""
        newest = self._days[is_relevant > _RELEVANT_SHARE].max()
        days = np.clip(newest - self._days, 0, _MAX_AGE_DAYS)
        age = np.clip(self.context.newest_day.toordinal() - self._days, 0, _MAX_AGE_DAYS)
        behind = {f"{scale}_behind": np.exp(-days / decay) for scale, decay in _DECAY_DAYS.items()}
        return behind | {"age": np.exp(-age / _AGE_DECAY_DAYS)}

    def _newer_features(self, is_relevant: Vectors, likelihood: Vectors) -> dict[str, Vectors]:
        """Return how much newer and relevant there is than each candidate, and how much they state alike."""
        newer = self._days[None, :] > self._days[:, None]
        likeness = self.match.likeness(self.best.tolist())
        alike = newer * likeness
        return {
            "newer": np.log1p((newer * is_relevant).sum(axis=1)),
            "newer_alike": np.log1p((alike * is_relevant).sum(axis=1)),
            "newer_alike_likely": np.log1p((alike * likelihood).sum(axis=1)),
            "newest_alike": (alike * likelihood).max(axis=1),
            "alike_best": likeness[:, int(likelihood.argmax())],
            "alike_likely": likeness @ likelihood / likelihood.sum(),
        }

    def _relevance_feature(self, name: str) -> Vectors:
        return self.relevance_features[:, RELEVANCE_FEATURES.index(name)]

    def _state_features(self) -> dict[str, Vectors]:
        """Return the states of the best sentences, and whether the times that they speak of are past."""
        states = self.match.meanings.states[self.best]
        planned, happened, changed, still_open = (states[:, STATES.index(letter)] for letter in "PHCO")
        last_days = self.batch.sentence_rows["last_day"][self.best]
        past = ((last_days > 0) & (last_days < self.context.newest_day.toordinal())).astype(np.float32)
        return {
            "planned": planned,
            "happened": happened,
            "changed": changed,
            "open": still_open,
            "undated": (self._first_days == 0).astype(np.float32),
            "outdated": self._relevance_feature("outdated"),
            "other_subject": self._relevance_feature("other_subject"),
            "may_be_other_film": self._relevance_feature("may_be_other_film"),
            "country_missing": self._relevance_feature("country_missing"),
            "other_country": self._relevance_feature("other_country"),
            "foreign_country": self._relevance_feature("foreign_country"),
            "past": past,
            "planned_past": planned * past,
            "happened_past": happened * past,
        }

    @cached_property
    def _first_days(self) -> Numbers:
        """First possible day of publication of each candidate as an ordinal, 0 for undated ones."""
        days: Numbers = self.batch.rows["first_day"].astype(np.int64)
        return days

    @cached_property
    def _days(self) -> Numbers:
        """The same days. Undated candidates have a day in between."""
        undated = self.context.newest_day.toordinal() - _UNDATED_DAYS
        return np.where(self._first_days > 0, self._first_days, undated)

    @cached_property
    def order(self) -> Vectors:
        """Score of each candidate by which the candidates are ranked."""
        if self._is_off_topic:
            return self.relevance
        return self.model.order.scores(self.order_features)

    @property
    def may_be_first(self) -> Bools:
        """Whether each candidate is relevant enough to stand first: being new must not lift what hardly fits.

        Where something changes, what speaks only of times that are over sets no measure for what is newer.
        """
        counted = self._relevance_feature("outdated") == 0
        if self.changing < MIN_CHANGING or not counted.any():
            counted[:] = True
        enough: Bools = self.relevance - self.relevance[counted].max() >= math.log(MIN_FIRST_SHARE)
        return enough

    @cached_property
    def probabilities(self) -> list[float]:
        """Relevance of each candidate as a probability from 0 to 1."""
        probabilities: list[float] = sigmoids(self.relevance).tolist()
        return probabilities
