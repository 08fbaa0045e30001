"""Gradient-boosted trees as a model of the ranking, evaluated with NumPy.

All splits of all trees are evaluated at once, as in QuickScorer (Lucchese et al., 2015): each split whose threshold is
exceeded rules out the leaves on its left side. The first leaf that is left in a tree is the one that a walk from its
root would reach.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.meaning.word_vectors import Vectors

MAX_LEAVES: Final = 16
"""Maximum number of leaves of a tree: a mask has a bit for each."""


class Split(NamedTuple):
    """A node of a tree, which divides a range of its leaves: greater values of the feature go to the right side."""

    feature: int
    """Number of the feature."""
    threshold: float
    first: int
    """First leaf on the left side; leaves are numbered from left to right."""
    end: int
    """The leaf after the last one on the left side."""


_NEVER: Final = Split(0, math.inf, 0, 0)
"""A split whose threshold is never exceeded."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree with at least one split."""

    splits: tuple[Split, ...]
    leaves: tuple[float, ...]
    """What each leaf adds to the score."""


@dataclass(frozen=True)
class TreeModel:
    """A sum of trees."""

    names: tuple[str, ...]
    """The features, in the order of the columns."""
    trees: tuple[Tree, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TreeModel:
        """Return the model that `to_json` described."""
        trees = (Tree(tuple(Split(*split) for split in splits), tuple(leaves)) for splits, leaves in data["trees"])
        return cls(tuple(data["features"]), tuple(trees))

    def to_json(self) -> dict[str, Any]:
        """Return the model for a JSON file: the names of the features, and the splits and leaves of each tree."""
        return {"features": self.names, "trees": [[each.splits, each.leaves] for each in self.trees]}

    def scores(self, features: Vectors) -> Vectors:
        """Return the score of each row of features."""
        if not self.trees:
            return np.zeros(len(features), np.float32)
        compiled = self._compiled
        exceeded = features.T.take(compiled.features, axis=0) > compiled.thresholds
        # A split that is not exceeded rules out nothing: the leaves on its right side come after the first one left.
        # A product, as `np.where` takes several times as long for values that vary.
        ruled_out = np.bitwise_or.reduce(exceeded * compiled.left_sides, axis=0)
        first_left = ~ruled_out & (ruled_out + np.uint16(1))
        leaves = np.frexp(first_left.astype(np.float32))[1] - 1
        values = compiled.leaves.take(leaves + compiled.first_leaves)
        # Floats are added in the order in which they lie in memory: that of the trees.
        scores: Vectors = np.ascontiguousarray(values.T).sum(axis=1)
        return scores

    @cached_property
    def _compiled(self) -> _Compiled:
        return _Compiled.of(self.trees)


class _Compiled(NamedTuple):
    """The trees as arrays. Those of splits have a row for the first splits of all trees, one for the second, and so on.

    A tree with fewer splits than others has some that are never exceeded.
    """

    features: npt.NDArray[np.intp]
    thresholds: Vectors
    left_sides: npt.NDArray[np.uint16]
    """The leaves that are ruled out if the threshold is exceeded, a bit each."""
    leaves: Vectors
    """The leaves of all trees, MAX_LEAVES for each."""
    first_leaves: npt.NDArray[np.intp]
    """Place of the first leaf of each tree."""

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> _Compiled:
        leaves = np.zeros((len(trees), MAX_LEAVES), np.float32)
        for row, tree in zip(leaves, trees, strict=True):
            row[: len(tree.leaves)] = tree.leaves
        splits = list(zip_longest(*(tree.splits for tree in trees), fillvalue=_NEVER))
        left_sides = [[(1 << each.end) - (1 << each.first) for each in row] for row in splits]
        return cls(
            np.array([[each.feature for each in row] for row in splits], np.intp),
            np.array([[each.threshold for each in row] for row in splits], np.float32)[..., None],
            np.array(left_sides, np.uint16)[..., None],
            leaves.ravel(),
            MAX_LEAVES * np.arange(len(trees))[:, None],
        )


NO_TREES: Final = TreeModel((), ())
"""A model without trees: all scores are 0."""
