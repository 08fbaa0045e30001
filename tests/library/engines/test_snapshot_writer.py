"""Snapshots are written in quiet moments and at shutdown, and the next start loads what has not changed."""

from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.library.engines import snapshot_writer as writer_module
from bot.library.engines import snapshots
from bot.library.engines.engine_cache import EngineCache, SearchLimits
from bot.library.engines.revisions import ScopeRevision
from bot.search.language.article_analyser import AnalysedArticle, ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.snapshot import collection_file
from bot.store.memory import MemoryStore

GUILD = Scope(7)
DAY = date(2026, 3, 10)


def report(number: int, word: str = "seen") -> Article:
    """Return the article of this number; it has one passage."""
    return Article(f"r{number}", f"The harbour{number} was {word} in report{number}.", language="en")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the thresholds, so that two passages are worth a snapshot and a quiet moment comes at once."""
    for name, value in {"MIN_SERVER_PASSAGES": 2, "MIN_NEW_PASSAGES": 0, "ALWAYS_NEW_PASSAGES": 0}.items():
        monkeypatch.setattr(snapshots, name, value)
    monkeypatch.setattr(writer_module, "QUIET_SECONDS", 0.01)


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of articles in the order in which they are analysed."""
    ids: list[str] = []
    analyse = ArticleAnalyser.analyse

    def noting(self: ArticleAnalyser, article: Article) -> AnalysedArticle:
        ids.append(article.id)
        return analyse(self, article)

    monkeypatch.setattr(ArticleAnalyser, "analyse", noting)
    return ids


@pytest.fixture
async def store() -> MemoryStore:
    """A store with everyone's articles and a server's own."""
    store = MemoryStore()
    await store.add_all([report(number) for number in range(3)], EVERYONE)
    await store.add_all([report(number) for number in range(10, 13)], GUILD)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that does not exist yet."""
    return tmp_path / "search"


def started(store: MemoryStore, folder: Path) -> EngineCache:
    """Return a cache as after a start."""
    return EngineCache(store, lambda: LanguageData.load(ConceptList()), (), SearchLimits(2**30), folder)


async def revision_of(store: MemoryStore, scope: Scope) -> ScopeRevision:
    """Return the scope's current revision."""
    return ScopeRevision(scope, await store.revision(EVERYONE), await store.revision(scope))


async def wait_for_files(folder: Path, names: set[str]) -> None:
    """Wait until the folder has exactly these files."""
    for _ in range(2_000):
        if {each.name for each in folder.glob("*")} == names:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"the folder does not hold {names}")


async def test_a_start_analyses_what_is_new(store: MemoryStore, folder: Path, analysed: list[str]) -> None:
    """A start analyses only articles that changed after the last snapshot."""
    first = started(store, folder)
    await first.get(await revision_of(store, GUILD))
    await first.save_snapshots()
    assert {each.name for each in folder.iterdir()} == {"everyone", "server-7"}
    await store.add_all([report(1, "missed"), report(4)], EVERYONE)
    analysed.clear()
    second = started(store, folder)
    built = await second.get(await revision_of(store, GUILD))
    assert sorted(analysed) == ["r1", "r4"]
    fresh = await started(store, folder / "none").get(await revision_of(store, GUILD))
    await second.save_snapshots()
    for number in (0, 1, 4, 11):
        (found,) = built.engine.ranked(f"harbour{number}", DAY, 1)
        assert found == fresh.engine.ranked(f"harbour{number}", DAY, 1)[0]


async def test_snapshots_are_written_while_the_bot_runs(store: MemoryStore, folder: Path) -> None:
    """A snapshot is written some time after the engine was built, and not again until minutes have passed."""
    engines = started(store, folder)
    await engines.get(await revision_of(store, GUILD))
    await wait_for_files(folder, {"everyone", "server-7"})
    before = (folder / "everyone").stat().st_mtime_ns
    await store.add_all([report(5)], EVERYONE)
    await engines.get(await revision_of(store, EVERYONE))
    await asyncio.sleep(0.1)
    assert (folder / "everyone").stat().st_mtime_ns == before
    await engines.save_snapshots()
    assert (folder / "everyone").stat().st_mtime_ns > before


async def test_a_folder_that_cannot_be_written_is_reported_once(
    store: MemoryStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a writable folder the bot works, and logs the error once."""
    folder.write_text("no folder")
    engines = started(store, folder)
    await engines.get(await revision_of(store, GUILD))
    await engines.save_snapshots()
    await engines.save_snapshots()
    (line,) = [record.message for record in caplog.records if "can be written" in record.message]
    assert line.startswith(f"no snapshot can be written to {folder} (")


async def test_nothing_remains_of_an_erased_server(
    store: MemoryStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file of an erased server is deleted, and neither this process nor another one writes it again."""
    monkeypatch.setattr(writer_module, "QUIET_SECONDS", 3600)  # The other process is in the middle of no file.
    engines, other = started(store, folder), started(store, folder)
    for each in (engines, other):
        await each.get(await revision_of(store, GUILD))
    await engines.save_snapshots()
    await store.erase(GUILD)
    await engines.forget(GUILD)
    assert {each.name for each in folder.iterdir()} == {"everyone"}
    await engines.save_snapshots()
    (folder / "server-7").write_bytes(b"of the other process")
    await other.get(await revision_of(store, GUILD))
    await other.save_snapshots()
    assert {each.name for each in folder.iterdir()} == {"everyone"}


async def test_without_a_folder_no_snapshot_is_written(store: MemoryStore, folder: Path) -> None:
    """A cache without a folder, as for a database in memory, writes nothing."""
    engines = EngineCache(store, lambda: LanguageData.load(ConceptList()), (), SearchLimits(2**30))
    await engines.get(await revision_of(store, GUILD))
    await engines.forget(GUILD)
    await engines.save_snapshots()
    assert not folder.exists()


async def test_an_evicted_server_is_not_analysed_again(store: MemoryStore, folder: Path, analysed: list[str]) -> None:
    """The engine of an evicted server is loaded from its snapshot."""
    other = Scope(8)
    await store.add_all([report(number) for number in range(20, 23)], other)
    engines = EngineCache(store, lambda: LanguageData.load(ConceptList()), (), SearchLimits(1), folder)
    await engines.get(await revision_of(store, GUILD))
    await wait_for_files(folder, {"everyone", "server-7"})
    await engines.get(await revision_of(store, other))
    await wait_for_files(folder, {"everyone", "server-7", "server-8"})
    analysed.clear()
    built = await engines.get(await revision_of(store, GUILD))
    assert analysed == []
    assert built.engine.ranked("harbour11", DAY, 1)[0].article == report(11)
    await engines.save_snapshots()


async def test_a_snapshot_that_is_being_written_is_deleted_too(
    store: MemoryStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is erased while its snapshot is being written leaves no file, even if writing takes long."""
    begun, may_go_on = threading.Event(), threading.Event()
    save = collection_file.save

    def slowly(path: Path, fingerprint: str, snapshot: collection_file.CollectionSnapshot) -> None:
        if path.name == "server-7":
            begun.set()
            may_go_on.wait(20)
        save(path, fingerprint, snapshot)

    monkeypatch.setattr(collection_file, "save", slowly)
    engines = started(store, folder)
    await engines.get(await revision_of(store, GUILD))
    assert await asyncio.to_thread(begun.wait, 20)
    forgetting = asyncio.create_task(engines.forget(GUILD))
    await asyncio.sleep(0.05)
    may_go_on.set()
    await forgetting
    await engines.save_snapshots()
    assert {each.name for each in folder.iterdir()} == {"everyone"}
