"""Reading everything that a database holds, and saying what cannot be used of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import asked, guilds, tables
from bot.store.database import Database
from bot.store.integrity import SetAside, UnreadableRowError, entry_of, place_of

AT_ONCE: Final = 200
"""Number of rows that are in memory at a time."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read: how many articles, and every row that is set aside."""

    articles: int
    set_aside: tuple[SetAside, ...]


async def verify(database: Database) -> Verification:
    """Load every revision of every article, and every row besides. Raises StoreError."""
    row = tables.articles.c
    known = select(row.scope, row.article_id).distinct().subquery()
    async with database.reading() as connection:
        count = int((await connection.execute(select(func.count()).select_from(known))).scalar_one())
        found = [*await _revisions(connection), *await _others(connection)]
    return Verification(count, tuple(found))


async def _revisions(connection: AsyncConnection) -> list[SetAside]:
    found: list[SetAside] = []
    rows = await connection.stream(select(tables.articles).execution_options(yield_per=AT_ONCE))
    async for batch in rows.partitions():
        found += await asyncio.to_thread(_set_aside, batch)
    return found


def _set_aside(rows: Sequence[Row[Any]]) -> list[SetAside]:
    found = []
    for row in rows:
        try:
            entry_of(row)
        except UnreadableRowError as error:
            found.append(SetAside(place_of(row), str(error)))
    return found


async def _others(connection: AsyncConnection) -> list[SetAside]:
    found: list[SetAside] = []
    for table, check in (
        (tables.guilds, guilds.settings_set_aside),
        (tables.questions, _question),
        (tables.unanswered, _unanswered),
        (tables.drafts, _draft),
        (tables.scopes, _counter),
    ):
        rows = await connection.stream(select(table).execution_options(yield_per=AT_ONCE))
        async for row in rows:
            found += check(row)
    return found


def _question(row: Row[Any]) -> Iterator[SetAside]:
    if not asked.is_sound(row):
        yield SetAside(f"the question of a button (server {row.scope})", "cannot be read")


def _unanswered(row: Row[Any]) -> Iterator[SetAside]:
    if guilds.to_unanswered(row) is None:
        yield SetAside(f"an unanswered question (server {row.scope})", "cannot be read")


def _draft(row: Row[Any]) -> Iterator[SetAside]:
    if not guilds.is_draft(row):
        yield SetAside(f"a preview (server {row.scope})", "cannot be read")


def _counter(row: Row[Any]) -> Iterator[SetAside]:
    if not guilds.is_scope(row.scope) or not guilds.is_scope(row.revision):
        yield SetAside(f"the counter of changes (server {row.scope})", "cannot be read")
