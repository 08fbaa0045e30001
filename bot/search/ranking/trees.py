"""Gradient-boosted trees as a model of the ranking, evaluated with NumPy.

All splits of all trees are evaluated at once, as in QuickScorer (Lucchese et al., 2015): each split whose threshold is
exceeded rules out the leaves on its left side. The first leaf that is left in a tree is the one that a walk from its
root would reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
        exceeded = features[:, compiled.features] > compiled.thresholds
        # A split that is not exceeded rules out nothing: the leaves on its right side come after the first one left.
        masks = np.where(exceeded, compiled.masks, np.uint16(0xFFFF))
        left = np.bitwise_and.reduceat(masks, compiled.starts, axis=1)
        lowest = left & (~left + np.uint16(1))
        leaves = np.frexp(lowest.astype(np.float32))[1] - 1
        scores: Vectors = compiled.leaves[compiled.rows, leaves].sum(axis=1)
        return scores

    @cached_property
    def _compiled(self) -> _Compiled:
        return _Compiled.of(self.trees)


class _Compiled(NamedTuple):
    """The trees as arrays: the splits of all trees one after the other, and a row of leaves for each tree."""

    features: npt.NDArray[np.intp]
    thresholds: Vectors
    masks: npt.NDArray[np.uint16]
    """The leaves that are left if the threshold is exceeded, a bit each."""
    starts: npt.NDArray[np.intp]
    """Place of the first split of each tree."""
    leaves: Vectors
    rows: npt.NDArray[np.intp]

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> _Compiled:
        splits = [split for tree in trees for split in tree.splits]
        sizes = np.array([len(tree.splits) for tree in trees], np.intp)
        leaves = np.zeros((len(trees), MAX_LEAVES), np.float32)
        for row, tree in zip(leaves, trees, strict=True):
            row[: len(tree.leaves)] = tree.leaves
        return cls(
            np.array([split.feature for split in splits], np.intp),
            np.array([split.threshold for split in splits], np.float32),
            np.array([0xFFFF ^ ((1 << split.end) - (1 << split.first)) for split in splits], np.uint16),
            sizes.cumsum() - sizes,
            leaves,
            np.arange(len(trees)),
        )


NO_TREES: Final = TreeModel((), ())
"""A model without trees: all scores are 0."""
