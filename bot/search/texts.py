"""Many short texts as two arrays, each decoded only when it is wanted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Offsets


class TextTable:
    """Texts by their places. A lone surrogate, which UTF-8 does not know, is kept like any other character."""

    def __init__(self, letters: npt.NDArray[np.uint8], starts: Offsets) -> None:
        """`letters` are all texts in UTF-8; `starts` says where each begins, and where the last one ends."""
        self.letters, self.starts = letters, starts
        # Views are faster than NumPy's arrays where one value at a time is taken.
        self._letters, self._starts = letters.data, starts.data

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextTable:
        """These texts, in their order."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        starts = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> str:
        # What is decoded again and again is one and the same string.
        return sys.intern(self._text(self._starts[place], self._starts[place + 1]))

    def __iter__(self) -> Iterator[str]:
        return (self._text(start, end) for start, end in pairwise(self.starts.tolist()))

    def _text(self, start: int, end: int) -> str:
        return str(self._letters[start:end], "utf-8", "surrogatepass")
