"""Texts that were written to make the search slow."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain import Span
from bot.search.language.names import looks_like_person
from bot.search.language.passages import MAX_PASSAGE_CHARACTERS
from bot.search.language.sentences import sentence_spans
from bot.search.language.tokens import tokenize
from tests.articles import make_article
from tests.bench.hostile import QUESTIONS, texts
from tests.engines import engine_over

MAX_CHARACTERS = 10_000
TEXTS = {name: text[:MAX_CHARACTERS] for name, text in texts(MAX_CHARACTERS).items()}


@pytest.mark.parametrize("name", TEXTS)
def test_questions_over_a_hostile_text(name: str) -> None:
    """Every question gets a verdict, and quotes are verbatim and no longer than a passage."""
    article = make_article("h", TEXTS[name], "2026-03-01", title="Heat 2")
    engine = engine_over([article])
    for question in QUESTIONS:
        answer = engine.answer(question, date(2026, 11, 26))
        for excerpt in (*answer.excerpts, *answer.nearest):
            assert excerpt.is_verbatim
            assert len(excerpt.passage.text) <= MAX_PASSAGE_CHARACTERS


@pytest.mark.parametrize("unit", ["A-", "Aa ", "A'", "A a", ".", "!“", "…”", "[1]", "a.b.", "1,", "A\u00a0"])
def test_a_long_text_of_one_pattern(unit: str) -> None:
    """Words, sentences and names are found in 200,000 characters. A quadratic expression would take minutes."""
    text = unit * (200_000 // len(unit))
    assert sum(1 for _ in tokenize(text)) <= len(text)
    assert sentence_spans(text, Span(0, len(text)))
    assert looks_like_person(text) in {True, False}
