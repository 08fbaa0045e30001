"""The learned models of the ranking: their weights, and how features become scores.

`make fit` writes the linear ones and the trees to `bot/search/data/ranking.json`. Every linear model first subtracts
the mean of each feature, divides by its standard deviation, and clips the result, so that a value that never occurred
cannot outweigh all others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import clipped
from bot.search.language.data_files import read_data
from bot.search.meaning.query_expansion import QueryExpansion, shipped_expansion
from bot.search.meaning.question_projection import NO_PROJECTION, QuestionProjection, shipped_projection
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.trees import NO_TREES, TreeModel

MAX_DEVIATIONS: Final = 5.0
"""Standard deviations from the mean to which a feature is clipped."""
MAX_LOGIT: Final = 30.0
"""Logit to which greater ones are clipped, as the exponential of a large number would overflow."""


# Compared by identity, so that what is derived from a model can be cached.
@dataclass(frozen=True, eq=False)
class LinearModel:
    """A weighted sum of features."""

    names: tuple[str, ...]
    """The features, in the order of the columns."""
    mean: Vectors
    deviation: Vectors
    weights: Vectors
    bias: float = 0.0

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LinearModel:
        """Return the model that `to_json` described."""
        features: Mapping[str, Sequence[float]] = data["features"]
        columns = np.array(list(features.values()), np.float32).reshape(-1, 3).T
        return cls(tuple(features), columns[1], columns[2], columns[0], data["bias"])

    def to_json(self) -> dict[str, Any]:
        """Return the model for a JSON file: of each feature the weight, the mean and the standard deviation."""
        columns = zip(self.weights, self.mean, self.deviation, strict=True)
        rows = ([round(float(value), 5) for value in column] for column in columns)
        return {"bias": round(self.bias, 5), "features": dict(zip(self.names, rows, strict=True))}

    def scores(self, features: Vectors) -> Vectors:
        """Return the score of each row of features."""
        scores: Vectors = self.contributions(features).sum(axis=1) + np.float32(self.bias)
        return scores

    def contributions(self, features: Vectors) -> Vectors:
        """Return what each feature of each row adds to its score."""
        contributions: Vectors = standardized(features, self.mean, self.deviation) * self.weights
        return contributions


def standardized(features: Vectors, mean: Vectors, deviation: Vectors) -> Vectors:
    """Return the features with mean 0 and deviation 1, clipped."""
    values: Vectors = features - mean
    values /= deviation
    # Without `np.clip`, which takes twice as long for so few values.
    return np.minimum(np.maximum(values, -MAX_DEVIATIONS, out=values), MAX_DEVIATIONS, out=values)


def median(values: Vectors) -> float:
    """Return the median. `np.median` would import a part of NumPy that nothing else needs (20 ms, 2 MB)."""
    ordered, middle = np.sort(values), len(values) // 2
    return float(ordered[middle - 1 + len(values) % 2 : middle + 1].mean())


def sigmoid(value: float) -> float:
    """Return the probability of a logit."""
    return 1 / (1 + math.exp(-min(max(value, -MAX_LOGIT), MAX_LOGIT)))


def sigmoids(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the probabilities of several logits."""
    probabilities: npt.NDArray[np.float64] = 1 / (1 + np.exp(-clipped(values.astype(float), -MAX_LOGIT, MAX_LOGIT)))
    return probabilities


@dataclass(frozen=True)
class RankingModel:
    """All learned models of the search."""

    expansion: QueryExpansion
    """Which words an answer is expected to hold."""
    sentence: LinearModel
    """Which sentence of a passage answers."""
    relevance: LinearModel
    """Whether a passage answers, whatever its date."""
    changes: LinearModel
    """Whether a question asks for something that changes, so that the newest statement answers best."""
    order: LinearModel
    """The order of passages, from their relevance, their dates, and newer passages that state the same."""
    verdict: LinearModel
    """Whether the best passages answer at all."""
    correction: TreeModel = NO_TREES
    """What is added to the order of passages that may come first, as a date counts in some questions and not in others.
    """
    projection: QuestionProjection = NO_PROJECTION
    """Where passages that answer a question lie, among embeddings. Models without an encoder do not use it."""

    @classmethod
    def from_json(
        cls, data: Mapping[str, Any], expansion: QueryExpansion, projection: QuestionProjection = NO_PROJECTION
    ) -> RankingModel:
        """Return the models of the data file with this expansion and projection, which have files of their own."""
        linear = {name: LinearModel.from_json(data[name]) for name in LINEAR_MODELS}
        return cls(expansion, **linear, correction=TreeModel.from_json(data["correction"]), projection=projection)

    def to_json(self) -> dict[str, Any]:
        """Return the linear models and the trees for the data file."""
        return {name: getattr(self, name).to_json() for name in (*LINEAR_MODELS, "correction")}


LINEAR_MODELS: Final = ("sentence", "relevance", "changes", "order", "verdict")
"""Names of the linear models."""


@cache
def shipped_model() -> RankingModel:
    """Return the shipped models, read once."""
    return RankingModel.from_json(json.loads(read_data("ranking.json")), shipped_expansion())


@cache
def shipped_encoder_model() -> RankingModel:
    """Return the shipped models for passages and questions that a sentence encoder has embedded, read once."""
    data = json.loads(read_data("ranking_encoder.json"))
    return RankingModel.from_json(data, shipped_expansion(), shipped_projection())
