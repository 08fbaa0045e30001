"""Words without a topic: function words, chat words that carry none, and greetings, for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from bot.search.language.tokens import LANGUAGES, normalize, unaccented

_SECTIONS = ("function", "glue", "greeting", "past", "now")
_SHORTHAND = "shorthand"


@dataclass(frozen=True, slots=True)
class WordLists:
    """One language's words, in the plain form without diacritics."""

    function: frozenset[str]
    """Articles, pronouns, prepositions, auxiliaries, question words: never searched for."""
    glue: frozenset[str]
    """Words that may be missing from every article without the question being about something else."""
    greeting: frozenset[str]
    """What makes a message that is no question."""
    past: frozenset[str] = frozenset()
    """What makes a question ask how things were: "did", "wanted"."""
    now: frozenset[str] = frozenset()
    """What makes it ask how they are all the same: "yet"."""
    shorthand: Mapping[str, str] = field(default_factory=dict)
    """How words are typed in a chat, and the words that are meant."""


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
    """The sections, each under its name in brackets (of `[shorthand]` typed=meant); `#` begins a remark."""
    words: dict[str, list[str]] = {section: [] for section in (*_SECTIONS, _SHORTHAND)}
    current = ""
    for line in text.splitlines():
        content = line.split("#")[0].strip()
        if content.startswith("["):
            current = content.strip("[]")
        elif content:
            words[current] += map(normalize, content.split())
    pairs = dict(word.split("=") for word in words[_SHORTHAND])
    function, glue, greeting, past, now = (frozenset(map(unaccented, words[section])) for section in _SECTIONS)
    return WordLists(function, glue, greeting, past, now, pairs)
