"""Engines answer questions while they are updated."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from datetime import date

import pytest

from bot.domain import EVERYONE, Article, Event, Scope
from bot.errors import StoreError
from bot.library.engines import engine_cache
from bot.library.engines.engine_cache import EngineCache, SearchLimits
from bot.library.engines.revisions import ScopeRevision
from bot.store.memory import MemoryStore
from tests.garbage import freeze
from tests.language_data import shipped_data

GUILD = Scope(7)
DAY = date(2026, 3, 10)
SHARED = Article("shared", "Filming of Heat 2 starts in August.", "Filming", language="en")


def report(number: int) -> Article:
    """Return the article of this number."""
    return Article(f"r{number}", f"The harbour{number} was seen in report{number}.", f"Report {number}", language="en")


class SlowStore(MemoryStore):
    """A store whose history can be delayed, or fail to be read."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.fails = False

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """Return the events, once they may be returned. Raises StoreError while `fails` is set."""
        await self.may_answer.wait()
        if self.fails:
            raise StoreError("the database cannot be reached")
        return await super().events(scope, article_id, before, limit)


@pytest.fixture
async def store() -> SlowStore:
    """A store with one article of a server."""
    store = SlowStore()
    await store.add(report(1), GUILD)
    return store


def cache_over(store: MemoryStore) -> EngineCache:
    """Return a cache with memory for every engine."""
    return EngineCache(store, shipped_data, [SHARED], SearchLimits(2**30))


def finds(built: engine_cache.BuiltEngine, number: int) -> bool:
    """Whether the engine finds the article."""
    ranked = built.engine.ranked(f"harbour{number}", DAY, 3)
    return any(passage.article == report(number) for passage in ranked)


async def test_questions_are_answered_during_an_update(store: SlowStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """During an update the former engine answers, with its own revision; after it the new one does."""
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 0.01)
    engines = cache_over(store)
    before = await engines.get(ScopeRevision(GUILD, 0, 1))
    store.may_answer.clear()
    await store.add(report(2), GUILD)
    assert await engines.get(ScopeRevision(GUILD, 0, 2)) is before
    assert not finds(before, 2)
    store.may_answer.set()
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 60)
    after = await engines.get(ScopeRevision(GUILD, 0, 2))
    assert after.revision == ScopeRevision(GUILD, 0, 2)
    assert finds(after, 1)
    assert finds(after, 2)


async def test_an_update_is_done_before_the_next_question(store: SlowStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an update the next question need not wait; a scope without an engine is not loaded by an update."""
    engines = cache_over(store)
    await engines.update(ScopeRevision(GUILD, 0, 1))
    before = await engines.get(ScopeRevision(GUILD, 0, 1))
    await store.add(report(2), GUILD)
    await engines.update(ScopeRevision(GUILD, 0, 2))
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 0)
    after = await engines.get(ScopeRevision(GUILD, 0, 2))
    assert after is not before
    assert finds(after, 2)


async def test_a_failed_update_leaves_the_former_engine(store: SlowStore, caplog: pytest.LogCaptureFixture) -> None:
    """If an update fails, that is logged, and the former engine goes on answering."""
    engines = cache_over(store)
    before = await engines.get(ScopeRevision(GUILD, 0, 1))
    store.fails = True
    await store.add(report(2), GUILD)
    with caplog.at_level(logging.WARNING):
        assert await engines.get(ScopeRevision(GUILD, 0, 2)) is before
    assert caplog.messages[0].startswith(f"the engine for server {GUILD.guild_id} cannot be updated: ")


async def test_a_scope_that_was_never_read_raises() -> None:
    """Without a former engine, a question raises StoreError."""

    class Away(MemoryStore):
        async def articles(self, scope: Scope) -> list[Article]:
            raise StoreError("the database cannot be reached")

    with pytest.raises(StoreError, match="cannot be reached"):
        await cache_over(Away()).get(ScopeRevision(EVERYONE, 0, 0))


async def test_an_older_engine_does_not_replace_a_newer_one(store: SlowStore) -> None:
    """A request for an older revision gets an engine that knows it, and the newer engine stays cached."""
    engines = cache_over(store)
    await store.add(report(2), GUILD)
    newest = await engines.get(ScopeRevision(GUILD, 0, 2))
    assert finds(await engines.get(ScopeRevision(GUILD, 0, 1)), 1)
    assert await engines.get(ScopeRevision(GUILD, 0, 2)) is newest


async def test_servers_do_not_see_each_others_articles(store: SlowStore) -> None:
    """Two servers share everyone's articles, and neither finds the other's own."""
    engines = cache_over(store)
    await store.add(report(2), Scope(8))
    seven, eight = await engines.get(ScopeRevision(GUILD, 0, 1)), await engines.get(ScopeRevision(Scope(8), 0, 1))
    assert [finds(each, number) for each in (seven, eight) for number in (1, 2)] == [True, False, False, True]
    assert seven.engine.ranked("filming", DAY, 1)[0].article == eight.engine.ranked("filming", DAY, 1)[0].article


async def test_large_additions_are_merged_and_left_out_of_garbage_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """After large additions segments are merged in the background, and exempted from garbage collection."""
    monkeypatch.setattr(engine_cache, "FREEZE_PASSAGES", 1000)
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 60)
    store = MemoryStore()
    engines = cache_over(store)
    before = gc.get_freeze_count()
    try:
        for revision in (1200, 2400):
            await store.add_all([report(number) for number in range(revision - 1200, revision)], GUILD)
            built = await engines.get(ScopeRevision(GUILD, 0, revision))
        assert gc.get_freeze_count() > before + 1000
        merged = built
        for _ in range(3_000):
            merged = await engines.get(ScopeRevision(GUILD, 0, 2400))
            if merged is not built:
                break
            await asyncio.sleep(0.01)
    finally:
        freeze()
    assert merged is not built
    assert finds(merged, 7)
    assert finds(merged, 2300)


async def test_the_memory_of_an_evicted_engine_is_freed_at_once(store: SlowStore) -> None:
    """An evicted engine is freed by its reference count, since the garbage collector may be told to skip it."""
    engines = EngineCache(store, shipped_data, [SHARED], SearchLimits(1))
    built = await engines.get(ScopeRevision(GUILD, 0, 1))
    built.engine.answer("when does filming start", DAY)
    built.engine.suggest("when", "en", DAY, 3)
    gone = weakref.ref(built.engine)
    gc.collect()
    gc.disable()
    try:
        del built
        await engines.get(ScopeRevision(Scope(8), 0, 0))
        assert gone() is None
    finally:
        gc.enable()
