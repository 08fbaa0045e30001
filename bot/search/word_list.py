"""Words and where they stand, to tell a word from a slip of the finger."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterable
from typing import Final, Protocol

MIN_LENGTH: Final = 5
"""Shorter words have too many neighbours: none is meant by another."""

Shown = Callable[[int], bool]


class Words(Protocol):
    """What a speller needs of words."""

    def __contains__(self, word: str) -> bool: ...

    def near(self, size: int, letters: Collection[str]) -> list[str]:
        """The words of so many characters that begin with one of the letters, in alphabetical order."""
        ...


class WordList:
    """Words with their holders, which are numbers. It only grows, so that it may be read while it does."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._holders: dict[str, list[int]] = {}
        self._near: dict[tuple[int, str], list[str]] = {}
        self.add(words, 0)

    def add(self, words: Iterable[str], holder: int) -> None:
        """The holder has these words."""
        for word in words:
            held = self._holders.setdefault(word, [])
            held.append(holder)
            if len(held) == 1 and len(word) >= MIN_LENGTH:
                insort(self._near.setdefault((len(word), word[0]), []), word)

    def __contains__(self, word: str) -> bool:
        return word in self._holders

    def holds(self, word: str, shown: Shown) -> bool:
        """Whether one of the holders that are shown has the word."""
        return any(map(shown, self._holders.get(word, ())))

    def near(self, size: int, letters: Collection[str]) -> list[str]:
        """The words of so many characters that begin with one of the letters, in alphabetical order."""
        return [word for letter in sorted(letters) for word in tuple(self._near.get((size, letter), ()))]
