"""The candidates for a reader, which are more passages than the search finds by words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain import Article, PublishedDate
from bot.search.engine import SearchEngine
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.reader import MAX_PASSAGES
from bot.search.reader_candidates import MAX_CHARACTERS
from bot.search.snapshot.collection_file import CollectionSnapshot, load, save
from tests.articles import make_article
from tests.engines import engine_over
from tests.language_data import shipped_data

DAY = date(2026, 11, 1)
QUESTION = "When do they start shooting Heat 2?"
OTHER_WORDS = "El rodaje de la película empieza el 3 de agosto."


def article(number: int, text: str, published: str = "2026-01-01") -> Article:
    """Return an article of a sentence."""
    return make_article(f"a{number:02}", text, published, publisher="Post")


MANY = [article(number, f"Shooting of Heat 2 starts in month {number}, source {number} says.") for number in range(60)]
FOREIGN = replace(article(90, OTHER_WORDS), language="es")
FUTURE = replace(FOREIGN, id="future", published=PublishedDate.parse("2026-12-24"))


def sources(engine: SearchEngine, count: int = MAX_PASSAGES, question: str = QUESTION) -> list[str]:
    """Return the articles of the candidates."""
    prepared = engine.with_reader_candidates(engine.prepare(question, DAY), count)
    return [each.passage.article.id for each in prepared.reader_candidates]


@pytest.mark.parametrize("count", [2, 3, 10, MAX_PASSAGES])
def test_the_number_of_candidates_is_limited(count: int) -> None:
    """There are as many passages as the limit says, each once, and the same ones each time."""
    engine = engine_over(MANY)
    found = sources(engine, count)
    assert len(found) == len(set(found)) == count
    assert sources(engine, count) == found


def test_passages_near_by_meaning_only_are_candidates() -> None:
    """A passage in other words is a candidate beside forty that share words with the question, unless it is later."""
    assert "a90" in sources(engine_over([*MANY, FOREIGN, FUTURE]))
    assert "future" not in sources(engine_over([*MANY, FOREIGN, FUTURE]))


def test_offering_changes_no_answer() -> None:
    """The answer of the search is the same object before and after the candidates are found."""
    engine = engine_over([*MANY, FOREIGN])
    prepared = engine.prepare(QUESTION, DAY)
    assert engine.with_reader_candidates(prepared).answer is prepared.answer
    assert engine.prepare(QUESTION, DAY).answer == prepared.answer


def test_passages_and_their_labels_stay_below_the_limit() -> None:
    """Long passages with long labels are left out, so that a request has a limited length."""
    long = [replace(each, text=each.text * 12, title="A title " * 20, publisher="P" * 150) for each in MANY]
    engine = engine_over(long)
    request = engine.with_reader_candidates(engine.prepare(QUESTION, DAY)).request()
    assert request is not None
    lengths = [len(each.text) + len(each.heading) + len(each.publisher) for each in request.passages]
    assert len(lengths) < MAX_PASSAGES
    assert sum(lengths) <= MAX_CHARACTERS + 4 * len(lengths)


def test_loaded_and_added_passages_are_found_alike(tmp_path: Path) -> None:
    """After a start from a snapshot, and a change of articles since, the candidates are the same as without both."""
    analyser = ArticleAnalyser(shipped_data())
    articles = {each.id: each for each in [*MANY, FOREIGN]}
    analysed = {key: analyser.analyse(each) for key, each in articles.items()}
    early = dict(list(articles.items())[:40])
    collection = Collection()
    collection.change({key: analysed[key] for key in early})
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(collection, early))
    changed = replace(MANY[3], text="Nobody knows anything about Heat 2.")
    loaded = load(tmp_path / "file", "this", early | {changed.id: changed})
    loaded.change({key: each for key, each in analysed.items() if key not in early})
    loaded.change({changed.id: analyser.analyse(changed), MANY[50].id: None})
    plain = [each for each in [*MANY, FOREIGN] if each not in (MANY[3], MANY[50])]
    engine = SearchEngine(CombinedView([loaded.view]), shipped_data())
    assert sources(engine) == sources(engine_over([*plain, changed]))
