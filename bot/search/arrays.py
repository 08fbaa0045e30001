"""Types of arrays that the parts of the search exchange."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Int32s = npt.NDArray[np.int32]
"""Passage numbers, lengths or frequencies."""
Offsets = npt.NDArray[np.int64]
"""Starts of the items of a longer array, and the end of the last item."""
