"""Whether a database can be used: its version, its tables, and every row in it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Table, func, select
from sqlalchemy.dialects import sqlite

from bot.errors import StoreError
from bot.store.database import tables
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import Database
from bot.store.database.schema import HEAD, KNOWN, check_not_emptied, read_version
from bot.store.database.sqlite import LOCK_TIMEOUT
from bot.store.sql.drafts import is_readable_draft
from bot.store.sql.feedback import is_readable_dismissal, is_readable_vote
from bot.store.sql.feeds import is_readable_feed, proposal_from
from bot.store.sql.follows import is_readable_follow
from bot.store.sql.guilds import is_scope, unreadable_settings
from bot.store.sql.integrity import UnusableRow, UnusableRowError, describe_row, read_article
from bot.store.sql.jobs import is_readable_job
from bot.store.sql.links import is_readable_link
from bot.store.sql.notices import is_readable_notice
from bot.store.sql.questions import is_readable_question, unanswered_from
from bot.store.sql.setting_changes import is_readable_change
from bot.text.safe_text import one_line

BATCH_ROWS: Final = 200
"""Maximum number of rows that are in memory at a time."""

_OWN_TABLES: Final = frozenset({*tables.metadata.tables, "alembic_version"})

_DROPPED_INDEXES: Final = {"feed_entries_by_age": "0012"}
"""Indexes of former versions of the tables, with the version that dropped them."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The number of articles in a database, and every row that cannot be used."""

    articles: int
    unusable: tuple[UnusableRow, ...]


async def describe_state(url: str) -> str:
    """Return one line about a database that can be written.

    Raises StoreError if it cannot be written or belongs to a newer version of the program.
    """
    database = Database(url, LOCK_TIMEOUT)
    if database.sqlite_file is not None:
        check_not_emptied(database.sqlite_file)
    try:
        async with database.writing() as connection:
            version = await connection.run_sync(read_version)
    finally:
        await database.close()
    if version and version not in KNOWN:
        raise StoreError(f"The database {database.name} is newer than this program (its tables are '{version}').")
    return f"{database.name}, {'its tables are current' if version == HEAD else 'the next start updates its tables'}"


async def list_unusable_rows(url: str) -> list[str]:
    """Read the whole database and describe every row that was altered or cannot be read. Raises StoreError."""
    database = Database(url, LOCK_TIMEOUT)
    try:
        async with database.reading() as connection:
            if await connection.run_sync(read_version) != HEAD:
                return []
        return [str(each) for each in (await verify(database)).unusable]
    finally:
        await database.close()


async def verify(database: Database) -> Verification:
    """Read every revision of every article, and every other row. Raises StoreError."""
    row = tables.articles.c
    known = select(row.scope, row.article_id).distinct().subquery()
    async with database.reading() as connection:
        count = int((await connection.execute(select(func.count()).select_from(known))).scalar_one())
        unusable = [*await _unusable_revisions(connection), *await _unusable_others(connection)]
    return Verification(count, tuple(unusable))


async def _unusable_revisions(connection: AsyncConnection) -> list[UnusableRow]:
    unusable: list[UnusableRow] = []
    rows = await connection.stream(select(tables.articles).execution_options(yield_per=BATCH_ROWS))
    async for batch in rows.partitions():
        # In a thread: the text of every article is hashed.
        unusable += await asyncio.to_thread(_unusable_of, batch)
    return unusable


def _unusable_of(rows: Sequence[Row[Any]]) -> list[UnusableRow]:
    unusable = []
    for row in rows:
        try:
            read_article(row)
        except UnusableRowError as error:
            unusable.append(UnusableRow(describe_row(row), str(error)))
    return unusable


async def _unusable_others(connection: AsyncConnection) -> list[UnusableRow]:
    unusable: list[UnusableRow] = []
    async for row in _rows(connection, tables.guilds):
        unusable += unreadable_settings(row)
    for check in _CHECKS:
        async for row in _rows(connection, check.table):
            if not check.is_readable(row):
                unusable.append(UnusableRow(f"{check.row_name} (server {row.scope})", "cannot be read"))
    return unusable


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[Row[Any]]:
    rows = await connection.stream(select(table).execution_options(yield_per=BATCH_ROWS))
    async for row in rows:
        yield row


def _is_readable_counter(row: Row[Any]) -> bool:
    return is_scope(row.scope) and is_scope(row.revision)


class _Check(NamedTuple):
    """How the rows of a table are checked, and what a message calls one."""

    table: Table
    is_readable: Callable[[Row[Any]], bool]
    row_name: str


_CHECKS: Final = (
    _Check(tables.questions, is_readable_question, "the question of a button"),
    _Check(tables.unanswered, lambda row: unanswered_from(row) is not None, "an unanswered question"),
    _Check(tables.drafts, is_readable_draft, "a preview"),
    _Check(tables.scopes, _is_readable_counter, "the counter of changes"),
    _Check(tables.votes, is_readable_vote, "a vote"),
    _Check(tables.dismissed, is_readable_dismissal, "a dismissed question"),
    _Check(tables.jobs, is_readable_job, "a periodic job"),
    _Check(tables.notices, is_readable_notice, "the record of a message"),
    _Check(tables.follows, is_readable_follow, "a followed topic"),
    _Check(tables.setting_changes, is_readable_change, "a change of settings"),
    _Check(tables.links, is_readable_link, "the last check of a link"),
    _Check(tables.feeds, is_readable_feed, "a feed"),
    _Check(tables.proposals, lambda row: proposal_from(row) is not None, "a proposed article"),
)
"""The tables besides articles and settings."""


def foreign_objects(connection: sqlite3.Connection, version: str = HEAD) -> list[str]:
    """Name triggers, views, tables and indexes that this program did not create: they could change what it reads.

    The tables are those of a version, by default of the current one.
    """
    indexes = {str(index.name) for table in tables.metadata.tables.values() for index in table.indexes}
    indexes |= {name for name, dropped in _DROPPED_INDEXES.items() if version < dropped}
    own = {"table": _OWN_TABLES, "index": indexes}
    rows = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return [f"the {kind} {_shown(name)}" for kind, name in rows if name not in own.get(kind, ())]


def schema_differences(connection: sqlite3.Connection) -> Iterator[str]:
    """Describe each table or column that is missing, unknown, or of another type than in the current version."""
    dialect = sqlite.dialect()
    for table in tables.metadata.sorted_tables:
        columns = connection.execute("SELECT * FROM pragma_table_xinfo(?)", (table.name,))
        found = {name: kind for _, name, kind, *_ in columns}
        if not found:
            yield f"the table {table.name} is missing"
            continue
        for column in table.columns:
            expected = column.type.compile(dialect)
            if column.name not in found:
                yield f"the column {table.name}.{column.name} is missing"
            elif found[column.name].upper() != expected:
                yield f"the column {table.name}.{column.name} is of type {_shown(found[column.name])}, not {expected}"
        for name in found.keys() - table.columns.keys():
            yield f"the column {table.name}.{_shown(name)} is not of this program"


def _shown(name: object) -> str:
    return one_line(str(name), 60)
