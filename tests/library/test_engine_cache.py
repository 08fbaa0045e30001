"""Engines are brought up to date beside the questions that they answer."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from datetime import date

import pytest

from bot.domain import EVERYONE, Article, Scope
from bot.errors import StoreError
from bot.history import Event
from bot.library import engine_cache
from bot.library.engine_cache import EngineCache, SearchLimits
from bot.library.revisions import ScopeRevision
from bot.store.memory import MemoryStore
from tests.language_data import shipped_data

GUILD = Scope(7)
DAY = date(2026, 3, 10)
SHARED = Article("shared", "Filming of Heat 2 starts in August.", "Filming", language="en")


def report(number: int) -> Article:
    """One article of many."""
    return Article(f"r{number}", f"The harbour{number} was seen in report{number}.", f"Report {number}", language="en")


class SlowStore(MemoryStore):
    """A store whose history can be held back, or cannot be read."""

    def __init__(self) -> None:
        super().__init__()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.fails = False

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """When it may. Raises StoreError if it shall."""
        await self.may_answer.wait()
        if self.fails:
            raise StoreError("the database cannot be reached")
        return await super().events(scope, article_id, before, limit)


@pytest.fixture
async def store() -> SlowStore:
    """With one article of a server."""
    store = SlowStore()
    await store.add(report(1), GUILD)
    return store


def over(store: MemoryStore) -> EngineCache:
    """EngineCache with room for everything."""
    return EngineCache(store, shipped_data, [SHARED], SearchLimits(2**30))


def finds(built: engine_cache.BuiltEngine, number: int) -> bool:
    """Whether the search knows the article."""
    ranked = built.engine.ranked(f"harbour{number}", DAY, 3)
    return any(passage.article == report(number) for passage in ranked)


async def test_questions_go_on_while_much_is_added(store: SlowStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a change is not taken in, the former search answers and says what it knows; then the new one does."""
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 0.01)
    held = over(store)
    before = await held.get(ScopeRevision(GUILD, 0, 1))
    store.may_answer.clear()
    await store.add(report(2), GUILD)
    assert await held.get(ScopeRevision(GUILD, 0, 2)) is before
    assert not finds(before, 2)
    store.may_answer.set()
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 60)
    after = await held.get(ScopeRevision(GUILD, 0, 2))
    assert after.revision == ScopeRevision(GUILD, 0, 2)
    assert finds(after, 1)
    assert finds(after, 2)


async def test_who_changes_waits_so_that_who_asks_need_not(store: SlowStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken in is found without any patience; a scope that nobody asks is not loaded for it."""
    held = over(store)
    await held.update(ScopeRevision(GUILD, 0, 1))
    before = await held.get(ScopeRevision(GUILD, 0, 1))
    await store.add(report(2), GUILD)
    await held.update(ScopeRevision(GUILD, 0, 2))
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 0)
    after = await held.get(ScopeRevision(GUILD, 0, 2))
    assert after is not before
    assert finds(after, 2)


async def test_what_cannot_be_read_leaves_the_former_search(store: SlowStore, caplog: pytest.LogCaptureFixture) -> None:
    """A change that the store does not tell is reported, and questions are answered as before."""
    held = over(store)
    before = await held.get(ScopeRevision(GUILD, 0, 1))
    store.fails = True
    await store.add(report(2), GUILD)
    with caplog.at_level(logging.WARNING):
        assert await held.get(ScopeRevision(GUILD, 0, 2)) is before
    assert "cannot be updated" in caplog.text


async def test_what_was_never_read_is_an_error() -> None:
    """Where nothing is known of a scope, whoever asks is told that the store is away."""

    class Away(MemoryStore):
        async def articles(self, scope: Scope) -> list[Article]:
            raise StoreError("the database cannot be reached")

    with pytest.raises(StoreError, match="cannot be reached"):
        await over(Away()).get(ScopeRevision(EVERYONE, 0, 0))


async def test_an_older_search_takes_no_newer_ones_place(store: SlowStore) -> None:
    """Who still asks for an older edition gets at least that, and the newer search stays."""
    held = over(store)
    await store.add(report(2), GUILD)
    newest = await held.get(ScopeRevision(GUILD, 0, 2))
    assert finds(await held.get(ScopeRevision(GUILD, 0, 1)), 1)
    assert await held.get(ScopeRevision(GUILD, 0, 2)) is newest


async def test_servers_see_each_others_articles_never(store: SlowStore) -> None:
    """Two servers share everyone's articles, and neither finds the other's."""
    held = over(store)
    await store.add(report(2), Scope(8))
    seven, eight = await held.get(ScopeRevision(GUILD, 0, 1)), await held.get(ScopeRevision(Scope(8), 0, 1))
    assert [finds(each, number) for each in (seven, eight) for number in (1, 2)] == [True, False, False, True]
    assert seven.engine.ranked("filming", DAY, 1)[0].article == eight.engine.ranked("filming", DAY, 1)[0].article


async def test_much_at_once_is_merged_and_left_out_of_garbage_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    """After large additions the segments become one beside the questions, and the collector need not visit them."""
    monkeypatch.setattr(engine_cache, "FREEZE_PASSAGES", 1000)
    monkeypatch.setattr(engine_cache, "UPDATE_TIMEOUT_SECONDS", 60)
    store = MemoryStore()
    held = over(store)
    try:
        for revision in (1200, 2400):
            await store.add_all([report(number) for number in range(revision - 1200, revision)], GUILD)
            built = await held.get(ScopeRevision(GUILD, 0, revision))
        assert gc.get_freeze_count() > 1000
        await held.wait_for_merges()
        tidied = await held.get(ScopeRevision(GUILD, 0, 2400))
    finally:
        gc.unfreeze()
    assert tidied is not built
    assert finds(tidied, 7)
    assert finds(tidied, 2300)


async def test_what_makes_room_is_given_back_at_once(store: SlowStore) -> None:
    """A search that is dropped is gone without the garbage collector, which may have been told to skip it."""
    held = EngineCache(store, shipped_data, [SHARED], SearchLimits(1))
    built = await held.get(ScopeRevision(GUILD, 0, 1))
    built.engine.answer("when does filming start", DAY)
    built.engine.suggest("when", "en", DAY, 3)
    gone = weakref.ref(built.engine)
    gc.collect()
    gc.disable()
    try:
        del built
        await held.get(ScopeRevision(Scope(8), 0, 0))
        assert gone() is None
    finally:
        gc.enable()
