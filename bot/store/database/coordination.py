"""Coordination of several processes over one database: claims, and notifications of changes.

A claim lets only one process do something for some time. It is a note that says who took it and when, so the claim of
a process that was killed expires by itself.

PostgreSQL notifies its listeners after each commit, so other processes learn at once that articles have changed. The
revision counters remain the source of truth and are read anyway; a notification only saves waiting.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Protocol

from sqlalchemy import URL, select, text

from bot.domain import Scope
from bot.store.database import tables
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import parse_url, upsert
from bot.store.database.postgresql import connect_arguments, driver_errors
from bot.store.rules import claim_note, seconds_left

CLAIM_POLL_SECONDS: Final = 1.0
"""Seconds after which a waiting process checks whether a claim was released early."""

CHANNEL: Final = "heat2_changes"
PING_SECONDS: Final = 60.0
"""Seconds without a notification after which the connection is checked."""
CONNECT_SECONDS: Final = 10.0
"""Maximum number of seconds to wait for the database's answer."""
MIN_RECONNECT_SECONDS: Final = 0.5
"""Seconds to wait before reconnecting; doubled after each failure."""
MAX_RECONNECT_SECONDS: Final = 30.0

_log = logging.getLogger(__name__)


class Claims(Protocol):
    """The part of `Store` that claims need."""

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take a claim; see `Store.claim`."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Set a note; an empty one is a claim that nobody has."""
        ...


async def take_claim(connection: AsyncConnection, name: str, claimant: str, seconds: float, now: float) -> float:
    """Take a claim in a write transaction; see `Store.claim`. `now` is used where the database has no clock."""
    if connection.dialect.name == "postgresql":
        # Before the first claim there is no row to lock, so two processes could take it. This lock needs no row.
        await connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
        now = float((await connection.execute(text("SELECT extract(epoch FROM clock_timestamp())"))).scalar_one())
    note = (await connection.execute(select(tables.notes.c.value).where(tables.notes.c.name == name))).scalar()
    left = seconds_left(note if isinstance(note, str) else "", claimant, seconds, now)
    if not left:
        await upsert(connection, tables.notes, {"name": name}, {"value": claim_note(claimant, now)})
    return left


@asynccontextmanager
async def exclusive(claims: Claims, name: str, seconds: float) -> AsyncIterator[None]:
    """Run the block in one process at a time. A process still in it after `seconds` counts as dead."""
    claimant = secrets.token_hex(8)
    left = await claims.claim(name, claimant, seconds)
    while left:
        await asyncio.sleep(min(left, CLAIM_POLL_SECONDS))
        left = await claims.claim(name, claimant, seconds)
    try:
        yield
    finally:
        # An empty note releases the claim at once instead of after its time.
        await claims.set_note(name, "")


async def notify(connection: AsyncConnection, scope: Scope) -> None:
    """Notify listeners of a change to the scope when the transaction commits. Does nothing on SQLite."""
    if connection.dialect.name == "postgresql":
        statement = text("SELECT pg_notify(:channel, :scope)")
        await connection.execute(statement, {"channel": CHANNEL, "scope": str(scope.guild_id)})


@asynccontextmanager
async def change_notifications(url: str, on_change: Callable[[], None]) -> AsyncIterator[None]:
    """Call `on_change` while the block runs, whenever a process has changed an article. Does nothing on SQLite.

    It is also called after each connection, since earlier notifications were missed. A lost connection is noticed and
    made again.
    """
    address = parse_url(url)
    if address.get_backend_name() != "postgresql":
        yield
        return
    task = asyncio.create_task(_listen(address, on_change))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _listen(url: URL, on_change: Callable[[], None]) -> None:
    wait = MIN_RECONNECT_SECONDS
    failures: tuple[type[Exception], ...] = (*driver_errors(), OSError, TimeoutError)
    while True:
        try:
            connection = await _connect(url, on_change)
        except failures as error:
            _log.warning(
                "cannot listen for changes by other processes (%s): check that the database runs. Next try in %.1f s",
                type(error).__name__,
                wait,
            )
            await asyncio.sleep(wait)
            wait = min(2 * wait, MAX_RECONNECT_SECONDS)
            continue
        wait = MIN_RECONNECT_SECONDS
        on_change()
        try:
            await _wait_until_lost(connection)
        except failures:
            _log.warning("the connection that listens for changes was lost and is opened again")
        finally:
            with suppress(*failures):
                await connection.close(timeout=1)


async def _connect(url: URL, on_change: Callable[[], None]) -> Any:
    import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415 - SQLite does not need it

    connection = await asyncpg.connect(**{"timeout": CONNECT_SECONDS, **connect_arguments(url)})

    def receive(*_notification: object) -> None:
        on_change()

    await connection.add_listener(CHANNEL, receive)
    return connection


async def _wait_until_lost(connection: Any) -> None:
    """Wait until the connection is lost. Raises ConnectionResetError, or the error of the failed check."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    while not lost.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(lost.wait(), PING_SECONDS)
        if not lost.is_set():
            await connection.fetchval("SELECT 1", timeout=CONNECT_SECONDS)
    raise ConnectionResetError
