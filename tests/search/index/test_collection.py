"""A search that grew and shrank article by article is the search over what is left."""

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
from bot.search.index import collection
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
    """With the shipped data."""
    return ArticleAnalyser(shipped_data())


@cache
def articles() -> tuple[Article, ...]:
    """The shipped ones."""
    return tuple(load_corpus(Path(__file__).parents[3] / "corpus"))[:COUNT]


@cache
def version(number: int, which: int) -> AnalysedArticle | None:
    """An article as it is, shortened, or removed."""
    article = articles()[number]
    if which == 2:
        return None
    text = article.text if which == 0 else article.text[: len(article.text) // 2]
    return analyser().analyse(replace(article, text=text))


def engine(*collections: Collection) -> SearchEngine:
    """The search over the collections side by side."""
    return SearchEngine(CombinedView([each.view for each in collections]), analyser().data)


def told(answer: Answer) -> object:
    """What a person sees of an answer and how it came about; it does not matter which of equals comes first."""
    excerpts = [(round(e.score, 3), e.article.id, e.quote, e.matched) for e in (*answer.excerpts, *answer.nearest)]
    return answer.verdict, answer.reason, sorted(excerpts), answer.explanation


@given(history=steps)
@settings(max_examples=40)
def test_the_way_to_a_collection_does_not_matter(history: list[tuple[bool, int, int]]) -> None:
    """After any changes to two collections the answers are those over the articles that are left."""
    everyones, own = Collection(), Collection()
    left: dict[str, AnalysedArticle] = {}
    for is_own, number, which in history:
        key = articles()[number].id
        other, mine = (everyones, own) if is_own else (own, everyones)
        other.change({key: None})
        mine.change({key: version(number, which)})
        left.pop(key, None)
        if found := version(number, which):
            left[key] = found
    fresh = Collection()
    fresh.change(dict(sorted(left.items())))
    for question in QUESTIONS:
        assert told(engine(everyones, own).answer(question, MARCH)) == told(engine(fresh).answer(question, MARCH))


def _filled() -> Collection:
    held = Collection()
    for number in range(COUNT):
        held.change({articles()[number].id: version(number, 0)})
    return held


def test_who_searches_sees_no_change() -> None:
    """Articles that come and go leave a search that was begun before as it is."""
    held = _filled()
    before = engine(held)
    answers = [told(before.answer(question, MARCH)) for question in QUESTIONS]
    held.change({articles()[0].id: None, articles()[1].id: version(1, 1), "new": version(2, 1)})
    assert [told(before.answer(question, MARCH)) for question in QUESTIONS] == answers
    assert [told(engine(held).answer(question, MARCH)) for question in QUESTIONS] != answers


def test_a_server_hides_what_is_everyones() -> None:
    """Without some of everyone's articles a server finds what is left, and everyone still finds all."""
    held = _filled()
    hidden = [article.id for article in articles()[:2]]
    others = SearchEngine(CombinedView([held.view.without([*hidden, "unknown"])]), analyser().data)
    fresh = Collection()
    fresh.change({articles()[number].id: version(number, 0) for number in range(2, COUNT)})
    for question in QUESTIONS:
        assert told(others.answer(question, MARCH)) == told(engine(fresh).answer(question, MARCH))
    assert engine(held).ranked(QUESTIONS[0], MARCH, 1)


def test_merging_changes_no_answer() -> None:
    """Segments become one while articles are added, and what was merged of former ones is not taken."""
    held = _filled()
    answers = [told(engine(held).answer(question, MARCH)) for question in QUESTIONS]
    run = held.view.state.segments
    part = merge_segments(run)
    assert held.apply_merge(run, part)
    assert not held.apply_merge(run, part)
    assert len(held.view.state.segments) == 1
    assert [told(engine(held).answer(question, MARCH)) for question in QUESTIONS] == answers


def test_what_was_removed_is_made_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A collection most of which is gone says so."""
    monkeypatch.setattr(collection, "MIN_REMOVED", 1)
    held = _filled()
    assert not held.needs_rebuild
    held.change({article.id: None for article in articles()[1:]})
    assert held.needs_rebuild


def test_nothing_to_show_yet() -> None:
    """On a day before all articles there is nothing, in whatever state the collection is."""
    held = _filled()
    dated = [number for number in range(COUNT) if articles()[number].published.first_day]
    held.change({articles()[number].id: None for number in range(COUNT) if number not in dated})
    assert not CombinedView([held.view]).has_any_by(date(1990, 1, 1))
    assert CombinedView([held.view]).has_any_by(MARCH)
    assert not CombinedView([]).has_any_by(MARCH)
    with pytest.raises(IndexError):
        CombinedView([])[0]
