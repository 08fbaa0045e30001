"""The word data of each language: words without a topic, and translations of everyday words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.data_files import data_lines, read_data, read_sections
from bot.search.language.tokens import LANGUAGES, normalize_once, stem, stem_once

_SECTIONS: Final = ("function", "common", "news", "happening", "past", "now")
_MAX_CACHED_WORDS: Final = 4_096
"""Maximum number of words whose translations are cached."""


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words of one language, in their plain form without diacritics."""

    function: frozenset[str]
    """Articles, pronouns, prepositions, auxiliaries and question words. The search ignores them."""
    common: frozenset[str]
    """Words that carry no topic: a question may hold them though no article does."""
    news: frozenset[str] = frozenset()
    """Words for news as such: "latest", "update"."""
    happening: frozenset[str] = frozenset()
    """Words that ask for the news of a time when they are beside it: "happened", "changed"."""
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

    def function_words(self, languages: Sequence[str]) -> frozenset[str]:
        """Return the function words of all these languages."""
        lists = [self[language].function for language in languages]
        # Nearly every question is in one language, so that nothing has to be copied.
        return lists[0] if len(lists) == 1 else frozenset[str]().union(*lists)

    def has_function_word(self, words: list[str]) -> bool:
        """Return whether one of the words is a function word of any language."""
        return any(word in lists.function for lists in self._lists.values() for word in words)

    def function_word_counts(self, words: list[str]) -> dict[str, int]:
        """Return the number of function words of each language among the words."""
        return {language: sum(word in lists.function for word in words) for language, lists in self._lists.items()}


def read_word_lists(text: str) -> WordLists:
    """Read the form of `data/words/en.txt`: sections of words, and `[shorthand]` with pairs `typed=meant`."""
    sections = read_sections(text)
    pairs = dict(normalize_once(pair).split("=") for pair in sections["shorthand"])
    function, common, news, happening, past, now = (frozenset(_plain_words(sections[name])) for name in _SECTIONS)
    return WordLists(function, common, news, happening, past, now, pairs)


def _plain_words(words: Iterable[str]) -> Iterator[str]:
    return (unaccented(normalize_once(word)) for word in words)


class Translations:
    """Translations of everyday words, so that a question in one language finds a passage in another."""

    def __init__(self, text: str) -> None:
        """`text` has a line for each meaning: a column for each of LANGUAGES between bars, and commas between words."""
        # Words are put into their plain form when they are needed: a question needs those of one or two languages.
        self._rows = [dict(zip(LANGUAGES, line.split("|"), strict=True)) for line in data_lines(text)]
        self._by_stem = cache(self._meanings_by_stem)
        self._stems = cache(self._stems_of_meaning)
        self.stems_for = lru_cache(_MAX_CACHED_WORDS)(self._stems_for)

    @classmethod
    def load(cls) -> Translations:
        """Return the shipped translations."""
        return cls(read_data("translations.txt"))

    def _stems_for(self, plain: str, languages: tuple[str, ...]) -> tuple[str, ...]:
        """Return the stems, in any language, of the words with a meaning of this word of one of those languages."""
        meanings = {
            meaning for language in languages for meaning in self._by_stem(language).get(stem(plain, language), ())
        }
        return tuple(sorted({form for meaning in meanings for form in self._stems(meaning)}))

    @cached_property
    def words(self) -> frozenset[str]:
        """All words in their plain form without diacritics."""
        return frozenset(unaccented(word) for row in self._rows for column in row.values() for word in _words(column))

    def _meanings_by_stem(self, language: str) -> Mapping[str, Sequence[int]]:
        """Return the numbers of the meanings of each stem in this language."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self._rows if language in LANGUAGES else ()):
            words = _words(row[language])
            # People type without accents, and the stemmer may see another ending then.
            stems = [
                stem_once(form, language) for word in words for form in (word, unaccented(word)) if " " not in word
            ]
            for form in dict.fromkeys(stems):
                found[form].append(number)
        return found

    def _stems_of_meaning(self, number: int) -> frozenset[str]:
        # Passages are searched word by word: a translation of two words has no stem of its own.
        columns = self._rows[number].items()
        return frozenset(
            stem_once(word, language) for language, column in columns for word in _words(column) if " " not in word
        )


def _words(column: str) -> list[str]:
    """Return the words of a column in their plain form."""
    return [normalize_once(word.strip()) for word in column.split(",")]
