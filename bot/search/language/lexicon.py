"""The word lists of each language: words without a topic, words about time, and chat spellings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.tokens import LANGUAGES, normalize_once

_SECTIONS: Final = ("function", "common", "news", "happening", "past", "now")


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words of one language, in their plain form without diacritics."""

    function: frozenset[str]
    """Articles, pronouns, prepositions, auxiliaries and question words. The search ignores them."""
    common: frozenset[str]
    """Words that carry no topic: a question may hold them though no article does."""
    news: frozenset[str] = frozenset()
    """Words for news as such that the intents do not know."""
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
