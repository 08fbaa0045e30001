"""An index of sampled shingles: which passages share a run of words with a text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Int32s

MERGE_FACTOR: Final = 4
"""A block is merged with the next one when it is less than this many times as large."""
MAX_PER_SHINGLE: Final = 64
"""Maximum number of passages that are returned for a shingle, the last added ones of each block."""


class _Block(NamedTuple):
    """Pairs of a checksum and a passage number, in this order."""

    checksums: Int32s
    numbers: Int32s

    @classmethod
    def from_pairs(cls, checksums: Int32s, numbers: Int32s) -> _Block:
        """Sort the pairs. Numbers must ascend for each checksum."""
        order = np.argsort(checksums, kind="stable")
        return cls(checksums[order], numbers[order])

    def find(self, wanted: Int32s) -> Iterator[tuple[int, list[int]]]:
        """Yield the place of each wanted checksum that the block holds, and its last numbers."""
        starts = np.searchsorted(self.checksums, wanted)
        inside = np.minimum(starts, len(self.checksums) - 1)
        for place in np.flatnonzero(self.checksums[inside] == wanted).tolist():
            end = int(np.searchsorted(self.checksums, wanted[place], "right"))
            yield place, self.numbers[max(int(starts[place]), end - MAX_PER_SHINGLE) : end].tolist()


class ShingleIndex:
    """Passage numbers by the checksums of their sampled shingles. It never changes.

    It takes eight bytes for each sampled shingle, about 300 bytes for a passage. Numbers of removed passages stay.
    """

    def __init__(self, blocks: Sequence[_Block] = ()) -> None:
        self._blocks = tuple(blocks)

    @classmethod
    def from_arrays(cls, arrays: Iterator[npt.NDArray[Any]]) -> ShingleIndex:
        """Return the index that `to_arrays` described."""
        block = _Block(next(arrays), next(arrays))
        return cls([block] if len(block.checksums) else ())

    def to_arrays(self, limit: int) -> list[npt.NDArray[Any]]:
        """Return the pairs with numbers below `limit` as arrays for a file."""
        block = _merge(self._blocks) if self._blocks else _Block(np.empty(0, np.int32), np.empty(0, np.int32))
        if len(block.numbers) and int(block.numbers.max()) >= limit:
            is_below = block.numbers < limit
            block = _Block(block.checksums[is_below], block.numbers[is_below])
        return [block.checksums, block.numbers]

    def with_passages(self, samples: Iterable[tuple[int, Sequence[int]]]) -> ShingleIndex:
        """Return the index with these passages: numbers, greater than all before, and their sampled shingles."""
        checksums, numbers = array("i"), array("i")
        for number, sample in samples:
            checksums.extend(sample)
            numbers.extend([number] * len(sample))
        if not checksums:
            return self
        added = _Block.from_pairs(np.frombuffer(checksums, np.int32), np.frombuffer(numbers, np.int32))
        blocks = [*self._blocks, added]
        while len(blocks) > 1 and len(blocks[-2].numbers) < MERGE_FACTOR * len(blocks[-1].numbers):
            blocks[-2:] = [_merge(blocks[-2:])]
        return ShingleIndex(blocks)

    def find(self, wanted: Int32s) -> Iterator[tuple[int, list[int]]]:
        """Yield the place of each wanted checksum that the index holds, and numbers of passages with it.

        There are at most MAX_PER_SHINGLE numbers for each of a few blocks, so a phrase in every article costs little.
        """
        for block in self._blocks:
            yield from block.find(wanted)


def _merge(blocks: Sequence[_Block]) -> _Block:
    if len(blocks) == 1:
        return blocks[0]
    # The numbers of a block are greater than those of the block before it, and the sort is stable.
    return _Block.from_pairs(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))
