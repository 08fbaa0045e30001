"""Snapshot files: one per scope, with a log line when one cannot be used."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.errors import SnapshotError
from bot.library.engines import snapshots
from bot.library.engines.snapshots import SnapshotFile
from bot.search.index.collection import Collection
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.collection_file import CollectionSnapshot

GUILD = Scope(7)
ARTICLES = {"a": Article("a", "Filming of Heat 2 starts in August.", "Filming", language="en")}


@cache
def small_snapshot() -> CollectionSnapshot:
    """Return a snapshot with one analysed article."""
    collection = Collection()
    analyser = ArticleAnalyser(LanguageData.load(ConceptList()))
    collection.change({key: analyser.analyse(article) for key, article in ARTICLES.items()})
    return CollectionSnapshot.from_collection(collection, ARTICLES)


@pytest.fixture
def shared(tmp_path: Path) -> SnapshotFile:
    """A snapshot of everyone's articles, in a new folder."""
    snapshot = SnapshotFile.in_folder(tmp_path / "search", EVERYONE, "this")
    snapshot.save(small_snapshot())
    return snapshot


def test_a_saved_snapshot_can_be_loaded(shared: SnapshotFile, caplog: pytest.LogCaptureFixture) -> None:
    """A usable file is loaded without a log line."""
    with caplog.at_level(logging.INFO):
        loaded = shared.load(ARTICLES)
    assert loaded is not None
    assert loaded.passage_ranges.keys() == ARTICLES.keys()
    assert not caplog.records


@pytest.mark.parametrize(
    ("damage", "why", "level"),
    [
        (Path.unlink, "there is no ", "INFO"),
        (
            lambda path: SnapshotFile(EVERYONE, path, "older").save(small_snapshot()),
            "was made by an older program",
            "INFO",
        ),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "is damaged", "WARNING"),
    ],
)
def test_an_unusable_snapshot_is_logged_once(
    damage: Callable[[Path], None], why: str, level: str, shared: SnapshotFile, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing or old file causes one line in the log, a damaged one a warning; all articles are analysed again."""
    damage(shared.path)
    with caplog.at_level(logging.INFO):
        assert shared.load(ARTICLES) is None
    (record,) = caplog.records
    assert record.levelname == level
    assert why in record.message
    assert "analysed again" in record.message


def test_a_missing_server_snapshot_is_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A server without a file causes no log line, because most servers have none."""
    with caplog.at_level(logging.INFO):
        assert SnapshotFile.in_folder(tmp_path, GUILD, "this").load(ARTICLES) is None
    assert not caplog.records


def test_each_scope_has_its_own_file(shared: SnapshotFile, tmp_path: Path) -> None:
    """Deleting a server's file leaves everyone's alone, and a missing file is no error."""
    servers = SnapshotFile.in_folder(tmp_path / "search", GUILD, "this")
    servers.save(small_snapshot())
    for _ in range(2):
        servers.delete()
    assert (servers.path.exists(), shared.path.exists()) == (False, True)
    snapshots.delete_snapshot(tmp_path / "nowhere", GUILD)


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
def test_many_new_passages_are_worth_writing(scope: Scope, passages: int, new: int, worth: bool) -> None:
    """A snapshot is written if a start without it would take noticeably longer."""
    assert SnapshotFile(scope, Path("file"), "this").needs_writing(passages, new) is worth


def test_snapshots_can_be_described(shared: SnapshotFile) -> None:
    """The description counts articles and servers, and refuses the snapshots of another program."""
    folder = shared.path.parent
    SnapshotFile.in_folder(folder, GUILD, "this").save(small_snapshot())
    found = f"a start finds 1 of everyone's articles analysed, and those of 1 server in {folder}"
    assert snapshots.describe_snapshots(folder, "this") == found
    with pytest.raises(SnapshotError, match="older program"):
        snapshots.describe_snapshots(folder, "that")
