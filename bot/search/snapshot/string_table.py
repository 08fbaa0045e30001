"""Many short texts as two arrays, each decoded when it is wanted for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Offsets


class StringTable:
    """Texts by their places. A lone surrogate, which UTF-8 does not know, is kept like any other character."""

    def __init__(self, letters: npt.NDArray[np.uint8], starts: Offsets) -> None:
        """`letters` are all texts in UTF-8; `starts` says where each begins, and where the last one ends."""
        self.letters, self.starts = letters, starts
        self._decoded = _Decoded(letters, starts)

    @classmethod
    def from_strings(cls, texts: Iterable[str]) -> StringTable:
        """These texts, in their order."""
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        starts = np.fromiter(accumulate(map(len, encoded), initial=0), np.int64, len(encoded) + 1)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, place: int) -> str:
        return self._decoded[place]

    def __iter__(self) -> Iterator[str]:
        letters = self.letters.data
        return (str(letters[start:end], "utf-8", "surrogatepass") for start, end in pairwise(self.starts.tolist()))

    def at(self, places: Iterable[int]) -> Iterator[str]:
        """The texts at these places."""
        return map(self._decoded.__getitem__, places)


class _Decoded(dict[int, str]):
    """The texts that were wanted so far: they are short, and most of those that are wanted are wanted often."""

    def __init__(self, letters: npt.NDArray[np.uint8], starts: Offsets) -> None:
        # Views are faster than NumPy's arrays where one value at a time is taken.
        self._letters, self._starts = letters.data, starts.data

    def __missing__(self, place: int) -> str:
        text = self[place] = str(self._letters[self._starts[place] : self._starts[place + 1]], "utf-8", "surrogatepass")
        return text
