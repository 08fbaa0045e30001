"""Features of a passage for the model that decides whether it answers, whatever its date.

Features of a sentence are those of the passage's best one.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.meaning.intents import STATES
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.encoder_features import ENCODER_FEATURES, encoder_features
from bot.search.ranking.feature_columns import feature_columns
from bot.search.ranking.features import lexical_features
from bot.search.ranking.passage_batch import Numbers
from bot.search.ranking.passage_match import PassageMatch

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
    "near_named_time",
    "country_missing",
    "other_country",
    "place",
    "foreign_language",
    "overlap",
    "overlap_gap",
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
    "expected_words",
    "expected_words_gap",
    "passage_expected_words",
    "passage_expected_words_gap",
    "whole_expected_words",
    "whole_expected_words_gap",
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
RELEVANCE_COLUMNS: Final = {name: number for number, name in enumerate(RELEVANCE_FEATURES)}
"""The column of each of them."""
_MIN_PROBABILITY: Final = np.float32(1e-3)
"""A constant that is added to a probability before its logarithm is taken."""


def relevance_features(match: PassageMatch, best: Numbers) -> Vectors:
    """Return RELEVANCE_FEATURES of each passage, followed by ENCODER_FEATURES if there is an encoder.

    `best` are the places of the best sentences of the passages among all sentences.
    """
    values = (
        _term_features(match, best)
        | _meaning_features(match, best)
        | _word_features(match, best)
        | _state_features(match, best)
        | lexical_features(match.context, match.batch, best)
    )
    if match.similarities is None:
        return feature_columns(RELEVANCE_FEATURES, values)
    names = (*RELEVANCE_FEATURES, *ENCODER_FEATURES)
    return feature_columns(names, values | encoder_features(match.similarities))


def _term_features(match: PassageMatch, best: Numbers) -> dict[str, npt.NDArray[Any]]:
    """Return how much of the question a passage holds, by BM25 and by what stands together."""
    proximity, coverage = match.batch.highest(match.proximity), match.coverage[best]
    return {
        "bm25": match.bm25,
        "bm25_share": match.bm25 / max(float(match.bm25.max()), 1e-9),
        "bm25_log": np.log1p(match.bm25),
        "worth": proximity,
        "worth_share": proximity / max(float(proximity.max()), 1e-9),
        "coverage": coverage,
    }


def _meaning_features(match: PassageMatch, best: Numbers) -> dict[str, npt.NDArray[Any]]:
    """Return how near the intents and the vectors of a passage's sentences are to those of the question."""
    batch, meaning = match.batch, match.meaning
    overlap, cosine = meaning.overlap[best], meaning.cosine[best]
    log_probability = np.log(meaning.probability[best] + _MIN_PROBABILITY)
    passage_overlap, passage_probability = meaning.with_passages(batch.starts)
    return {
        "overlap": overlap,
        "log_probability": log_probability,
        "top_intent": meaning.top_intent[best],
        "passage_overlap": passage_overlap,
        "passage_log_probability": np.log(passage_probability + _MIN_PROBABILITY),
        "cosine": cosine,
        "mean_cosine": batch.mean(meaning.cosine),
    }


def _word_features(match: PassageMatch, best: Numbers) -> dict[str, npt.NDArray[Any]]:
    """Return how near the words of the question are to those of the best sentence, the passage and its title.

    The same features exist for the words that an answer is expected to hold.
    """
    words, expected = match.words, match.expected_words
    return {
        "word_match": words.sentences[best],
        "passage_word_match": words.passages,
        "context_word_match": words.contexts,
        "whole_word_match": words.with_contexts,
        "expected_words": expected.sentences[best],
        "passage_expected_words": expected.passages,
        "whole_expected_words": expected.with_contexts,
    }


def _state_features(match: PassageMatch, best: Numbers) -> dict[str, npt.NDArray[Any]]:
    """Return the state of the fact in the best sentence, and how far the question asks for it."""
    states, asked = match.meaning.states[best], match.context.meaning
    planned, happened, changed, still_open, denied, rumoured = (states[:, STATES.index(each)] for each in "PHCONR")
    return {
        "planned": planned,
        "happened": happened,
        "changed": changed,
        "open": still_open,
        "denied": denied,
        "rumoured": rumoured,
        "past_happened": asked.state("D") * happened,
        "past_planned": asked.state("D") * planned,
        "future_planned": asked.state("F") * planned,
    }
