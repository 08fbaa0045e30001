"""Notifications of other processes' changes, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import logging

import pytest
from sqlalchemy import text

from bot.domain import Article, Scope
from bot.store.database import coordination
from bot.store.database.coordination import change_notifications
from bot.store.database.database import Database
from bot.store.sql import open_store
from tests.store.postgres import empty_postgres

GUILD = Scope(7)


class Ear:
    """Counts its calls, and waits for the next one."""

    def __init__(self) -> None:
        self.heard = 0
        self._called = asyncio.Event()

    def __call__(self) -> None:
        """Something changed."""
        self.heard += 1
        self._called.set()

    async def next(self) -> None:
        """Wait for a call; fails after ten seconds without one."""
        await asyncio.wait_for(self._called.wait(), 10)
        self._called.clear()


async def test_a_change_is_notified_after_its_commit() -> None:
    """There is one call on connecting and one for each committed change, and none for a call without change."""
    url, ear = await empty_postgres(), Ear()
    store = await open_store(url)
    async with change_notifications(url, ear):
        await ear.next()
        await store.add(Article("a", "Words."), GUILD)
        await ear.next()
        await store.erase(GUILD)
        await ear.next()
        before = ear.heard
        await store.add_all([], GUILD)
        await asyncio.sleep(0.1)
        assert ear.heard == before
    await store.close()


async def test_a_lost_connection_is_opened_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After the server ends the connection, the next one calls again, since notifications may have been missed."""
    monkeypatch.setattr(coordination, "MIN_RECONNECT_SECONDS", 0.01)
    url, ear = await empty_postgres(), Ear()
    database = Database(url, lock_timeout=5)
    async with change_notifications(url, ear):
        await ear.next()
        ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        async with database.writing() as connection:
            assert len((await connection.execute(text(ends))).all()) == 1
        await ear.next()
    assert "is opened again" in caplog.text
    await database.close()


async def test_an_unreachable_server_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An unreachable server raises nothing and calls nothing, and the log holds no password."""
    monkeypatch.setattr(coordination, "MIN_RECONNECT_SECONDS", 0.01)
    ear = Ear()
    with caplog.at_level(logging.WARNING):
        async with change_notifications("postgresql+asyncpg://me:hidden@127.0.0.1:1/heat2", ear):
            await asyncio.sleep(0.2)
    assert ear.heard == 0
    assert "cannot listen for changes" in caplog.text
    assert "hidden" not in caplog.text


async def test_sqlite_has_no_notifications(sqlite_url: str) -> None:
    """On SQLite the block runs without notifications."""
    ear = Ear()
    async with change_notifications(sqlite_url, ear):
        await asyncio.sleep(0)
    assert ear.heard == 0
