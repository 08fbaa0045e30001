"""The language data, read once in each test process: it is frozen, and reading it takes a third of a second."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from bot.config.shipped import shipped_corpus
from bot.reading.subject import load_subject
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.meaning.intents import IntentModel
from bot.subject import Subject
from tests.learning.groups import group_of, intent_fold, left_out_intents


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


def left_out_data(suite: str) -> LanguageData:
    """Return the language data with the intent model that was fitted without the sentences of this suite's articles.

    For a suite of no group, it is the shipped data.
    """
    group = group_of(suite)
    return _data_without(intent_fold(group)) if group else shipped_data()


@cache
def _data_without(fold: int) -> LanguageData:
    return replace(shipped_data(), intents=IntentModel.load(left_out_intents(fold)))
