"""A collection that was loaded from a file equals the saved one."""

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
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import AnalysedArticle, ArticleAnalyser
from bot.search.language.encoded_passages import NO_PASSAGES, encode_passages
from bot.search.snapshot.collection_file import CollectionSnapshot, load, save
from tests.language_data import shipped_data
from tests.quality.suites import AS_OF, Suite, load_suite

COUNT = 6
steps = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, 2)), max_size=8)


@cache
def own() -> Suite:
    """Return a suite of articles in five languages and their questions."""
    return load_suite("own")


@cache
def analyser() -> ArticleAnalyser:
    """Return an analyser with the shipped data."""
    return ArticleAnalyser(shipped_data())


@cache
def analysed(article: Article) -> AnalysedArticle:
    """Return the analysis of an article, which many examples have."""
    return analyser().analyse(article)


def collection_of(articles: dict[str, Article]) -> Collection:
    """Analyse the articles and return their collection."""
    collection = Collection()
    collection.change({key: analysed(article) for key, article in articles.items()})
    return collection


def answers(collection: Collection, every: int = 1) -> list[Answer]:
    """Return the answers to every n-th question of the suite."""
    engine = SearchEngine(CombinedView([collection.view]), analyser().data)
    return [engine.answer(question.text, AS_OF) for question in own().questions[::every]]


def test_a_loaded_collection_gives_the_same_answers(tmp_path: Path) -> None:
    """Every question of the suite gets the same answer from a file as from articles that were just analysed."""
    articles = {article.id: article for article in own().articles}
    fresh = collection_of(articles)
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(fresh, articles))
    given = answers(load(tmp_path / "file", "this", articles))
    assert given == answers(fresh)
    assert sum(bool(answer.excerpts) for answer in given) > len(given) / 2


def test_the_text_of_a_passage_is_read_alone(tmp_path: Path) -> None:
    """The text is that of the decoded passage, whether it was loaded from a file, encoded or just analysed."""
    articles = {article.id: article for article in own().articles[:COUNT]}
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(collection_of(articles), articles))
    loaded, added = load(tmp_path / "file", "this", articles), own().articles[COUNT]
    loaded.change({added.id: analysed(added)})
    passages = [each for each in analysed(added).passages if isinstance(each, AnalysedPassage)]
    encoded = encode_passages(NO_PASSAGES, passages).for_article(added)
    assert [each.text for each in encoded] == [each.passage.text for each in passages] != []
    view = loaded.view
    texts = [view.text(number) for number in range(view.limit)]
    assert texts == [view[number].passage.text for number in range(view.limit)]
    assert len(texts) > COUNT


@cache
def version(number: int, which: int) -> Article:
    """Return an article as it is (0), shortened (1) or in another language (2)."""
    article = own().articles[number]
    shortened = replace(article, text=article.text[: len(article.text) // 2])
    return (article, shortened, replace(article, language="fr"))[which]


@given(before=steps, between=steps, after=steps)
@settings(max_examples=25, deadline=None)
def test_articles_may_change_between_save_and_load(
    before: list[tuple[int, int]], between: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    """A collection that was saved twice, with changes before, between and after, equals a fresh one."""
    articles: dict[str, Article] = {}
    collection = Collection()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        for round_ in (before, between):
            for step in round_:
                put(collection, articles, version(*step))
            save(path, "this", CollectionSnapshot.from_collection(collection, articles))
            collection = load(path, "this", articles)
        for number, which in after:
            article = version(number, which)
            articles[article.id] = article
        try:
            collection = load(path, "this", articles)
        except SnapshotError:
            collection = Collection()
        missing = {key: analysed(article) for key, article in articles.items() if key not in collection.passage_ranges}
        collection.change(missing)
        assert collection.passage_ranges.keys() == articles.keys()
        assert answers(collection, every=25) == answers(collection_of(in_order(collection, articles)), every=25)


def put(collection: Collection, articles: dict[str, Article], article: Article) -> None:
    """Put the article in place of another version, or remove it if it is already there."""
    if articles.pop(article.id, None) == article:
        collection.change({article.id: None})
    else:
        articles[article.id] = article
        collection.change({article.id: analysed(article)})


def in_order(collection: Collection, articles: dict[str, Article]) -> dict[str, Article]:
    """Return the articles in the order of their passages, which decides between equal scores."""
    return {key: articles[key] for key in sorted(articles, key=lambda key: collection.passage_ranges[key].start)}


def test_only_unchanged_articles_are_loaded(tmp_path: Path) -> None:
    """Changed and removed articles are not loaded; unchanged ones are, including empty ones."""
    articles = {article.id: article for article in own().articles[:COUNT]} | {"empty": Article("empty", "")}
    first, second = list(articles)[:2]
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(collection_of(articles), articles))
    later = {**articles, first: replace(articles[first], publisher="Another")}
    del later[second]
    loaded = load(tmp_path / "file", "this", later)
    assert loaded.passage_ranges.keys() == articles.keys() - {first, second}
    assert loaded.view.state.count == sum(map(len, loaded.passage_ranges.values()))


def test_a_file_of_changed_articles_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If most passages belong to changed articles, load raises, so that a new collection is made."""
    monkeypatch.setattr("bot.search.index.collection.MIN_REMOVED", 3)
    articles = {article.id: article for article in own().articles[:COUNT]}
    save(tmp_path / "file", "this", CollectionSnapshot.from_collection(collection_of(articles), articles))
    with pytest.raises(SnapshotError, match="have changed"):
        load(tmp_path / "file", "this", {})


def test_words_of_an_article_are_found_in_a_loaded_collection(tmp_path: Path) -> None:
    """A run of common words is found in what was loaded and in what was added after that, and not in what changed."""
    places = {
        key: Article(key, f"“It is {key} that they do to me now,” Mann said.", language="en")
        for key in ("this", "that", "nothing")
    }
    save(tmp_path / "file", "", CollectionSnapshot.from_collection(collection_of(places), places))
    articles = {"this": places["this"], "that": replace(places["that"], text="It is not known.")}
    loaded = load(tmp_path / "file", "", articles)
    changed = {key: analysed(article) for key, article in {**articles, "new": places["nothing"]}.items()}
    loaded.change({key: changed[key] for key in ("that", "new")})
    engine = SearchEngine(CombinedView([loaded.view]), analyser().data)
    found = {word: engine.answer(f"who said it is {word} that they do to me now", AS_OF) for word in places}
    assert [excerpt.article.id for excerpt in found["this"].excerpts] == ["this"]
    assert [excerpt.article.id for excerpt in found["nothing"].excerpts] == ["nothing"]
    assert "that" not in {excerpt.article.id for answer in found.values() for excerpt in answer.excerpts}
