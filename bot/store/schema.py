"""Bringing a database to the tables that this version of the program knows."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.store.copies import keep_aside
from bot.store.database import Database
from bot.store.translation import translated

KNOWN: Final = ("0001", "0002", "0003")
"""Every revision of the tables, oldest first; repeated here because importing alembic takes 0.1 s."""

HEAD: Final = KNOWN[-1]

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_log = logging.getLogger(__name__)

_MIGRATION_LOCK: Final = 0x48656174
"""Any number will do that all processes of this program share."""


async def bring_up_to_date(database: Database, *, keeps_former: bool = True) -> None:
    """Create or change the tables, in one transaction, if they are not those of HEAD already.

    Raises StoreError, also when the database has a revision that this program does not know.
    """
    async with database.reading() as connection:
        found = await connection.run_sync(_revision)
    if found == HEAD:
        return
    if found and found not in KNOWN:
        message = f"is newer than this program (its tables are '{found}', known is '{HEAD}'): update heat2"
        raise StoreError(f"The database {database.name} {message}.")
    if found and keeps_former:
        await _keep_before(database, found)
    async with database.writing() as connection:
        await connection.run_sync(_upgrade)


async def _keep_before(database: Database, found: str) -> None:
    """A SQLite database is copied beside itself before its tables are changed, and the operator reads where."""
    if database.sqlite_file is not None:
        with translated(database.name):
            kept = await asyncio.to_thread(keep_aside, database.sqlite_file)
        _log.warning("the database's tables are changed from '%s' to '%s'; its former state is %s", found, HEAD, kept)


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _upgrade(connection: Connection) -> None:
    """Run the migrations; a process that waited for another to do so finds nothing left to do."""
    from alembic import command  # noqa: PLC0415 - 0.1 s that only a first start needs
    from alembic.config import Config  # noqa: PLC0415

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
