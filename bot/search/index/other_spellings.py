"""Words by another spelling: "pelicula" in a question finds "película" in an article, a misspelt name the right one."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, takewhile
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Int32s, Offsets
from bot.search.language.string_table import StringTable


class FrozenInvertedMap:
    """Passage numbers by word, in arrays that never change."""

    def __init__(self, words: StringTable, starts: Offsets, numbers: Int32s) -> None:
        """Create a map. `starts` delimits the numbers of each word, which are in ascending order."""
        self.places = {word: place for place, word in enumerate(words)}
        self._starts, self._numbers = starts.data, numbers.data

    @classmethod
    def from_arrays(cls, arrays: Iterator[npt.NDArray[Any]]) -> FrozenInvertedMap:
        """Return the map that `InvertedMap.to_arrays` described."""
        return cls(StringTable(next(arrays), next(arrays)), next(arrays), next(arrays))

    def numbers(self, word: str) -> Iterable[int]:
        """Return the numbers of the passages that hold the word."""
        place = self.places.get(word)
        return () if place is None else self._numbers[self._starts[place] : self._starts[place + 1]]


EMPTY_MAP: Final = FrozenInvertedMap(StringTable.from_strings(()), np.zeros(1, np.int64), np.empty(0, np.int32))


class InvertedMap:
    """Passage numbers by word: a frozen map, and what was added to it in memory.

    It only grows, so it may be read while one thread adds to it.
    """

    def __init__(self, frozen: FrozenInvertedMap = EMPTY_MAP) -> None:
        self._frozen = frozen
        self._added: dict[str, list[int]] = {}

    def add(self, word: str, number: int) -> bool:
        """Add a number, which must be greater than all before. Return True if the word is new."""
        added = self._added.get(word)
        if added is not None:
            added.append(number)
            return False
        self._added[word] = [number]
        return word not in self._frozen.places

    def __iter__(self) -> Iterator[str]:
        """Iterate over the words, each once."""
        yield from self._frozen.places
        yield from (word for word in tuple(self._added) if word not in self._frozen.places)

    def numbers(self, word: str) -> Iterator[int]:
        """Return the numbers of the passages that hold the word, in ascending order."""
        yield from self._frozen.numbers(word)
        yield from self._added.get(word, ())

    def to_arrays(self, limit: int) -> list[npt.NDArray[Any]]:
        """Return the numbers below `limit`, and the words that have any, as arrays for a file.

        Numbers from `limit` on may be added meanwhile.
        """
        words: list[str] = []
        sizes: list[int] = []
        numbers = array("i")
        for word in self:
            before = len(numbers)
            numbers.extend(takewhile(limit.__gt__, self.numbers(word)))
            if len(numbers) > before:
                words.append(word)
                sizes.append(len(numbers) - before)
        starts = np.fromiter(accumulate(sizes, initial=0), np.int64, len(sizes) + 1)
        table = StringTable.from_strings(words)
        return [table.letters, table.starts, starts, np.frombuffer(numbers, np.int32)]


class OtherSpellings:
    """Words by another spelling: stems of accented words by the words without accents, and names by their sound.

    Like its map, it only grows.
    """

    def __init__(self, frozen: FrozenInvertedMap = EMPTY_MAP) -> None:
        """Create it from a snapshot's map, whose words are pairs "other word"."""
        self.pairs = InvertedMap(frozen)
        self._words: dict[str, list[str]] = {}
        for pair in self.pairs:
            self._register(*pair.split(" "))

    def add(self, other: str, word: str, number: int) -> None:
        """Add a word and its other spelling.

        `number` is the first passage of the article that holds it, and greater than all before.
        """
        if self.pairs.add(f"{other} {word}", number):
            self._register(other, word)

    def find(self, other: str, is_live: Callable[[int], bool]) -> list[str]:
        """Return the words of this other spelling for which one of the passages is live."""
        words = tuple(self._words.get(other, ()))
        return [word for word in words if any(map(is_live, self.pairs.numbers(f"{other} {word}")))]

    def _register(self, other: str, word: str) -> None:
        self._words.setdefault(other, []).append(word)
