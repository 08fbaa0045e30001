"""The shipped language data, read once in each test process: it is frozen, and reading it takes a third of a second."""

from __future__ import annotations

from functools import cache

from bot.config.shipped import shipped_corpus
from bot.reading.subject import load_subject
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.subject import Subject


@cache
def shipped_subject() -> Subject:
    """Return the film that the shipped articles are about."""
    return load_subject(shipped_corpus(), shipped_corpus())


@cache
def shipped_concepts() -> ConceptList:
    """Return the shipped concept list."""
    return ConceptList.load(shipped_subject())


@cache
def shipped_data() -> LanguageData:
    """Return the language data with the shipped concepts."""
    return LanguageData.load(shipped_concepts())
