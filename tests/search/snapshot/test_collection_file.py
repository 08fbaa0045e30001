"""A collection that was kept in a file is the collection."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import Answer, Article
from bot.errors import SnapshotError
from bot.search.engine import SearchEngine
from bot.search.index import collection as collections
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.snapshot.collection_file import CollectionSnapshot, load, save
from tests.language_data import shipped_data
from tests.quality.suites import AS_OF, Suite, load_suite

COUNT = 6
steps = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, 2)), max_size=8)


@cache
def own() -> Suite:
    """Articles in five languages and their questions."""
    return load_suite("own")


@cache
def analyser() -> ArticleAnalyser:
    """With the shipped data."""
    return ArticleAnalyser(shipped_data())


def collection_of(articles: dict[str, Article]) -> Collection:
    """The articles analysed now."""
    collection = Collection()
    collection.change({key: analyser().analyse(article) for key, article in articles.items()})
    return collection


def answers(collection: Collection, every: int = 1) -> list[Answer]:
    """To the suite's questions."""
    engine = SearchEngine(CombinedView([collection.view]), analyser().data)
    return [engine.answer(question.text, AS_OF) for question in own().questions[::every]]


def test_answers_are_the_same_with_and_without_a_file(tmp_path: Path) -> None:
    """Every question of the suite is answered from a file as from articles that were analysed just now."""
    articles = {article.id: article for article in own().articles}
    fresh = collection_of(articles)
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(fresh, articles))
    given = answers(load(tmp_path / "file", "this", articles))
    assert given == answers(fresh)
    assert sum(bool(answer.excerpts) for answer in given) > len(given) / 2


@cache
def version(number: int, which: int) -> Article:
    """One of a few articles as it is, shortened, or in another language."""
    article = own().articles[number]
    shortened = replace(article, text=article.text[: len(article.text) // 2])
    return (article, shortened, replace(article, language="fr"))[which]


@given(before=steps, kept=steps, changed=steps)
@settings(max_examples=25, deadline=None)
def test_a_file_serves_whatever_has_changed_since(
    before: list[tuple[int, int]], kept: list[tuple[int, int]], changed: list[tuple[int, int]]
) -> None:
    """A collection that was kept twice, with changes before, between and after, answers as one made of what is left."""
    articles: dict[str, Article] = {}
    held = Collection()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for round_ in (before, kept):
            for step in round_:
                put(held, articles, version(*step))
            save(path, "this", CollectionSnapshot.from_collection(held, articles))
            held = load(path, "this", articles)
        for number, which in changed:
            article = version(number, which)
            articles[article.id] = article
        try:
            held = load(path, "this", articles)
        except SnapshotError:
            held = Collection()
        missing = {
            key: analyser().analyse(article) for key, article in articles.items() if key not in held.passage_ranges
        }
        held.change(missing)
        assert held.passage_ranges.keys() == articles.keys()
        assert answers(held, every=25) == answers(collection_of(in_order(held, articles)), every=25)


def put(held: Collection, articles: dict[str, Article], article: Article) -> None:
    """In place of another version; what is there already is removed."""
    if articles.pop(article.id, None) == article:
        held.change({article.id: None})
    else:
        articles[article.id] = article
        held.change({article.id: analyser().analyse(article)})


def in_order(held: Collection, articles: dict[str, Article]) -> dict[str, Article]:
    """The articles in the order of their passages, by which what is equally good is sorted."""
    return {key: articles[key] for key in sorted(articles, key=lambda key: held.passage_ranges[key].start)}


def test_only_what_is_the_same_is_taken_from_a_file(tmp_path: Path) -> None:
    """Articles that have changed or gone are not in the collection, those that have not are, empty ones too."""
    articles = {article.id: article for article in own().articles[:COUNT]} | {"empty": Article("empty", "")}
    first, second = list(articles)[:2]
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(collection_of(articles), articles))
    later = {**articles, first: replace(articles[first], publisher="Another")}
    del later[second]
    loaded = load(tmp_path / "file", "this", later)
    assert loaded.passage_ranges.keys() == articles.keys() - {first, second}
    assert loaded.view.state.count == sum(map(len, loaded.passage_ranges.values()))


def test_a_file_of_other_articles_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where most of the passages are of articles that are not there any more, it is better to begin anew."""
    monkeypatch.setattr(collections, "MIN_REMOVED", 3)
    articles = {article.id: article for article in own().articles[:COUNT]}
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(collection_of(articles), articles))
    with pytest.raises(SnapshotError, match="have changed"):
        load(tmp_path / "file", "this", {})
