"""The fits of the ranking's models, on tiny data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.model import LinearModel, sigmoid
from tests.learning.losses import Group, _listwise_gradient, _padded, fit_listwise, fit_logistic, scale_of

NAMES = ("useful", "noise", "constant")
DECAY = 1e-3


def lists(seed: int, count: int = 40, right: float = 1.0) -> list[Group]:
    """Return lists of 2 to 6 items. The right one has the greatest first feature."""
    rng = np.random.default_rng(seed)
    return [_list(int(rng.integers(2, 7)), right, rng) for _ in range(count)]


def _list(size: int, right: float, rng: np.random.Generator) -> Group:
    features = rng.normal(size=(size, 3)).astype(np.float32)
    features[:, 2] = 7
    rights = np.zeros(size, np.float32)
    rights[features[:, 0].argmax()] = right
    return features, rights


def share_of_right_items_first(model: LinearModel, groups: Sequence[Group]) -> float:
    """Return in how many of the lists a right item has the highest score."""
    return float(np.mean([rights[model.scores(features).argmax()] > 0 for features, rights in groups]))


def test_listwise_fit_puts_the_right_item_first() -> None:
    """In lists that it has not seen, too, the right item has the highest score."""
    model = fit_listwise(lists(1), NAMES, DECAY)
    assert model.names == NAMES
    assert share_of_right_items_first(model, lists(1)) >= 0.95
    assert share_of_right_items_first(model, lists(2)) >= 0.95
    assert model.weights[0] > 5 * abs(model.weights[1])


def test_scores_are_logits() -> None:
    """The mean probability of the items is the share of those that are right, and right items have higher ones."""
    groups = lists(1)
    model = fit_listwise(groups, NAMES, DECAY)
    scores = np.concatenate([model.scores(features) for features, _ in groups])
    rights = np.concatenate([rights for _, rights in groups])
    probabilities = np.array([sigmoid(float(score)) for score in scores])
    assert probabilities.mean() == pytest.approx(rights.mean(), abs=0.02)
    assert probabilities[rights > 0].mean() > probabilities[rights == 0].mean() + 0.3


def test_feature_that_never_changes() -> None:
    """A feature that is the same for all items has no influence, and all numbers are finite."""
    model = fit_listwise(lists(1), NAMES, DECAY)
    changed = np.array([[0, 0, 7], [0, 0, 7]], np.float32)
    assert len(set(model.scores(changed).tolist())) == 1
    assert model.weights[2] == pytest.approx(0, abs=1e-6)
    assert np.isfinite(np.concatenate([model.mean, model.deviation, model.weights])).all()


def test_partly_right_items() -> None:
    """Only how right the items of a list are in comparison counts: one that is partly right is preferred to none."""
    whole, partly = fit_listwise(lists(1), NAMES, DECAY), fit_listwise(lists(1, right=0.3), NAMES, DECAY)
    assert partly.weights == pytest.approx(whole.weights, rel=1e-3, abs=1e-4)


def test_more_decay_gives_smaller_weights() -> None:
    """Weight decay makes the weights of a logistic regression smaller."""
    rows, rights = items(1)
    weak, strong = (fit_logistic(rows, rights, NAMES, decay) for decay in (1e-4, 1.0))
    assert abs(strong.weights[0]) < abs(weak.weights[0]) / 2


def items(seed: int) -> Group:
    """Return items. Those with a positive first feature are right."""
    rows = np.random.default_rng(seed).normal(size=(200, 3)).astype(np.float32)
    rows[:, 2] = 7
    return rows, (rows[:, 0] > 0).astype(np.float32)


def test_logistic_fit() -> None:
    """Right items have a probability above one half, wrong ones below, also among items that it has not seen."""
    model = fit_logistic(*items(1), NAMES, DECAY)
    rows, rights = items(2)
    assert np.mean((model.scores(rows) > 0) == (rights > 0)) >= 0.95


def test_logistic_fit_of_rare_items() -> None:
    """If nothing tells right items from others, each has the probability of their share."""
    rows = np.random.default_rng(1).normal(size=(400, 3)).astype(np.float32)
    rights = np.zeros(400, np.float32)
    rights[::10] = 1
    model = fit_logistic(rows, rights, NAMES, 1.0)
    assert sigmoid(model.bias) == pytest.approx(0.1, abs=0.03)


def test_small_deviations_count_as_the_least_one() -> None:
    """A feature that hardly varies gets less weight if its deviation counts as a greater one."""
    rows, rights = items(4)
    rows = rows * np.float32(0.01)
    fits = [fit_logistic(rows, rights, NAMES, DECAY, least) for least in (0.001, 1.0)]
    assert fits[1].deviation.tolist() == [1.0] * len(NAMES)
    assert np.ptp(fits[1].scores(rows)) < np.ptp(fits[0].scores(rows)) / 2


def test_fits_are_reproducible() -> None:
    """The same data gives the same numbers."""
    for one, two in [
        (fit_listwise(lists(3), NAMES, DECAY), fit_listwise(lists(3), NAMES, DECAY)),
        (fit_logistic(*items(3), NAMES, DECAY), fit_logistic(*items(3), NAMES, DECAY)),
    ]:
        assert one.to_json() == two.to_json()
        assert one.weights.tolist() == two.weights.tolist()


def test_listwise_gradient() -> None:
    """The gradient is that of the cross entropy, and items that only fill up a list have none."""
    groups = lists(4, count=3)
    _, mask, wanted = _padded(groups, *scale_of(np.concatenate([features for features, _ in groups])))
    scores: npt.NDArray[Any] = np.random.default_rng(5).normal(size=mask.shape)
    found = _listwise_gradient(scores, mask, wanted)
    assert not found[mask < 0].any()
    for place in np.argwhere(mask == 0):
        step: npt.NDArray[Any] = np.zeros_like(scores)
        step[tuple(place)] = 1e-5
        slope = (_cross_entropy(scores + step, mask, wanted) - _cross_entropy(scores - step, mask, wanted)) / 2e-5
        assert found[tuple(place)] == pytest.approx(slope, abs=1e-5)


def _cross_entropy(scores: npt.NDArray[Any], mask: Vectors, wanted: Vectors) -> float:
    logs = scores + mask - np.log(np.exp(scores + mask).sum(axis=1, keepdims=True))
    return float(-(wanted * logs).sum() / len(scores))
