"""Types of arrays that the parts of the search exchange, and functions for short ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
"""Passage numbers, lengths or frequencies."""
Offsets = npt.NDArray[np.int64]
"""Starts of the items of a longer array, and the end of the last item."""


def clipped(values: npt.NDArray[Any], least: float, most: float) -> npt.NDArray[Any]:
    """Return the values within these bounds. `np.clip` takes twice as long for so few values."""
    found: npt.NDArray[Any] = np.minimum(np.maximum(values, least), most)
    return found


def lengths(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the lengths of vectors as a column. `np.linalg.norm` takes twice as long for so few vectors."""
    found: npt.NDArray[np.float32] = np.sqrt(np.add.reduce(vectors * vectors, axis=1, keepdims=True))
    return found
