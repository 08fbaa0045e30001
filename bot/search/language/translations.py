"""Everyday words and their translations, so that a question in one language finds a passage in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files

from bot.search.language.tokens import LANGUAGES, normalize, stem, unaccented


class Translations:
    """The stems under which a word's translations stand in passages."""

    def __init__(self, text: str) -> None:
        """`text` has a line for each meaning: the words of each of LANGUAGES between bars, commas between words."""
        self._meanings: dict[str, set[str]] = defaultdict(set)
        self.words: set[str] = set()
        """Every word in its plain form without diacritics."""
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                self._learn(line)

    @classmethod
    def load(cls) -> Translations:
        """The shipped words."""
        return cls((files("bot.search") / "data" / "translations.txt").read_text(encoding="utf-8"))

    def of(self, plain: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """The stems of every word that means the same as this word of one of those languages."""
        found = {
            form for language in languages for form in self._meanings.get(f"{language}:{stem(plain, language)}", ())
        }
        return tuple(sorted(found))

    def _learn(self, line: str) -> None:
        columns = [part.split(",") for part in line.split("|")]
        words = [
            (language, stem(normalize(word.strip()), language))
            for language, column in zip(LANGUAGES, columns, strict=True)
            for word in column
            if " " not in word.strip()
        ]
        stems = {form for _, form in words}
        self.words.update(unaccented(normalize(word.strip())) for column in columns for word in column)
        for language, form in dict.fromkeys((*words, *self._without_accents(columns))):
            self._meanings[f"{language}:{form}"] |= stems

    @staticmethod
    def _without_accents(columns: list[list[str]]) -> Iterator[tuple[str, str]]:
        """The stems of the words as people type them: an ending may be known by its accent."""
        for language, column in zip(LANGUAGES, columns, strict=True):
            for word in column:
                yield language, stem(unaccented(normalize(word.strip())), language)
