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
    plain, originals, differences = _places_of(tuple(names))
    # Faster than np.stack for many short columns.
    rows = np.empty((len(next(iter(values.values()))), len(names)), np.float32)
    columns = rows.T
    for place, name in plain:
        columns[place] = values[name]
    if differences:
        columns[differences] = gaps_of(columns[originals])
    return rows


@lru_cache(maxsize=16)
def _places_of(names: tuple[str, ...]) -> tuple[list[tuple[int, str]], list[int], list[int]]:
    """Return the features without a gap with their places, the places of those that have one, and those of the gaps."""
    found = [name for name in names if name.endswith(_GAP)]
    originals = [names.index(name.removesuffix(_GAP)) for name in found]
    differences = [names.index(name) for name in found]
    return [each for each in enumerate(names) if each[0] not in differences], originals, differences
