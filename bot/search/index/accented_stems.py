"""Accented words by their forms without accents, so that "pelicula" in a question finds "película" in an article."""

from __future__ import annotations

from collections.abc import Callable

from bot.search.index.inverted_map import InvertedMap


class AccentedStems:
    """Stems of accented words, with the passages that hold them. It only grows, so it may be read meanwhile."""

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

    def of(self, bare: str, shown: Callable[[int], bool]) -> list[str]:
        """The stems for which one of the holders is shown."""
        stems = tuple(self._stems.get(bare, ()))
        return [stem for stem in stems if any(map(shown, self.holders.of(f"{bare} {stem}")))]

    def _note(self, bare: str, stem: str) -> None:
        self._stems.setdefault(bare, []).append(stem)
