"""The kinds of arrays that the index is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
"""Numbers of passages, lengths, frequencies."""
Offsets = npt.NDArray[np.int64]
"""Where things begin in a longer array; one more than there are things."""
Codes = npt.NDArray[np.unsignedinteger[Any]]
"""Numbers of (length, frequency) pairs; wide ones only where a segment has more pairs than 16 bits can tell."""
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
