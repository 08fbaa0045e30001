"""Who holds what: numbers by words, grown in memory on what an earlier start has left in arrays."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate, takewhile
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Int32s, Offsets
from bot.search.snapshot.string_table import StringTable


class FrozenInvertedMap:
    """Words and their holders in arrays, which never change."""

    def __init__(self, words: StringTable, starts: Offsets, holders: Int32s) -> None:
        """The holders of a word stand between its start and the next one, in ascending order."""
        self.places = {word: place for place, word in enumerate(words)}
        self._starts, self._holders = starts.data, holders.data

    @classmethod
    def from_arrays(cls, arrays: Iterator[npt.NDArray[Any]]) -> FrozenInvertedMap:
        """From what `InvertedMap.arrays` has given."""
        return cls(StringTable(next(arrays), next(arrays)), next(arrays), next(arrays))

    def of(self, word: str) -> Iterable[int]:
        """Who holds the word."""
        place = self.places.get(word)
        return () if place is None else self._holders[self._starts[place] : self._starts[place + 1]]


NOBODY = FrozenInvertedMap(StringTable.from_strings(()), np.zeros(1, np.int64), np.empty(0, np.int32))


class InvertedMap:
    """Words with their holders. It only grows, so that it may be read while it does."""

    def __init__(self, sealed: FrozenInvertedMap = NOBODY) -> None:
        self._sealed = sealed
        self._more: dict[str, list[int]] = {}

    def add(self, word: str, holder: int) -> bool:
        """The holder, whose number is greater than all before, has the word; True if the word is new."""
        more = self._more.get(word)
        if more is not None:
            more.append(holder)
            return False
        self._more[word] = [holder]
        return word not in self._sealed.places

    def __contains__(self, word: str) -> bool:
        return word in self._more or word in self._sealed.places

    def __iter__(self) -> Iterator[str]:
        """Every word once."""
        yield from self._sealed.places
        yield from (word for word in tuple(self._more) if word not in self._sealed.places)

    def of(self, word: str) -> Iterator[int]:
        """Who holds the word, in ascending order."""
        yield from self._sealed.of(word)
        yield from self._more.get(word, ())

    def arrays(self, limit: int) -> list[npt.NDArray[Any]]:
        """The words that holders below the limit have, as arrays; others may come meanwhile."""
        words: list[str] = []
        sizes: list[int] = []
        holders = array("i")
        for word in self:
            before = len(holders)
            holders.extend(takewhile(limit.__gt__, self.of(word)))
            if len(holders) > before:
                words.append(word)
                sizes.append(len(holders) - before)
        starts = np.fromiter(accumulate(sizes, initial=0), np.int64, len(sizes) + 1)
        table = StringTable.from_strings(words)
        return [table.letters, table.starts, starts, np.frombuffer(holders, np.int32)]
