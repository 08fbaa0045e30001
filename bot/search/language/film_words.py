"""The small words that show what a sentence says of the film that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.search.language.data_files import read_data, read_sections
from bot.search.language.sentence_words import SentenceWords
from bot.search.language.tokens import LANGUAGES

_MIN_VERB: Final = 4
"""A verb with an ending of the past tense has more letters than this: "need" is not one."""


@dataclass(frozen=True, slots=True)
class FilmWords:
    """Closed classes of words around the names of films; `data/about.txt` says what each is for."""

    possessive: frozenset[str]
    joining: frozenset[str]
    genitive: frozenset[str]
    compared: frozenset[str]
    beside: frozenset[str]
    degree: frozenset[str]
    of_degree: frozenset[str]
    work: frozenset[str]
    """Nouns that come after the title of a film: "prequel"."""
    thing: Mapping[str, frozenset[str]]
    """Words that refer to a thing, by language."""
    person: Mapping[str, frozenset[str]]
    """Words that refer to a person, by language."""
    present: Mapping[str, frozenset[str]]
    """Verbs in the present and future tense, by language."""
    past: Mapping[str, frozenset[str]]
    """Verbs in the past tense, by language, with their accents."""
    past_endings: Mapping[str, tuple[str, ...]]
    """Endings of such verbs, by language."""

    def is_past(self, sentence: SentenceWords) -> bool:
        """Return whether a sentence has a verb in the past tense, as far as the forms of its words show."""
        return any(self.is_past_verb(token.plain, sentence.language) for token in sentence.tokens)

    def is_past_verb(self, plain: str, language: str) -> bool:
        """Return whether a word is a verb in the past tense, as far as its form shows."""
        if plain in self.past.get(language, ()):
            return True
        return len(plain) > _MIN_VERB and plain.endswith(self.past_endings.get(language, ()))


@cache
def film_words() -> FilmWords:
    """Return the shipped words, read once."""
    sections = {name: frozenset(words) for name, words in read_sections(read_data("about.txt")).items()}
    return FilmWords(
        possessive=sections["possessive"],
        joining=sections["joining"],
        genitive=sections["genitive"],
        compared=sections["compared"],
        beside=sections["beside"],
        degree=sections["degree"],
        of_degree=sections["of degree"],
        work=sections["work"],
        thing={language: sections[f"thing {language}"] for language in LANGUAGES},
        person={language: sections[f"person {language}"] for language in LANGUAGES},
        present={language: sections[f"present {language}"] for language in LANGUAGES},
        past={language: sections[f"past {language}"] for language in LANGUAGES},
        past_endings={
            language: tuple(word[1:] for word in sections[f"past {language}"] if word.startswith("*"))
            for language in LANGUAGES
        },
    )
