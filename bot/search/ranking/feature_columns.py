"""Features as one array for a learned model: a row for each candidate or sentence, a column for each feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.search.meaning.word_vectors import Vectors


def feature_columns(names: Sequence[str], values: Mapping[str, npt.NDArray[Any]]) -> Vectors:
    """Return the values of these features as an array of floats, with the columns in the order of the names."""
    # Faster than np.stack for many short columns.
    columns = np.empty((len(names), len(values[names[0]])), np.float32)
    for column, name in zip(columns, names, strict=True):
        column[:] = values[name]
    return np.ascontiguousarray(columns.T)
