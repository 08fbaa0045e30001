"""Engines are kept in quiet moments and at the end, and a start takes from there what has not changed."""

from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.library import snapshot_writer as keeper
from bot.library import snapshots as kept
from bot.library.engine_cache import EngineCache, SearchLimits
from bot.library.revisions import ScopeRevision
from bot.search.language.article_analyser import AnalysedArticle, ArticleAnalyser
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.snapshot import collection_file as kept_collection
from bot.store.memory import MemoryStore

GUILD = Scope(7)
DAY = date(2026, 3, 10)


def report(number: int, word: str = "seen") -> Article:
    """One article of many, of one passage."""
    return Article(f"r{number}", f"The harbour{number} was {word} in report{number}.", language="en")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few passages are many, and a moment is long."""
    for name, value in {"MIN_SERVER_PASSAGES": 2, "MIN_NEW_PASSAGES": 0, "ALWAYS_NEW_PASSAGES": 0}.items():
        monkeypatch.setattr(kept, name, value)
    monkeypatch.setattr(keeper, "QUIET_SECONDS", 0.01)


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of articles in the order in which they are analysed."""
    ids: list[str] = []
    analyse = ArticleAnalyser.analyse

    def noting(self: ArticleAnalyser, article: Article) -> AnalysedArticle:
        ids.append(article.id)
        return analyse(self, article)

    monkeypatch.setattr(ArticleAnalyser, "analyse", noting)
    return ids


@pytest.fixture
async def store() -> MemoryStore:
    """Everyone's articles and a server's own."""
    store = MemoryStore()
    await store.add_all([report(number) for number in range(3)], EVERYONE)
    await store.add_all([report(number) for number in range(10, 13)], GUILD)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Not there yet."""
    return tmp_path / "search"


def started(store: MemoryStore, folder: Path) -> EngineCache:
    """As after a start."""
    return EngineCache(store, lambda: LanguageData.load(ConceptList()), (), SearchLimits(2**30), folder)


async def edition(store: MemoryStore, scope: Scope) -> ScopeRevision:
    """What the scope sees now."""
    return ScopeRevision(scope, await store.revision(EVERYONE), await store.revision(scope))


async def kept_files(folder: Path, names: set[str]) -> None:
    """Wait until the folder holds just these."""
    for _ in range(2_000):
        if {each.name for each in folder.glob("*")} == names:
            return
        await asyncio.sleep(0.01)
    pytest.fail(f"the folder does not hold {names}")


async def test_a_start_analyses_what_is_new(store: MemoryStore, folder: Path, analysed: list[str]) -> None:
    """What was kept at the end of one start is not analysed at the next one, what was changed between is."""
    first = started(store, folder)
    await first.get(await edition(store, GUILD))
    await first.save_snapshots()
    assert {each.name for each in folder.iterdir()} == {"everyone", "server-7"}
    await store.add_all([report(1, "missed"), report(4)], EVERYONE)
    analysed.clear()
    second = started(store, folder)
    built = await second.get(await edition(store, GUILD))
    assert sorted(analysed) == ["r1", "r4"]
    fresh = await started(store, folder / "none").get(await edition(store, GUILD))
    await second.save_snapshots()
    for number in (0, 1, 4, 11):
        (found,) = built.engine.ranked(f"harbour{number}", DAY, 1)
        assert found == fresh.engine.ranked(f"harbour{number}", DAY, 1)[0]


async def test_searches_are_kept_while_the_bot_runs(store: MemoryStore, folder: Path) -> None:
    """A while after they were built, with nobody ending anything; not again before long."""
    held = started(store, folder)
    await held.get(await edition(store, GUILD))
    await kept_files(folder, {"everyone", "server-7"})
    before = (folder / "everyone").stat().st_mtime_ns
    await store.add_all([report(5)], EVERYONE)
    await held.get(await edition(store, EVERYONE))
    await asyncio.sleep(0.1)
    assert (folder / "everyone").stat().st_mtime_ns == before
    await held.save_snapshots()
    assert (folder / "everyone").stat().st_mtime_ns > before


async def test_a_folder_that_cannot_be_written_is_reported_once(
    store: MemoryStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot works without, whatever it would keep."""
    folder.write_text("no folder")
    held = started(store, folder)
    await held.get(await edition(store, GUILD))
    await held.save_snapshots()
    await held.save_snapshots()
    (line,) = [record.message for record in caplog.records if "can be written" in record.message]
    assert line.startswith(f"no snapshot can be written to {folder} (")


async def test_nothing_stays_of_a_server_that_was_erased(store: MemoryStore, folder: Path) -> None:
    """Its file goes with its articles, and comes back neither from memory nor from who reads the erasure later."""
    held, other = started(store, folder), started(store, folder)
    for each in (held, other):
        await each.get(await edition(store, GUILD))
    await held.save_snapshots()
    await store.erase(GUILD)
    await held.forget(GUILD)
    assert {each.name for each in folder.iterdir()} == {"everyone"}
    await held.save_snapshots()
    (folder / "server-7").write_bytes(b"of the other process")
    await other.get(await edition(store, GUILD))
    await other.save_snapshots()
    assert {each.name for each in folder.iterdir()} == {"everyone"}


async def test_without_a_folder_nothing_is_kept(store: MemoryStore, folder: Path) -> None:
    """As for a database in memory."""
    held = EngineCache(store, lambda: LanguageData.load(ConceptList()), (), SearchLimits(2**30))
    await held.get(await edition(store, GUILD))
    await held.forget(GUILD)
    await held.save_snapshots()
    assert not folder.exists()


async def test_an_evicted_server_comes_back_unanalysed(store: MemoryStore, folder: Path, analysed: list[str]) -> None:
    """What made room for another server is taken from its file."""
    other = Scope(8)
    await store.add_all([report(number) for number in range(20, 23)], other)
    held = EngineCache(store, lambda: LanguageData.load(ConceptList()), (), SearchLimits(1), folder)
    await held.get(await edition(store, GUILD))
    await kept_files(folder, {"everyone", "server-7"})
    await held.get(await edition(store, other))
    await kept_files(folder, {"everyone", "server-7", "server-8"})
    analysed.clear()
    built = await held.get(await edition(store, GUILD))
    assert analysed == []
    assert built.engine.ranked("harbour11", DAY, 1)[0].article == report(11)
    await held.save_snapshots()


async def test_what_is_being_written_is_forgotten_too(
    store: MemoryStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is erased while its search is being written leaves no file, even if writing takes long."""
    begun, may_go_on = threading.Event(), threading.Event()
    save = kept_collection.save

    def slowly(path: Path, made_of: str, moment: kept_collection.CollectionSnapshot) -> None:
        if path.name == "server-7":
            begun.set()
            may_go_on.wait(20)
        save(path, made_of, moment)

    monkeypatch.setattr(kept_collection, "save", slowly)
    held = started(store, folder)
    await held.get(await edition(store, GUILD))
    assert await asyncio.to_thread(begun.wait, 20)
    forgetting = asyncio.create_task(held.forget(GUILD))
    await asyncio.sleep(0.05)
    may_go_on.set()
    await forgetting
    await held.save_snapshots()
    assert {each.name for each in folder.iterdir()} == {"everyone"}
