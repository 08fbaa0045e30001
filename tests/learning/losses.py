"""Fits the small models of the ranking with NumPy. Every fit starts from the same values, so it is reproducible."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.model import LinearModel, standardized
from tests.learning.adam import Adam, constant_then_linear

_STEPS: Final = 300
_RATE: Final = 0.03
MIN_DEVIATION: Final = 1e-3
"""Lower bound of a feature's deviation: one that never changes tells nothing."""

Group = tuple[Vectors, Vectors]
"""The features of the items of one list, and how right each item is, from 0 to 1."""


def scale_of(rows: Vectors, least: Vectors | float = MIN_DEVIATION) -> tuple[Vectors, Vectors]:
    """Return the mean and the standard deviation of each feature; smaller deviations count as `least`."""
    return rows.mean(axis=0), np.maximum(rows.std(axis=0), np.asarray(least, np.float32))


def fit_listwise(groups: Sequence[Group], names: Sequence[str], decay: float) -> LinearModel:
    """Fit a linear model that puts the right items of each list first: softmax cross entropy over the list.

    The logits are then scaled so that they also are those of the probability that an item is right.
    """
    mean, deviation = scale_of(np.concatenate([features for features, _ in groups]))
    items, mask, wanted = _padded(groups, mean, deviation)
    weights = {"w": np.zeros(items.shape[2], np.float32)}
    optimizer = Adam(weights, constant_then_linear(_RATE, _STEPS))
    for _ in range(_STEPS):
        of_scores = _listwise_gradient(items @ weights["w"], mask, wanted)
        optimizer.step({"w": _sum_products(items, of_scores) + decay * weights["w"]})
    scores = np.concatenate([standardized(features, mean, deviation) @ weights["w"] for features, _ in groups])
    slope, bias = calibration(scores, np.concatenate([right for _, right in groups]))
    return LinearModel(tuple(names), mean, deviation, weights["w"] * np.float32(slope), bias)


def fit_logistic(
    rows: Vectors,
    is_right: Vectors,
    names: Sequence[str],
    decay: float,
    least_deviation: Vectors | float = MIN_DEVIATION,
) -> LinearModel:
    """Fit a logistic regression. `is_right` are 0 or 1.

    A feature whose deviation is less than `least_deviation` is scaled as if it had this one, so that it weighs little.
    """
    mean, deviation = scale_of(rows, least_deviation)
    values = standardized(rows, mean, deviation)
    weights = {"w": np.zeros(values.shape[1], np.float32), "b": np.zeros(1, np.float32)}
    optimizer = Adam(weights, constant_then_linear(_RATE, _STEPS))
    for _ in range(_STEPS):
        error = (1 / (1 + np.exp(-(values @ weights["w"] + weights["b"]))) - is_right) / np.float32(len(values))
        optimizer.step({"w": values.T @ error + decay * weights["w"], "b": error.sum(keepdims=True)})
    return LinearModel(tuple(names), mean, deviation, weights["w"], float(weights["b"][0]))


def _padded(groups: Sequence[Group], mean: Vectors, deviation: Vectors) -> tuple[Vectors, Vectors, Vectors]:
    longest = max(len(features) for features, _ in groups)
    items = np.zeros((len(groups), longest, len(mean)), np.float32)
    mask = np.full((len(groups), longest), -1e9, np.float32)
    wanted = np.zeros((len(groups), longest), np.float32)
    for number, (features, right) in enumerate(groups):
        items[number, : len(features)] = standardized(features, mean, deviation)
        mask[number, : len(features)] = 0
        wanted[number, : len(features)] = right / right.sum()
    return items, mask, wanted


def _sum_products(items: Vectors, others: Vectors) -> Vectors:
    """Return the products of the features of all items with these values, summed over the items."""
    flat: Vectors = items.reshape(-1, items.shape[-1])
    summed: Vectors = flat.T @ others.reshape(len(flat), *others.shape[2:])
    return summed


def _listwise_gradient(scores: Vectors, mask: Vectors, wanted: Vectors) -> Vectors:
    raised = np.exp(scores + mask - (scores + mask).max(axis=1, keepdims=True))
    gradient: Vectors = (raised / raised.sum(axis=1, keepdims=True) - wanted) / np.float32(len(scores))
    return gradient


def cross_entropy(logits: Vectors, is_right: npt.NDArray[np.bool_]) -> tuple[float, Vectors]:
    """Return the negative logarithm of the probability that a right item is first, and its gradient."""
    raised = np.exp(logits - logits.max())
    share = raised / raised.sum()
    right = float(share[is_right].sum()) + 1e-12
    return -math.log(right), (share - share * is_right / np.float32(right)).astype(np.float32)


def calibration(scores: Vectors, right: Vectors) -> tuple[float, float]:
    """Return the slope and the bias with which the scores are the logits of being right."""
    model = fit_logistic(scores[:, None], (right > 0).astype(np.float32), ("score",), 0.0)
    slope = float(model.weights[0] / model.deviation[0])
    return slope, model.bias - slope * float(model.mean[0])
