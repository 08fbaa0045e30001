"""A concept: a topic of questions, with the phrases by which questions and articles express it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from bot.search.language.data_files import read_data, read_sections

ANSWER_KINDS: Final = ("when", "where", "who", "money", "duration", "count", "quote", "why")
"""The kinds of answer that a question can ask for."""
_ELIDED_ARTICLE: Final = re.compile(r"^l['’]")

PhrasesByLanguage = Mapping[str, tuple[str, ...]]
"""Phrases by language."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A topic of questions, and the phrases for it."""

    id: str
    label: Mapping[str, str] = field(default_factory=dict)
    """Its name for readers, by language."""
    changes: bool = False
    """Whether its state changes, so that the newest statement counts."""
    modifier: bool = False
    """Whether it only qualifies another topic in the same question: "is X confirmed", "why X"."""
    expects: str = ""
    """The kind of answer that a question about it asks for by default; one of ANSWER_KINDS, or ''."""
    near: tuple[str, ...] = ()
    """Concepts whose statements are a second-best answer."""
    told_by: tuple[str, ...] = ()
    """Concepts that express this one in a sentence with the kind that it expects: "filming" with a place."""
    intents: tuple[str, ...] = ()
    """The facts of `bot.search.meaning.intents` that questions about it ask for."""
    ask: PhrasesByLanguage = field(default_factory=dict)
    """Phrases in questions."""
    tell: PhrasesByLanguage = field(default_factory=dict)
    """Phrases in articles."""
    excluded: PhrasesByLanguage = field(default_factory=dict)
    """Phrases whose words do not count for the concept."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """A question about it, by language, to suggest while a member types."""

    def name(self, language: str) -> str:
        """Return the label in that language, else in English, else the id."""
        return self.label.get(language) or self.label.get("en") or self.id

    def topic(self, language: str) -> str:
        """Return the name without its article, as the topic of a timeline: "release date"."""
        return without_article(self.name(language), language)

    def merged_with(self, other: Concept) -> Concept:
        """Return this concept with the other's phrases added; what else the other states replaces what this states."""
        return Concept(
            self.id,
            {**self.label, **other.label},
            self.changes or other.changes,
            self.modifier or other.modifier,
            other.expects or self.expects,
            tuple(dict.fromkeys(self.near + other.near)),
            tuple(dict.fromkeys(self.told_by + other.told_by)),
            tuple(dict.fromkeys(self.intents + other.intents)),
            joined_phrases(self.ask, other.ask),
            joined_phrases(self.tell, other.tell),
            joined_phrases(self.excluded, other.excluded),
            {**self.examples, **other.examples},
        )


def joined_phrases(one: PhrasesByLanguage, two: PhrasesByLanguage) -> PhrasesByLanguage:
    """Return the phrases of both, each once."""
    return {lang: tuple(dict.fromkeys(one.get(lang, ()) + two.get(lang, ()))) for lang in {*one, *two}}


def without_article(label: str, language: str) -> str:
    """Return a label without the article that it begins with: "die Besetzung", "l'état du projet"."""
    first, _, rest = label.partition(" ")
    if rest and first in _articles(language):
        return rest
    return _ELIDED_ARTICLE.sub("", label) if language in {"fr", "it"} else label


@cache
def _articles(language: str) -> frozenset[str]:
    return frozenset(read_sections(read_data("follow_ups.txt")).get(f"article {language}", ()))
