"""Words and where they stand, to tell a word from a slip of the finger."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterable
from typing import Final, Protocol

from bot.search.index.inverted_map import InvertedMap

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

    def __init__(self, words: Iterable[str] = (), holders: InvertedMap | None = None) -> None:
        """With what `holders` hold already."""
        self.holders = InvertedMap() if holders is None else holders
        self._near: dict[tuple[int, str], list[str]] = {}
        for word in self.holders:
            if len(word) >= MIN_LENGTH:
                self._near.setdefault((len(word), word[0]), []).append(word)
        for near in self._near.values():
            near.sort()
        self.add(words, 0)

    def add(self, words: Iterable[str], holder: int) -> None:
        """The holder, whose number is greater than all before, has these words."""
        for word in words:
            if self.holders.add(word, holder) and len(word) >= MIN_LENGTH:
                insort(self._near.setdefault((len(word), word[0]), []), word)

    def __contains__(self, word: str) -> bool:
        return word in self.holders

    def holds(self, word: str, shown: Shown) -> bool:
        """Whether one of the holders that are shown has the word."""
        return any(map(shown, self.holders.of(word)))

    def near(self, size: int, letters: Collection[str]) -> list[str]:
        """The words of so many characters that begin with one of the letters, in alphabetical order."""
        return [word for letter in sorted(letters) for word in tuple(self._near.get((size, letter), ()))]


class AccentedStems:
    """The stems of words with accents, by these words without, and who holds them. It only grows, like a word list."""

    def __init__(self, holders: InvertedMap | None = None) -> None:
        """With what `holders` hold already: each word and its stem, with a blank between them."""
        self.holders = InvertedMap() if holders is None else holders
        self._stems: dict[str, list[str]] = {}
        for pair in self.holders:
            self._note(*pair.split(" "))

    def add(self, bare: str, stem: str, holder: int) -> None:
        """The holder, whose number is greater than all before, has a word that is `bare` without its accents."""
        if self.holders.add(f"{bare} {stem}", holder):
            self._note(bare, stem)

    def of(self, bare: str, shown: Shown) -> list[str]:
        """The stems for which one of the holders is shown."""
        stems = tuple(self._stems.get(bare, ()))
        return [stem for stem in stems if any(map(shown, self.holders.of(f"{bare} {stem}")))]

    def _note(self, bare: str, stem: str) -> None:
        self._stems.setdefault(bare, []).append(stem)
