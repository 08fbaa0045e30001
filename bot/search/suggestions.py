"""Questions to offer while a member types: example questions that the articles answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock
from typing import Final

from rapidfuzz import fuzz

from bot.search.accents import unaccented
from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList
from bot.search.language.normal_form import normal_form

NEWS_DAYS: Final = 42
"""Number of days in which a statement is news. Questions that it answers are offered first."""
_MAX_CACHED: Final = 10
"""Maximum number of pairs of a language and a day whose answered examples are cached."""
_MIN_SIMILARITY: Final = 80
"""Minimum similarity of a suggestion to a typed text with mistakes, of 100. Below, other words resemble it as well."""
_MIN_MISTYPED: Final = 4
"""Minimum number of characters of a text with mistakes: a shorter one resembles too many words."""
_WORD: Final = re.compile(r"\w+")
_PREFIX_SIMILARITY: Final = 200.0
"""Similarity of a question that begins with the typed text."""
_WORD_PREFIXES_SIMILARITY: Final = 150.0
"""Similarity of a question in which every typed word begins a word."""


@dataclass(frozen=True, slots=True)
class AnsweredExample:
    """An example question that the articles answer."""

    question: str
    duplicate_key: Hashable
    """Questions that mean the same have equal keys."""
    newest: date | None
    """Day of the newest article with the first quote of the answer; None if it is unknown."""


class ExampleQuestions:
    """The example questions of the concepts, filtered by whether they are answered."""

    def __init__(self, concepts: ConceptList) -> None:
        self._concepts = concepts
        self._cache: dict[tuple[str, date], tuple[str, ...]] = {}
        # Several keystrokes may come before the first examples are checked. Checking them once is enough.
        self._checking = Lock()

    def answered(
        self, language: str, as_of: date, check: Callable[[str, Concept], AnsweredExample | None]
    ) -> tuple[str, ...]:
        """Return the examples in a language that are answered on that day, no two of which mean the same.

        Those that are answered by news come first, the newest before the others. `check` returns None for a question
        that is not answered. It is a parameter, not an attribute: a reference back to the engine would keep its memory
        until the garbage collector runs.
        """
        with self._checking:
            known = self._cache.get((language, as_of))
            if known is None:
                examples = [(concept.examples.get(language, ""), concept) for concept in self._concepts]
                checked = (check(example, concept) for example, concept in examples if example)
                answered = [example for example in checked if example]
                known = tuple(example.question for example in _news_first(_without_synonyms(answered), as_of))
                # The day changes at midnight, so old entries are useless: emptying the cache is enough.
                if len(self._cache) >= _MAX_CACHED:
                    self._cache = {}
                self._cache[language, as_of] = known
            return known


def _without_synonyms(examples: Sequence[AnsweredExample]) -> list[AnsweredExample]:
    """Return the first example of each key."""
    by_key: dict[Hashable, AnsweredExample] = {}
    for example in examples:
        by_key.setdefault(example.duplicate_key, example)
    return list(by_key.values())


def _news_first(examples: Sequence[AnsweredExample], as_of: date) -> list[AnsweredExample]:
    """Return the examples that news answers, the newest first, and then the others in their order."""
    oldest_news = as_of - timedelta(days=NEWS_DAYS)
    news = [each for each in examples if each.newest and each.newest >= oldest_news]
    news.sort(key=lambda each: each.newest or date.min, reverse=True)
    return [*news, *(each for each in examples if each not in news)]


def best_completions(typed: str, questions: Sequence[str], limit: int) -> list[str]:
    """Return the questions that the typed text may become, likeliest first, or the first ones if nothing is typed."""
    wanted = _plain(typed)
    if not wanted:
        return list(questions[:limit])
    scored = [(_similarity(wanted, _plain(question)), -place, question) for place, question in enumerate(questions)]
    return [question for score, _, question in sorted(scored, reverse=True) if score >= _MIN_SIMILARITY][:limit]


def _similarity(typed: str, question: str) -> float:
    if question.startswith(typed):
        return _PREFIX_SIMILARITY
    words = question.split()
    if all(any(word.startswith(part) for word in words) for part in typed.split()):
        return _WORD_PREFIXES_SIMILARITY
    return fuzz.partial_ratio(typed, question) if len(typed) >= _MIN_MISTYPED else 0.0


def _plain(text: str) -> str:
    """Return the words of a text in lower case, without accents and marks: "¿Cuándo" is typed as "cuando"."""
    return " ".join(_WORD.findall(unaccented(normal_form(text).casefold())))
