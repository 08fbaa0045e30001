"""How much of what people ask and the press tells is understood, apart from any articles, in five languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.domain import Article, Passage, Span
from bot.search.engine import SearchEngine
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import concept_term
from bot.search.language.article_analyser import PassageAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.language.tokens import LANGUAGES
from tests.language_data import shipped_data

HERE = Path(__file__).parent
ASKED, TOLD = 0.95, 0.95
"""Shares that are understood at least, in each language."""


@cache
def _data() -> LanguageData:
    return shipped_data()


def _rows(name: str, language: str) -> Iterator[tuple[str, str]]:
    """Each text in that language with its concept."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            concept, of, *texts = line.split("|")
            yield from ((concept, text) for text in texts if of == language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_ask_is_understood(language: str) -> None:
    """Short, sloppy and without accents, as it is typed, a question finds its concept."""
    questions = SearchEngine(CombinedView([]), _data())._questions
    rows = list(_rows("ask.txt", language))
    missed = [row for row in rows if row[0] not in questions.analyse(row[1], date(2026, 3, 10)).topic_concepts]
    assert len(rows) > 100
    assert len(missed) <= (1 - ASKED) * len(rows), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_press_tells_is_understood(language: str) -> None:
    """A sentence of an article holds the concept that it is about."""
    analyser = PassageAnalyser(_data())
    rows = list(_rows("tell.txt", language))
    missed = []
    for concept, text in rows:
        passage = Passage(Article("a", text, language=language), 1, Span(0, len(text)))
        if concept_term(concept) not in analyser.analyse(passage).sentences[0].terms:
            missed.append((concept, text))
    assert len(rows) > 40
    assert len(missed) <= (1 - TOLD) * len(rows), missed


@pytest.mark.parametrize(
    ("question", "topics"),
    [
        ("what about pacino", set()),
        ("what about the budget", {"budget"}),
        ("what about filming", {"filming"}),
        ("was kostet eine karte", {"tickets"}),
        ("so when do they actually start", {"filming"}),
        ("what day does it open", {"release"}),
        ("hello bot", {"bot"}),
        ("donde puedo ver heat", {"streaming"}),
        ("is there a trailer out yet", {"trailer"}),
    ],
)
def test_a_question_asks_for_just_that(question: str, topics: set[str]) -> None:
    """Who asks "what about" somebody wants no plot, and who asks what a ticket costs no budget."""
    questions = SearchEngine(CombinedView([]), _data())._questions
    assert set(questions.analyse(question, date(2026, 3, 10)).topic_concepts) == topics
