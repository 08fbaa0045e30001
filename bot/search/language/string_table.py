"""Many short strings in two arrays. A string is decoded when it is first read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt


class StringTable:
    """Strings by place. Lone surrogates are allowed, although UTF-8 excludes them."""

    def __init__(self, letters: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64]) -> None:
        """Create a table. `letters` is all strings in UTF-8; `starts` is where each begins and the last one ends."""
        self.letters, self.starts = letters, starts
        self._decoded = _DecodedStrings(letters, starts)

    @classmethod
    def from_strings(cls, strings: Iterable[str]) -> StringTable:
        """Return a table of these strings, in their order."""
        encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
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
        """Return the strings at these places."""
        return map(self._decoded.__getitem__, places)


class _DecodedStrings(dict[int, str]):
    """Cache of decoded strings. It has no limit: strings are short, and those that are read are read often."""

    def __init__(self, letters: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64]) -> None:
        # Reading one number at a time is faster from a memoryview than from a NumPy array.
        self._letters, self._starts = letters.data, starts.data

    def __missing__(self, place: int) -> str:
        letters = self._letters[self._starts[place] : self._starts[place + 1]]
        string = self[place] = str(letters, "utf-8", "surrogatepass")
        return string
