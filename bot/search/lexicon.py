"""Words without a topic: function words, chat words that carry none, and greetings, for each language."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from bot.search.tokens import LANGUAGES, normalize, unaccented

_SECTIONS = ("function", "glue", "greeting")


@dataclass(frozen=True, slots=True)
class WordLists:
    """One language's words, in the plain form without diacritics."""

    function: frozenset[str]
    """Articles, pronouns, prepositions, auxiliaries, question words: never searched for."""
    glue: frozenset[str]
    """Words that may be missing from every article without the question being about something else."""
    greeting: frozenset[str]
    """What makes a message that is no question."""


class Lexicon:
    """The word lists of every language."""

    def __init__(self, lists: dict[str, WordLists]) -> None:
        self._lists = lists
        self._no_lists = WordLists(frozenset(), frozenset(), frozenset())

    @classmethod
    def load(cls) -> Lexicon:
        """The shipped lists."""
        folder = files("bot.search") / "data" / "words"
        texts = {language: (folder / f"{language}.txt").read_text(encoding="utf-8") for language in LANGUAGES}
        return cls({language: read_word_lists(text) for language, text in texts.items()})

    def __getitem__(self, language: str) -> WordLists:
        return self._lists.get(language, self._no_lists)

    def any_function(self, words: list[str]) -> bool:
        """Whether one of the words is a function word of any language."""
        return any(word in lists.function for lists in self._lists.values() for word in words)

    def languages_of(self, words: list[str]) -> dict[str, int]:
        """How many of the words are function words of each language."""
        return {language: sum(word in lists.function for word in words) for language, lists in self._lists.items()}


def read_word_lists(text: str) -> WordLists:
    """The sections `[function]`, `[glue]` and `[greeting]` of a word file; `#` begins a remark."""
    words: dict[str, set[str]] = {section: set() for section in _SECTIONS}
    current = ""
    for line in text.splitlines():
        content = line.split("#")[0].strip()
        if content.startswith("["):
            current = content.strip("[]")
        elif content:
            words[current] |= {unaccented(normalize(word)) for word in content.split()}
    return WordLists(*(frozenset(words[section]) for section in _SECTIONS))
