"""The word data of each language: words without a topic, and translations of everyday words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.search.language.data_files import data_lines, read_data, read_sections
from bot.search.language.tokens import LANGUAGES, normalize, stem, unaccented

_SECTIONS: Final = ("function", "common", "news", "past", "now")


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words of one language, in their plain form without diacritics."""

    function: frozenset[str]
    """Articles, pronouns, prepositions, auxiliaries and question words. The search ignores them."""
    common: frozenset[str]
    """Words that carry no topic: a question may hold them though no article does."""
    news: frozenset[str] = frozenset()
    """Words for news as such: "latest", "update"."""
    past: frozenset[str] = frozenset()
    """Words that make a question ask about the past: "did", "wanted"."""
    now: frozenset[str] = frozenset()
    """Words that make it ask about the present, even next to words of the past: "yet"."""
    shorthand: Mapping[str, str] = field(default_factory=dict)
    """Chat spellings, and the words that they stand for."""


class Lexicon:
    """The word lists of all languages."""

    def __init__(self, lists: dict[str, WordLists]) -> None:
        self._lists = lists
        self._no_lists = WordLists(frozenset(), frozenset())

    @classmethod
    def load(cls) -> Lexicon:
        """Return the shipped lists."""
        return cls({language: read_word_lists(read_data(f"words/{language}.txt")) for language in LANGUAGES})

    def __getitem__(self, language: str) -> WordLists:
        return self._lists.get(language, self._no_lists)

    def has_function_word(self, words: list[str]) -> bool:
        """Return whether one of the words is a function word of any language."""
        return any(word in lists.function for lists in self._lists.values() for word in words)

    def function_word_counts(self, words: list[str]) -> dict[str, int]:
        """Return the number of function words of each language among the words."""
        return {language: sum(word in lists.function for word in words) for language, lists in self._lists.items()}


def read_word_lists(text: str) -> WordLists:
    """Read the form of `data/words/en.txt`: sections of words, and `[shorthand]` with pairs `typed=meant`."""
    sections = read_sections(text)
    pairs = dict(normalize(pair).split("=") for pair in sections["shorthand"])
    function, common, news, past, now = (frozenset(_plain_words(sections[name])) for name in _SECTIONS)
    return WordLists(function, common, news, past, now, pairs)


def _plain_words(words: Iterable[str]) -> Iterator[str]:
    return (unaccented(normalize(word)) for word in words)


class Translations:
    """Translations of everyday words, so that a question in one language finds a passage in another."""

    def __init__(self, text: str) -> None:
        """`text` has a line for each meaning: a column for each of LANGUAGES between bars, and commas between words."""
        self._meanings: dict[str, set[str]] = defaultdict(set)
        self.words: set[str] = set()
        """All words in their plain form without diacritics."""
        for line in data_lines(text):
            self._add(line)

    @classmethod
    def load(cls) -> Translations:
        """Return the shipped translations."""
        return cls(read_data("translations.txt"))

    def stems_for(self, plain: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Return the stems, in any language, of the words with a meaning of this word of one of those languages."""
        found = {
            form for language in languages for form in self._meanings.get(f"{language}:{stem(plain, language)}", ())
        }
        return tuple(sorted(found))

    def _add(self, line: str) -> None:
        columns = [part.split(",") for part in line.split("|")]
        words = [
            (language, stem(normalize(word.strip()), language))
            for language, column in zip(LANGUAGES, columns, strict=True)
            for word in column
            # Passages are searched word by word: a translation of two words has no stem of its own.
            if " " not in word.strip()
        ]
        stems = {form for _, form in words}
        self.words.update(unaccented(normalize(word.strip())) for column in columns for word in column)
        for language, form in dict.fromkeys((*words, *self._without_accents(columns))):
            self._meanings[f"{language}:{form}"] |= stems

    @staticmethod
    def _without_accents(columns: list[list[str]]) -> Iterator[tuple[str, str]]:
        """Yield the stems of the words without accents, as people type them: the stemmer may see another ending."""
        for language, column in zip(LANGUAGES, columns, strict=True):
            for word in column:
                yield language, stem(unaccented(normalize(word.strip())), language)
