"""Features as one array for a learned model: a row for each candidate or sentence, a column for each feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.meaning.word_vectors import Vectors

_GAP: Final = "_gap"
"""End of the names of features that are the difference of another one from its highest value."""


def gaps(values: Vectors) -> Vectors:
    """Return the difference of each value from the highest of its row."""
    differences: Vectors = values - values.max(axis=1, keepdims=True)
    return differences


def feature_columns(
    names: Sequence[str], values: Mapping[str, npt.NDArray[Any]], gaps_of: Callable[[Vectors], Vectors] = gaps
) -> Vectors:
    """Return the values of these features as an array of floats, with the columns in the order of the names.

    A feature such as "cosine_gap" is made from "cosine". `gaps_of` takes rows of values, a row for each feature, and
    returns their differences from the highest values.
    """
    # Faster than np.stack for many short columns.
    count = len(next(iter(values.values())))
    columns = np.empty((len(names), count), np.float32)
    for column, name in zip(columns, names, strict=True):
        if not name.endswith(_GAP):
            column[:] = values[name]
    originals, differences = _places_of_gaps(tuple(names))
    if differences:
        columns[differences] = gaps_of(columns[originals])
    return np.ascontiguousarray(columns.T)


@lru_cache(maxsize=16)
def _places_of_gaps(names: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """Return the places of the features that have a gap, and those of their gaps."""
    found = [name for name in names if name.endswith(_GAP)]
    return [names.index(name.removesuffix(_GAP)) for name in found], [names.index(name) for name in found]
