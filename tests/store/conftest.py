"""Empty stores of every kind for the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest

from bot.store.base import Store
from bot.store.memory import MemoryStore
from bot.store.rules import utc_now
from bot.store.sql import SqlStore, open_store
from tests.store.postgres import empty_postgres

KINDS = ("memory", "sqlite", "postgresql")

Opener = Callable[..., Awaitable[Store]]


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}"


@pytest.fixture(params=KINDS)
async def new_store(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Opener]:
    """Open stores of one kind with the test's clock, and close them at the end."""
    urls = {"sqlite": sqlite_url}
    if request.param == "postgresql":
        urls["postgresql"] = await empty_postgres()
    async with AsyncExitStack() as opened:

        async def new(clock: Callable[[], datetime] = utc_now) -> Store:
            url = urls.get(request.param)
            store: Store = await open_store(url, clock=clock) if url else MemoryStore(clock)
            opened.push_async_callback(store.close)
            return store

        yield new


async def write_questions(store: Store) -> None:
    """Write the questions that wait for the background task. Raises StoreError."""
    if isinstance(store, SqlStore):
        await store._questions.flush()
        await store._unanswered.flush()


@pytest.fixture
async def store(new_store: Opener) -> Store:
    """An empty store of each kind."""
    return await new_store()


@pytest.fixture(params=KINDS[1:])
async def database_url(request: pytest.FixtureRequest, sqlite_url: str) -> str:
    """The address of an empty database: SQLite, then PostgreSQL."""
    return sqlite_url if request.param == "sqlite" else await empty_postgres()
