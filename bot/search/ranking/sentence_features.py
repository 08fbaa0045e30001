"""Features of a sentence for the model that chooses the sentence of each passage that answers best."""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking import features
from bot.search.ranking.feature_columns import feature_columns
from bot.search.ranking.passage_match import PassageMatch

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
    "expected_words",
    "expected_words_gap",
)
_MAX_PLACE: Final = 10
"""Maximum place in the passage: later places count the same."""


def sentence_features(match: PassageMatch) -> Vectors:
    """Return SENTENCE_FEATURES of each sentence."""
    batch, meaning, words = match.batch, match.meaning, match.words
    values = {
        "worth": match.proximity,
        "overlap": meaning.overlap,
        "probability": meaning.probability,
        "cosine": meaning.cosine,
        "holds_kind": features.holding_kind(match.context.kinds, batch),
        "place": np.minimum(batch.places, _MAX_PLACE),
        "other_subject": match.other_subject,
        "asks": batch.asks,
        "word_match": words.sentences,
        "expected_words": match.expected_words.sentences,
    }
    return feature_columns(SENTENCE_FEATURES, values, batch.gap)
