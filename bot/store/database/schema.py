"""Creating a database and bringing its tables to the version that this program knows.

A new SQLite database appears whole or not at all, and an emptied file is not taken for a new database.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, inspect, text

from bot.errors import StoreError
from bot.private_files import make_file
from bot.store.database.database import Database, translate_errors
from bot.store.database.sqlite import SIDE_FILES, convert_to_single_file, keep_former
from bot.store.database.tables import metadata

KNOWN: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""Every version of the tables, oldest first. Repeated here because importing alembic takes 0.2 s."""

HEAD: Final = KNOWN[-1]

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"

_VERSION_METADATA: Final = MetaData()
_VERSION: Final = Table("alembic_version", _VERSION_METADATA, Column("version_num", String(32), nullable=False))
_VERSION.append_constraint(PrimaryKeyConstraint("version_num", name="alembic_version_pkc"))
"""The table in which alembic keeps the version."""

_MIGRATION_LOCK: Final = 0x48656174
"""Key of an advisory lock in PostgreSQL: any number that all processes of this program share."""

_SQLITE_HEADER: Final = b"SQLite format 3\0"
_ABANDONED_SECONDS: Final = 60.0
"""Age in seconds above which an unfinished database file belongs to a process that was killed."""

# Alembic keeps its state in global variables, so the migrations of one process run one after the other.
_CREATION_LOCKS: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]] = WeakKeyDictionary()

_log = logging.getLogger(__name__)


async def migrate(database: Database, *, keeps_former: bool = True) -> None:
    """Create or change the tables, in one transaction, unless they are those of HEAD already.

    With `keeps_former` a SQLite database is first copied to a file next to it. Raises StoreError, also if this program
    does not know the version of the database.
    """
    async with database.reading() as connection:
        found = await connection.run_sync(read_version)
    if found == HEAD:
        return
    if found and found not in KNOWN:
        message = f"is newer than this program (its tables are '{found}', known is '{HEAD}'): update heat2"
        raise StoreError(f"The database {database.name} {message}.")
    if found and keeps_former:
        await _copy_before_migration(database, found)
    async with database.writing() as connection:
        await connection.run_sync(_create_or_upgrade)


async def _copy_before_migration(database: Database, found: str) -> None:
    if database.sqlite_file is not None:
        with translate_errors(database.name):
            former = await asyncio.to_thread(keep_former, database.sqlite_file)
        _log.warning("the database's tables are changed from '%s' to '%s'; its former state is %s", found, HEAD, former)


def read_version(connection: Connection) -> str:
    """Return the version of the tables, or '' if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _create_or_upgrade(connection: Connection) -> None:
    """Create the tables, or change those of an earlier version.

    A process that waited for another one to do this finds nothing left to do.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    found = read_version(connection)
    if found:
        if found != HEAD:
            upgrade(connection)
        return
    # Running all migrations gives the same tables and takes ten times as long. If a table is there already, it is
    # not this program's, and creating it fails.
    metadata.create_all(connection, checkfirst=False)
    _VERSION_METADATA.create_all(connection, checkfirst=False)
    connection.execute(_VERSION.insert().values(version_num=HEAD))


def upgrade(connection: Connection) -> None:
    """Run the migrations that the database does not have yet, all of them on an empty database."""
    from alembic import command  # noqa: PLC0415 - 0.2 s that only a database of an earlier version needs
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def check_not_emptied(file: Path) -> None:
    """Raise StoreError for an empty file if files beside it show that it once was a database."""
    if not file.is_file() or file.stat().st_size:
        return
    trace = next(_traces(file), None)
    if trace:
        what = f"restore a backup with heat2 restore, or delete {file.name} to start afresh"
        raise StoreError(
            f"The database {file} is empty, but {trace.name} beside it shows that it once held data: {what}."
        )


def _traces(file: Path) -> Iterator[Path]:
    search = file.parent / "search"
    yield from (each for each in (search / "everyone", *search.glob("server-*")) if each.is_file())
    for each in sorted(file.parent.iterdir()):
        if each != file and each.is_file() and not each.name.endswith((".new", *SIDE_FILES)) and _is_database(each):
            yield each


def _is_database(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as content:
        return content.read(len(_SQLITE_HEADER)) == _SQLITE_HEADER
    return False


async def create_if_missing(file: Path, lock_timeout: float) -> None:
    """Create a SQLite database, with its tables, unless there is one. Raises StoreError.

    It is made in a file beside and then moved, so that no other process opens a database without tables. If the
    folder does not allow this, nothing happens: opening the database will report why.
    """
    async with _CREATION_LOCKS.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        if not await asyncio.to_thread(file.exists):
            with suppress(OSError):
                await _create(file, lock_timeout)


async def _create(file: Path, lock_timeout: float) -> None:
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    try:
        _delete_abandoned(file)
        make_file(unfinished)
        database = Database(f"sqlite+aiosqlite:///{unfinished}", lock_timeout, name=str(file))
        try:
            await migrate(database)
        finally:
            await database.close()
        # A full disk may first be noticed here.
        with translate_errors(str(file)):
            convert_to_single_file(unfinished)
        _move_unless_exists(unfinished, file)
    finally:
        for suffix in ("", *SIDE_FILES):
            with suppress(OSError):
                unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def _move_unless_exists(source: Path, target: Path) -> None:
    # A hard link fails if the target exists, so that a database made meanwhile by another process stays.
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not target.exists():
            source.rename(target)


def _delete_abandoned(file: Path) -> None:
    for left in file.parent.glob(f"{file.name}.*.new*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_SECONDS:
                left.unlink()
