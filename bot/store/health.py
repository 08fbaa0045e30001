"""Whether a database can be used, found out without changing it."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.first_start import check_not_emptied
from bot.store.schema import HEAD, KNOWN
from bot.store.verification import verify

PATIENCE = 5.0
"""Seconds to wait for another program's lock, or for a server."""


async def state_of(url: str) -> str:
    """One line on a database that can be written. Raises StoreError when it cannot, or is of a newer program."""
    database = Database(url, PATIENCE)
    if database.sqlite_file is not None:
        check_not_emptied(database.sqlite_file)
    try:
        async with database.writing() as connection:
            revision = await connection.run_sync(_revision)
    finally:
        await database.close()
    if revision and revision not in KNOWN:
        raise StoreError(f"The database {database.name} is newer than this program (its tables are '{revision}').")
    return f"{database.name}, {'its tables are current' if revision == HEAD else 'the next start updates its tables'}"


async def rows_set_aside(url: str) -> list[str]:
    """Load everything, and name every row that was altered or cannot be read. Raises StoreError."""
    database = Database(url, PATIENCE)
    try:
        async with database.reading() as connection:
            if await connection.run_sync(_revision) != HEAD:
                return []
        return [str(each) for each in (await verify(database)).set_aside]
    finally:
        await database.close()


def _revision(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
