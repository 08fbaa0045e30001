"""How the trees of the order are fitted."""

from __future__ import annotations

import numpy as np
import pytest

from tests.learning.trees import GradedList, booster, fit_trees, model_of

NAMES = ("a", "b", "c", "d")


def lists(count: int) -> list[GradedList]:
    """Return lists in which the item with the greatest sum of the first two features is right."""
    rng = np.random.default_rng(1)
    found = []
    for _ in range(count):
        features = rng.normal(size=(6, 4)).astype(np.float32)
        sums = features[:, 0] + features[:, 1]
        # The score that is to be corrected knows the first feature only.
        found.append((features, (sums == sums.max()) * np.float32(2), features[:, 0]))
    return found


def test_right_items_come_first() -> None:
    """In lists that it has not seen, a fitted model corrects scores so that most right items come first."""
    groups = lists(500)
    model = fit_trees(groups[:400], NAMES)
    unseen = [(grades.argmax(), scores, scores + model.scores(features)) for features, grades, scores in groups[400:]]
    before, after = (np.mean([right == each[column].argmax() for right, *each in unseen]) for column in (0, 1))
    assert before < 0.7
    assert after > 0.8


def test_scores_are_those_of_lightgbm() -> None:
    """The model has the scores of the trees that LightGBM has fitted."""
    groups = lists(100)
    rows = np.concatenate([features for features, _, _ in groups])
    assert model_of(booster(groups), NAMES).scores(rows) == pytest.approx(booster(groups).predict(rows), abs=2e-3)


def test_a_fit_is_reproducible() -> None:
    """The same lists give the same trees."""
    assert fit_trees(lists(60), NAMES) == fit_trees(lists(60), NAMES)
