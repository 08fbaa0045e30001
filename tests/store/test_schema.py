"""The tables: the migrations, when they run, and their agreement with the code."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import StatementError

from bot.domain import EVERYONE, Act, Article, Write
from bot.store.database.database import Database
from bot.store.database.schema import HEAD, KNOWN, MIGRATIONS, read_version, upgrade
from bot.store.database.tables import articles, metadata
from bot.store.sql import open_store
from bot.store.sql.revisions import current_revisions
from tests.store.first_version import OLD_GUILD, first_version

OPEN_AND_TELL = """
import asyncio, sys
from bot.store.sql import open_store

async def main(url):
    await (await open_store(url)).close()

asyncio.run(main(sys.argv[1]))
print('alembic' in sys.modules)
"""


def differences(connection: Connection) -> Any:
    """Return the changes that alembic would still make."""
    return compare_metadata(MigrationContext.configure(connection), metadata)


def test_the_known_revisions_are_those_of_the_migrations() -> None:
    """KNOWN lists every migration in order."""
    scripts = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert tuple(reversed(scripts)) == KNOWN


def described(connection: Connection) -> dict[str, list[object]]:
    """Return the columns, keys, constraints and indexes of each table, as the database itself describes them.

    Defaults of columns are left out: a migration needs them for the rows that are there, and the code uses none.
    """
    inspector = inspect(connection)

    def columns(table: str) -> list[dict[str, object]]:
        return [
            {key: value for key, value in each.items() if key != "default"} for each in inspector.get_columns(table)
        ]

    parts = (
        columns,
        inspector.get_foreign_keys,
        inspector.get_indexes,
        inspector.get_unique_constraints,
        inspector.get_check_constraints,
    )
    return {
        name: [str(inspector.get_pk_constraint(name)), *(sorted(map(str, part(name))) for part in parts)]
        for name in inspector.get_table_names()
    }


async def test_the_migrations_make_the_tables_that_the_code_uses(database_url: str) -> None:
    """All migrations on an empty database make exactly the tables in the code, and so does a first start."""
    database = Database(database_url, lock_timeout=5)
    async with database.writing() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(differences) == []
        migrated = await connection.run_sync(described)
        for name in migrated:
            await connection.execute(text(f"DROP TABLE {name}"))
    await database.close()
    await (await open_store(database_url)).close()
    async with database.reading() as connection:
        assert await connection.run_sync(described) == migrated
        assert await connection.run_sync(read_version) == HEAD
    await database.close()


async def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    """Opening a database again keeps its articles."""
    for _ in range(2):
        store = await open_store(database_url)
        await store.add(Article("a", "Some text."), EVERYONE)
        assert await store.revision(EVERYONE) == 1
        await store.close()


async def test_two_first_starts_at_the_same_moment(database_url: str) -> None:
    """Both succeed: one makes the tables, the other waits for it."""
    stores = await asyncio.gather(*(open_store(database_url) for _ in range(4)))
    assert [await store.articles(EVERYONE) for store in stores] == [[]] * 4
    for store in stores:
        await store.close()


def test_alembic_is_not_imported_for_current_tables(sqlite_url: str) -> None:
    """A new database, and one with current tables, opens without importing alembic, which takes 0.2 s."""
    seen = [
        subprocess.run([sys.executable, "-c", OPEN_AND_TELL, sqlite_url], capture_output=True, text=True, check=True)  # noqa: S603
        for _ in range(2)
    ]
    assert [run.stdout.strip() for run in seen] == ["False", "False"]


async def test_sqlite_is_set_up_for_several_processes(sqlite_url: str) -> None:
    """SQLite runs in WAL mode, waits for locks, and checks foreign keys."""
    await (await open_store(sqlite_url)).close()
    database = Database(sqlite_url, lock_timeout=5)
    async with database.reading() as connection:
        names = ("journal_mode", "busy_timeout", "foreign_keys")
        found = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in names]
    assert found == ["wal", 5000, 1]
    await database.close()


async def test_a_moment_needs_its_zone(sqlite_url: str) -> None:
    """A moment without a time zone is an error and is not taken for UTC."""
    store = await open_store(sqlite_url, clock=lambda: datetime(2026, 3, 1))
    with pytest.raises(StatementError, match="needs its time zone"):
        await store.add(Article("a", "Some text."), EVERYONE)
    await store.close()


async def test_moments_are_kept_in_utc(database_url: str) -> None:
    """A moment in another time zone is returned as the same moment in UTC."""
    noon_in_berlin = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    store = await open_store(database_url, clock=lambda: noon_in_berlin)
    await store.add(Article("a", "Some text."), EVERYONE, "moderator \ud800")
    await store.close()
    database = Database(database_url, lock_timeout=5)
    async with database.reading() as connection:
        row = (await connection.execute(current_revisions(EVERYONE))).one()
    await database.close()
    assert row.added_at == noon_in_berlin
    assert row.added_at.tzinfo is UTC
    assert row.added_by == "moderator \ud800"


async def test_earlier_revisions_stay(database_url: str) -> None:
    """An edit adds a row and leaves the earlier one unchanged."""
    store = await open_store(database_url)
    for words in ("First.", "Second."):
        await store.add(Article("a", words), EVERYONE)
    await store.close()
    database = Database(database_url, lock_timeout=5)
    async with database.reading() as connection:
        rows = (await connection.execute(select(articles).order_by(articles.c.revision))).all()
    await database.close()
    assert [(row.revision, row.text) for row in rows] == [(1, "First."), (2, "Second.")]


async def test_a_database_is_copied_before_its_tables_change(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Before a migration the database is copied and the log names the copy; a first start copies nothing."""
    database = Database(sqlite_url, lock_timeout=5)
    async with database.writing() as connection:
        await connection.run_sync(first_version)
    await database.close()
    with caplog.at_level(logging.WARNING):
        await (await open_store(sqlite_url)).close()
    (kept,) = tmp_path.glob("heat2.db.before-*")
    assert str(kept) in caplog.text
    with closing(sqlite3.connect(kept)) as former:
        assert former.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
        assert former.execute("SELECT count(*) FROM articles").fetchone() == (4,)
    await (await open_store(sqlite_url)).close()
    assert len(list(tmp_path.glob("heat2.db.before-*"))) == 1


async def test_a_database_of_before_curation_keeps_its_articles_and_numbers_their_changes(database_url: str) -> None:
    """Rows of the first version have acts and change numbers after the migration."""
    database = Database(database_url, lock_timeout=5)
    async with database.writing() as connection:
        await connection.run_sync(first_version)
    await database.close()
    store = await open_store(database_url)
    assert await store.articles(OLD_GUILD) == [Article("b", "Second words.")]
    found = await store.events(OLD_GUILD)
    assert [(e.number, e.act, e.article.id, e.by) for e in found] == [
        (4, Act.REMOVED, "a", "2"),
        (3, Act.EDITED, "b", "1"),
        (2, Act.ADDED, "b", "1"),
        (1, Act.ADDED, "a", "1"),
    ]
    (event,) = await store.write([Write(Article("c", "New."), Act.ADDED, 0)], OLD_GUILD, "3")
    assert event.number == 5
    await store.close()
