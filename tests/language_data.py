"""The shipped language data, read once in each test process: it is frozen, and reading it takes a third of a second."""

from __future__ import annotations

from functools import cache

from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData


@cache
def shipped_concepts() -> ConceptList:
    """Return the shipped concept list."""
    return ConceptList.load()


@cache
def shipped_data() -> LanguageData:
    """Return the language data with the shipped concepts."""
    return LanguageData.load(shipped_concepts())
