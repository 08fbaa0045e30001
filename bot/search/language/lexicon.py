"""The word data of each language: words without a topic, and translations of everyday words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from bot.search.language.tokens import LANGUAGES, normalize, stem, unaccented

_SECTIONS = ("function", "common", "greeting", "past", "now")
_SHORTHAND = "shorthand"


@dataclass(frozen=True, slots=True)
class WordLists:
    """One language's words, in the plain form without diacritics."""

    function: frozenset[str]
    """Articles, pronouns, prepositions, auxiliaries, question words: never searched for."""
    common: frozenset[str]
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

    def has_function_word(self, words: list[str]) -> bool:
        """Whether one of the words is a function word of any language."""
        return any(word in lists.function for lists in self._lists.values() for word in words)

    def function_word_counts(self, words: list[str]) -> dict[str, int]:
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
    function, common, greeting, past, now = (frozenset(map(unaccented, words[section])) for section in _SECTIONS)
    return WordLists(function, common, greeting, past, now, pairs)


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

    def stems_for(self, plain: str, languages: tuple[str, ...]) -> tuple[str, ...]:
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
