"""Where searches are kept, and what is said when they cannot be used."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.errors import SnapshotError
from bot.library import snapshots as kept
from bot.library.snapshots import SnapshotFile
from bot.search.index.collection import Collection
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.collection_file import CollectionSnapshot

GUILD = Scope(7)
ARTICLES = {"a": Article("a", "Filming of Heat 2 starts in August.", "Filming", language="en")}


@cache
def moment() -> CollectionSnapshot:
    """One article, analysed."""
    collection = Collection()
    analyser = ArticleAnalyser(LanguageData.load(ConceptList()))
    collection.change({key: analyser.analyse(article) for key, article in ARTICLES.items()})
    return CollectionSnapshot.from_collection(collection, ARTICLES)


@pytest.fixture
def everyones(tmp_path: Path) -> SnapshotFile:
    """Kept in a folder that was not there before."""
    search = SnapshotFile.in_folder(tmp_path / "search", EVERYONE, "this")
    search.save(moment())
    return search


def test_what_was_kept_is_there(everyones: SnapshotFile, caplog: pytest.LogCaptureFixture) -> None:
    """A good file gives its articles, and nothing is said."""
    with caplog.at_level(logging.INFO):
        loaded = everyones.load(ARTICLES)
    assert loaded is not None
    assert loaded.passage_ranges.keys() == ARTICLES.keys()
    assert not caplog.records


@pytest.mark.parametrize(
    ("spoil", "why", "level"),
    [
        (Path.unlink, "there is no ", "INFO"),
        (lambda path: SnapshotFile(EVERYONE, path, "older").save(moment()), "was made by an older program", "INFO"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "is damaged", "WARNING"),
    ],
)
def test_why_nothing_can_be_used_is_said_once(
    spoil: Callable[[Path], None], why: str, level: str, everyones: SnapshotFile, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing or old file is worth a line, a damaged one a warning; the search is made anew."""
    spoil(everyones.path)
    with caplog.at_level(logging.INFO):
        assert everyones.load(ARTICLES) is None
    (record,) = caplog.records
    assert record.levelname == level
    assert why in record.message
    assert "analysed anew" in record.message


def test_of_most_servers_nothing_is_kept_and_nothing_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A server without a file is as usual."""
    with caplog.at_level(logging.INFO):
        assert SnapshotFile.in_folder(tmp_path, GUILD, "this").load(ARTICLES) is None
    assert not caplog.records


def test_scopes_have_files_of_their_own(everyones: SnapshotFile, tmp_path: Path) -> None:
    """What is dropped of a server leaves everyone's alone, and nothing need be there."""
    servers = SnapshotFile.in_folder(tmp_path / "search", GUILD, "this")
    servers.save(moment())
    for _ in range(2):
        servers.delete()
    assert (servers.path.exists(), everyones.path.exists()) == (False, True)
    kept.delete_snapshot(tmp_path / "nowhere", GUILD)


@pytest.mark.parametrize(
    ("scope", "passages", "new", "worth"),
    [
        (EVERYONE, 100, 100, False),
        (EVERYONE, 101, 101, True),
        (EVERYONE, 10_000, 200, False),
        (EVERYONE, 10_000, 201, True),
        (EVERYONE, 10**6, 1_001, True),
        (GUILD, 999, 999, False),
        (GUILD, 1_000, 101, True),
    ],
)
def test_much_that_is_new_is_worth_writing(scope: Scope, passages: int, new: int, worth: bool) -> None:
    """A file is written when a start without it would take noticeably longer."""
    assert SnapshotFile(scope, Path("file"), "this").is_worth_writing(passages, new) is worth


def test_an_operator_is_told_what_is_kept(everyones: SnapshotFile) -> None:
    """Everyone's articles and servers are counted, of what this very program has analysed."""
    folder = everyones.path.parent
    SnapshotFile.in_folder(folder, GUILD, "this").save(moment())
    found = f"a start finds 1 of everyone's articles analysed, and those of 1 servers in {folder}"
    assert kept.describe_snapshots(folder, "this") == found
    with pytest.raises(SnapshotError, match="older program"):
        kept.describe_snapshots(folder, "that")
