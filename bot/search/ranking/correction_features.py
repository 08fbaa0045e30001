"""Features by which trees correct the order of the passages that may come first.

They are those of the order and of the relevance, and a few that compare each passage with the most relevant one and
with newer ones.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import clipped
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.feature_columns import feature_columns
from bot.search.ranking.model import sigmoids
from bot.search.ranking.order_features import ORDER_FEATURES, comparable_days
from bot.search.ranking.passage_batch import Numbers
from bot.search.ranking.passage_match import PassageMatch
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES

COMPARED_FEATURES: Final = (
    "changing",
    "chance",
    "current",
    "current_share",
    "current_if_alike",
    "days_after_best",
    "cosine_best",
)
"""The features that only the correction has."""
CORRECTION_FEATURES: Final = (*COMPARED_FEATURES, *ORDER_FEATURES, *RELEVANCE_FEATURES)
_REPLACED_SHARE: Final = np.float32(0.8)
"""Probability with which a newer passage that answers replaces an older one."""
_MAX_PROBABILITY: Final = np.float32(0.98)
"""Upper bound of a probability whose complement is put into a logarithm."""
_MAX_DAYS: Final = 1100
"""Maximum number of days between two passages: greater ones count the same."""


def correction_features(
    match: PassageMatch,
    best: Numbers,
    similarities: Vectors,
    relevance: Vectors,
    columns: tuple[Vectors, Vectors],
    changing: float,
) -> Vectors:
    """Return CORRECTION_FEATURES of each passage.

    `best` are the places of the best sentences of the passages among all sentences, `similarities` those of the intents
    of these sentences, `relevance` the logits of the passages, `columns` their ORDER_FEATURES and RELEVANCE_FEATURES,
    and `changing` is the probability that the question asks for something that changes.
    """
    place, days = int(relevance.argmax()), comparable_days(match)
    vectors = match.meaning.meanings.vectors[best]
    values = _current_features(similarities, days, sigmoids(relevance).astype(np.float32)) | {
        "changing": np.full(len(relevance), changing),
        "days_after_best": clipped(days - days[place], -_MAX_DAYS, _MAX_DAYS),
        "cosine_best": vectors @ vectors[place],
    }
    order_columns, relevance_columns = columns
    compared = feature_columns(COMPARED_FEATURES, values)
    return np.concatenate([compared, order_columns, relevance_columns[:, : len(RELEVANCE_FEATURES)]], axis=1)


def _current_features(similarities: Vectors, days: Numbers, chance: Vectors) -> dict[str, npt.NDArray[Any]]:
    """Return the probability that each passage answers, and that it does and no newer one replaces it.

    Any newer passage that answers may do so; with "if_alike", as far as it states the same facts.
    """
    newer = (days[None, :] > days[:, None]) * (_REPLACED_SHARE * chance)
    current = chance * _unreplaced(newer)
    alike = chance * _unreplaced(newer * similarities)
    return {"chance": chance, "current": current, "current_share": current / current.max(), "current_if_alike": alike}


def _unreplaced(replaced: Vectors) -> Vectors:
    """Return the probability that none of the others replaces each passage, given that of each other one."""
    unreplaced: Vectors = np.exp(np.log1p(-np.minimum(replaced, _MAX_PROBABILITY)).sum(axis=1))
    return unreplaced
