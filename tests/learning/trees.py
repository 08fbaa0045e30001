"""Fits the trees that correct the order with LightGBM, and turns them into the model that the search evaluates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import lightgbm
import numpy as np

from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.trees import Split, Tree, TreeModel

TREES: Final = 100
LEAVES: Final = 15
_PARAMETERS: Final = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 3,
    "label_gain": [0, 1, 7],
    "num_leaves": LEAVES,
    "learning_rate": 0.05,
    "min_data_in_leaf": 30,
    "lambda_l2": 5,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "seed": 0,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
GradedList = tuple[Vectors, Vectors, Vectors]
"""The features of the items of one list, the grade of each from 0 to 2, and the score that the trees correct."""


def fit_trees(lists: Sequence[GradedList], names: Sequence[str]) -> TreeModel:
    """Fit trees that correct the scores of items, so that the best ones of each list come first."""
    return model_of(booster(lists), names)


def booster(lists: Sequence[GradedList]) -> lightgbm.Booster:
    """Return the trees as LightGBM has fitted them."""
    features, grades, scores = (np.concatenate(columns) for columns in zip(*lists, strict=True))
    data = lightgbm.Dataset(features, grades, group=[len(each) for _, each, _ in lists], init_score=scores)
    return lightgbm.train(_PARAMETERS, data, TREES)


def model_of(fitted: lightgbm.Booster, names: Sequence[str]) -> TreeModel:
    """Return the model that the search evaluates."""
    roots = (info["tree_structure"] for info in fitted.dump_model()["tree_info"])
    return TreeModel(tuple(names), tuple(_tree(root) for root in roots if "split_index" in root))


def _tree(root: Mapping[str, Any]) -> Tree:
    splits: list[Split] = []
    leaves = [round(each["leaf_value"], 5) for each in _leaves(root, splits)]
    return Tree(tuple(splits), tuple(leaves))


def _leaves(node: Mapping[str, Any], splits: list[Split], first: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the leaves below a node from left to right, and add its splits. `first` is the number of its first leaf."""
    if "leaf_value" in node:
        yield node
        return
    left = list(_leaves(node["left_child"], splits, first))
    splits.append(Split(node["split_feature"], _rounded_down(node["threshold"]), first, first + len(left)))
    yield from left
    yield from _leaves(node["right_child"], splits, first + len(left))


def _rounded_down(threshold: float) -> float:
    """Return the greatest number of 32 bits that is not greater, so that the same values of 32 bits exceed it."""
    rounded = np.float32(threshold)
    if float(rounded) > threshold:
        rounded = np.nextafter(rounded, np.float32(-np.inf))
    return float(str(rounded))
