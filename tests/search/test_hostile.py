"""Texts that were written to be slow."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from bot.domain import Article, PublishedDate, Span
from bot.search.engine import SearchEngine
from bot.search.language.language_data import LanguageData
from bot.search.language.names import looks_like_person
from bot.search.language.passages import MAX_PASSAGE_CHARACTERS
from bot.search.language.sentences import sentence_spans
from bot.search.language.tokens import tokenize
from tests.bench.hostile import QUESTIONS, texts
from tests.language_data import shipped_data

LONG = 30_000


@cache
def data() -> LanguageData:
    """The shipped data, read once."""
    return shipped_data()


@pytest.mark.parametrize("name", texts())
def test_questions_over_a_hostile_text(name: str) -> None:
    """Every question is answered or refused; quotes are verbatim, and no longer than a passage."""
    article = Article("h", texts()[name][:LONG], "Heat 2", published=PublishedDate(2026, 3, 1), language="en")
    engine = SearchEngine.from_articles([article], data())
    for question in QUESTIONS:
        answer = engine.answer(question, date(2026, 11, 26))
        for excerpt in (*answer.excerpts, *answer.nearest):
            assert excerpt.is_verbatim
            assert len(excerpt.passage.text) <= MAX_PASSAGE_CHARACTERS


@pytest.mark.parametrize("unit", ["A-", "Aa ", "A'", "A a", ".", "!“", "…”", "[1]", "a.b.", "1,", "A\u00a0"])
def test_patterns_end_on_a_megabyte(unit: str) -> None:
    """Words, sentences and names are found in a megabyte of one pattern; with quadratic patterns this takes hours."""
    text = unit * (1_000_000 // len(unit))
    assert sum(1 for _ in tokenize(text)) <= len(text)
    assert sentence_spans(text, Span(0, len(text)))
    assert looks_like_person(text) in {True, False}
