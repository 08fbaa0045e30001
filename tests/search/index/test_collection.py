"""A collection that changed article by article equals one that was made of the remaining articles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Answer, Article
from bot.reading.corpus import load_corpus
from bot.search.engine import SearchEngine
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.index.state import merge_segments
from bot.search.language.article_analyser import AnalysedArticle, ArticleAnalyser
from tests.language_data import shipped_data

MARCH = date(2026, 3, 10)
QUESTIONS = (
    "when does filming start",
    "who is in the cast",
    "wann kommt der film ins kino",
    "hat leo unterschriben",
    "pelicula en chicago",
    "what does mann say about the novel",
)
COUNT = 4
steps = st.lists(st.tuples(st.booleans(), st.integers(0, COUNT - 1), st.integers(0, 2)), max_size=12)


@cache
def analyser() -> ArticleAnalyser:
    """Return an analyser with the shipped data."""
    return ArticleAnalyser(shipped_data())


@cache
def articles() -> tuple[Article, ...]:
    """Return the first shipped articles."""
    return tuple(load_corpus(Path(__file__).parents[3] / "corpus"))[:COUNT]


@cache
def version(number: int, which: int) -> AnalysedArticle | None:
    """Return an analysed article as it is (0) or shortened (1), or None for a removed one (2)."""
    article = articles()[number]
    if which == 2:
        return None
    text = article.text if which == 0 else article.text[: len(article.text) // 2]
    return analyser().analyse(replace(article, text=text))


def engine(*collections: Collection) -> SearchEngine:
    """Return the engine over these collections."""
    return SearchEngine(CombinedView([each.view for each in collections]), analyser().data)


def visible(answer: Answer) -> object:
    """Return what a person sees of an answer. Excerpts are sorted, because the order of equal ones may differ."""
    excerpts = [(round(e.score, 3), e.article.id, e.quote, e.matched) for e in (*answer.excerpts, *answer.nearest)]
    return answer.verdict, answer.reason, sorted(excerpts), answer.explanation


@given(history=steps)
@settings(max_examples=40)
def test_the_history_of_a_collection_does_not_matter(history: list[tuple[bool, int, int]]) -> None:
    """After any changes to two collections, the answers are those of a new collection of the remaining articles."""
    shared, own = Collection(), Collection()
    left: dict[str, AnalysedArticle] = {}
    for is_own, number, which in history:
        key = articles()[number].id
        other, mine = (shared, own) if is_own else (own, shared)
        other.change({key: None})
        mine.change({key: version(number, which)})
        left.pop(key, None)
        if found := version(number, which):
            left[key] = found
    fresh = Collection()
    fresh.change(dict(sorted(left.items())))
    for question in QUESTIONS:
        assert visible(engine(shared, own).answer(question, MARCH)) == visible(engine(fresh).answer(question, MARCH))


def _full_collection() -> Collection:
    collection = Collection()
    for number in range(COUNT):
        collection.change({articles()[number].id: version(number, 0)})
    return collection


def test_an_engine_sees_no_later_change() -> None:
    """Changes of a collection do not affect an engine that was made before."""
    collection = _full_collection()
    before = engine(collection)
    answers = [visible(before.answer(question, MARCH)) for question in QUESTIONS]
    collection.change({articles()[0].id: None, articles()[1].id: version(1, 1), "new": version(2, 1)})
    assert [visible(before.answer(question, MARCH)) for question in QUESTIONS] == answers
    assert [visible(engine(collection).answer(question, MARCH)) for question in QUESTIONS] != answers


def test_a_server_can_hide_articles_of_everyone() -> None:
    """A view without some articles finds the others, and the collection still finds all."""
    collection = _full_collection()
    hidden = [article.id for article in articles()[:2]]
    others = SearchEngine(CombinedView([collection.view.without([*hidden, "unknown"])]), analyser().data)
    fresh = Collection()
    fresh.change({articles()[number].id: version(number, 0) for number in range(2, COUNT)})
    for question in QUESTIONS:
        assert visible(others.answer(question, MARCH)) == visible(engine(fresh).answer(question, MARCH))
    assert engine(collection).ranked(QUESTIONS[0], MARCH, 1)


def test_merging_changes_no_answer() -> None:
    """A merge is applied once: the answers stay the same, and the result of an outdated merge is rejected."""
    collection = _full_collection()
    answers = [visible(engine(collection).answer(question, MARCH)) for question in QUESTIONS]
    run = collection.view.state.segments
    part = merge_segments(run)
    assert collection.apply_merge(run, part)
    assert not collection.apply_merge(run, part)
    assert len(collection.view.state.segments) == 1
    assert [visible(engine(collection).answer(question, MARCH)) for question in QUESTIONS] == answers


def test_a_collection_of_removed_passages_needs_a_rebuild(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collection needs a rebuild once most of its passages were removed."""
    monkeypatch.setattr("bot.search.index.collection.MIN_REMOVED", 1)
    collection = _full_collection()
    assert not collection.needs_rebuild
    collection.change({article.id: None for article in articles()[1:]})
    assert collection.needs_rebuild


def test_a_day_before_all_articles() -> None:
    """Before the first article nothing is published, even if passages were removed. An unknown number raises."""
    collection = _full_collection()
    dated = [number for number in range(COUNT) if articles()[number].published.first_day]
    collection.change({articles()[number].id: None for number in range(COUNT) if number not in dated})
    assert not CombinedView([collection.view]).has_any_by(date(1990, 1, 1))
    assert CombinedView([collection.view]).has_any_by(MARCH)
    assert not CombinedView([]).has_any_by(MARCH)
    with pytest.raises(IndexError):
        CombinedView([])[0]
