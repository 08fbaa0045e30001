"""The trees of the ranking, evaluated all at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.ranking.model import RankingModel, shipped_encoder_model, shipped_model
from bot.search.ranking.trees import MAX_LEAVES, Split, Tree, TreeModel
from tests.search.ranking.helpers import any_tree

FEATURES = 3


def any_trees(seed: int, count: int) -> tuple[TreeModel, np.random.Generator]:
    """Return a model of random trees."""
    rng = np.random.default_rng(seed)
    names = tuple(f"feature {number}" for number in range(FEATURES))
    return TreeModel(names, tuple(any_tree(rng, FEATURES) for _ in range(count))), rng


def walked(tree: Tree, row: Sequence[float]) -> float:
    """Return the value of the leaf that a walk from the root reaches."""
    first, end = 0, len(tree.leaves)
    while end - first > 1:
        # Splits on the left side of the root begin with the same leaf.
        below = (each for each in tree.splits if each.first == first and each.end < end)
        split = max(below, key=lambda each: each.end)
        if row[split.feature] > np.float32(split.threshold):
            first = split.end
        else:
            end = split.end
    return tree.leaves[first]


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 5))
def test_scores_are_those_of_a_walk_through_each_tree(seed: int, trees: int, rows: int) -> None:
    """The score of a row is the sum of the leaves that walks from the roots of all trees reach."""
    model, rng = any_trees(seed, trees)
    features = rng.normal(size=(rows, FEATURES)).astype(np.float32)
    expected = [sum(walked(tree, row) for tree in model.trees) for row in features.tolist()]
    assert model.scores(features) == pytest.approx(expected, abs=1e-4)


def test_a_value_that_equals_the_threshold_goes_left() -> None:
    """Only greater values go to the right side."""
    model = TreeModel(("days",), (Tree((Split(0, 0.5, 0, 1),), (-1.0, 1.0)),))
    assert model.scores(np.array([[0.4], [0.5], [0.6]], np.float32)).tolist() == [-1, -1, 1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_trees_as_json(seed: int, trees: int) -> None:
    """A model that is written to JSON and read again is the same."""
    model, _ = any_trees(seed, trees)
    assert TreeModel.from_json(json.loads(json.dumps(model.to_json()))) == model


@pytest.mark.parametrize("model", [shipped_model, shipped_encoder_model])
def test_the_shipped_trees_are_complete(model: Callable[[], RankingModel]) -> None:
    """Each shipped tree has one leaf more than splits, at most 16, finite numbers, and features that exist."""
    correction = model().correction
    assert correction.trees
    for tree in correction.trees:
        assert 2 <= len(tree.leaves) == len(tree.splits) + 1 <= MAX_LEAVES
        assert np.isfinite([*tree.leaves, *(split.threshold for split in tree.splits)]).all()
        assert all(0 <= split.feature < len(correction.names) for split in tree.splits)
        assert sum(split.first == 0 for split in tree.splits) >= 1
