"""Hearing at once that another process has changed something: PostgreSQL tells its listeners after each commit.

The counters of revisions stay the truth, asked for anyway; who listens only learns sooner that it is worth asking.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Scope
from bot.store.connection import driver_errors, parse_url
from bot.store.postgres import arguments

CHANNEL: Final = "heat2_changes"
CHECKED_EVERY: Final = 10.0
"""Seconds after which a connection that says nothing is asked whether it is still there."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds before a lost connection is made anew, doubled with each failure."""

_log = logging.getLogger(__name__)


async def tell(connection: AsyncConnection, scope: Scope) -> None:
    """Have the listeners told of a change to the scope when the transaction is kept; SQLite has none."""
    if connection.dialect.name == "postgresql":
        telling = text("SELECT pg_notify(:channel, :scope)")
        await connection.execute(telling, {"channel": CHANNEL, "scope": str(scope.guild_id)})


@asynccontextmanager
async def listening(url: str, changed: Callable[[], None]) -> AsyncIterator[None]:
    """While the block runs, `changed` is called when any process has changed an article.

    It is also called after each connection, since what happened before was not heard. A lost connection is noticed
    and made anew; until then nothing is worse than without listening. For SQLite nothing is listened to.
    """
    address = parse_url(url)
    if address.get_backend_name() != "postgresql":
        yield
        return
    task = asyncio.create_task(_listen(address, changed))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _listen(url: URL, changed: Callable[[], None]) -> None:
    wait = FIRST_WAIT
    failures: tuple[type[Exception], ...] = (*driver_errors(url), OSError, TimeoutError)
    while True:
        try:
            connection = await _connected(url, changed)
        except failures as error:
            _log.warning("changes by other processes are not heard at once: %s", type(error).__name__)
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
            continue
        wait = FIRST_WAIT
        changed()
        try:
            await _until_lost(connection)
        except failures:
            _log.warning("the connection that hears of changes was lost and is made anew")
        finally:
            with suppress(*failures):
                await connection.close(timeout=1)


async def _connected(url: URL, changed: Callable[[], None]) -> Any:
    import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415 - who uses SQLite need not wait for it

    connection = await asyncpg.connect(**{"timeout": CHECKED_EVERY, **arguments(url)})

    def heard(*_told: object) -> None:
        changed()

    await connection.add_listener(CHANNEL, heard)
    return connection


async def _until_lost(connection: Any) -> None:
    """Wait, and raise what tells that the connection is gone."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    while not lost.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(lost.wait(), CHECKED_EVERY)
        if not lost.is_set():
            await connection.fetchval("SELECT 1", timeout=CHECKED_EVERY)
    raise ConnectionResetError
