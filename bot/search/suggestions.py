"""Questions to offer while a member types: example questions that the articles answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from rapidfuzz import fuzz

from bot.search.language.concepts import ConceptList
from bot.search.language.normal_form import normal_form

_MAX_CACHED: Final = 10
"""Maximum number of pairs of a language and a day whose answered examples are cached."""
_MIN_SIMILARITY: Final = 60
"""Minimum similarity of a suggestion to the typed text, of 100."""
_PREFIX_SIMILARITY: Final = 200.0
"""Similarity of a question that begins with the typed text."""
_WORD_PREFIXES_SIMILARITY: Final = 150.0
"""Similarity of a question in which every typed word begins a word."""


class ExampleQuestions:
    """The example questions of the concepts, filtered by whether they are answered."""

    def __init__(self, concepts: ConceptList) -> None:
        self._concepts = concepts
        self._cache: dict[tuple[str, date], tuple[str, ...]] = {}

    def answered(self, language: str, as_of: date, is_answered: Callable[[str], bool]) -> tuple[str, ...]:
        """Return the examples in a language that are answered on that day.

        `is_answered` is a parameter, not an attribute: a reference back to the engine would keep its memory until the
        garbage collector runs.
        """
        known = self._cache.get((language, as_of))
        if known is None:
            examples = [concept.examples.get(language, "") for concept in self._concepts]
            known = tuple(question for question in examples if question and is_answered(question))
            # The day changes at midnight, so old entries are useless: emptying the cache is enough.
            if len(self._cache) >= _MAX_CACHED:
                self._cache = {}
            self._cache[language, as_of] = known
        return known


def best_completions(typed: str, questions: Sequence[str], limit: int) -> list[str]:
    """Return the questions that the typed text may become, likeliest first, or the first ones if nothing is typed."""
    wanted = normal_form(typed).strip().casefold()
    if not wanted:
        return list(questions[:limit])
    scored = [(_similarity(wanted, question.casefold()), -place, question) for place, question in enumerate(questions)]
    return [question for score, _, question in sorted(scored, reverse=True) if score >= _MIN_SIMILARITY][:limit]


def _similarity(typed: str, question: str) -> float:
    if question.startswith(typed):
        return _PREFIX_SIMILARITY
    words = question.replace("?", "").split()
    if all(any(word.startswith(part) for word in words) for part in typed.split()):
        return _WORD_PREFIXES_SIMILARITY
    return fuzz.partial_ratio(typed, question)
