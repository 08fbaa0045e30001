"""A SQLite or PostgreSQL database: its address, its transactions, and the translation of its errors."""

from __future__ import annotations

import sqlite3
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, ColumnElement, Table, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.config.database_url import POSTGRESQL, DatabaseUrl
from bot.errors import StoreError, UnreachableStoreError
from bot.store.base import StoreStatistics
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.postgresql import connect_postgresql, driver_errors
from bot.store.database.sqlite import WRITES, connect_sqlite
from bot.text.lists import all_of

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

_EXAMPLES: Final = "sqlite+aiosqlite:///heat2.db or postgresql+asyncpg://user:password@host/heat2"
_SQLITE_PARAMETERS: Final = frozenset({"mode", "uri"})
_AWAY: Final = ("cannot be reached", "is being stopped")
"""Beginnings of the meanings of errors that pass when the database is back."""
_UNKNOWN_FAILURE: Final = "could not do what was asked"

_SQLITE_MEANINGS: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "is locked by another program: try again when that is done",
    sqlite3.SQLITE_LOCKED: "is locked by another program: try again when that is done",
    sqlite3.SQLITE_READONLY: "can only be read: allow writing to the file and its folder",
    sqlite3.SQLITE_IOERR: "could not be read or written by the disk: check the disk, then try again",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup with heat2 restore",
    sqlite3.SQLITE_FULL: "is full, or its disk is: make room, then try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: its folder must exist and be writable, and it must be a file",
    sqlite3.SQLITE_NOTADB: "is not a database: move that file away, or set HEAT2_DATABASE_URL to another",
}
"""By primary result code, the lower eight bits of SQLite's error code."""

_POSTGRESQL_MEANINGS: Final[Mapping[str, str]] = {
    "28": "refuses the user or the password: check HEAT2_DATABASE_URL",
    "3D": "does not exist on that server: create it, or check HEAT2_DATABASE_URL",
    "42501": "denies this user the right to do that: grant it",
    "25006": "can only be read: connect to the primary server",
    "53100": "is on a full disk: make room, then try again",
    "53300": "has no free connection: raise max_connections or run fewer processes",
    "55P03": "is locked by another program: try again when that is done",
    "57P": "is being stopped or started: try again in a moment",
}
"""By the beginning of the SQLSTATE code."""


class Database:
    """Opens transactions. Nothing is opened before the first one.

    `lock_timeout` is the number of seconds to wait for a lock or for a free connection. Messages call the database by
    `name`, or by its file or server if none is given. Raises StoreError for an address that cannot be used.
    """

    def __init__(self, url: str, lock_timeout: float, name: str = "") -> None:
        address = parse_url(url)
        is_sqlite = address.get_backend_name() == "sqlite"
        self.name = name or safe_name(address)
        self.sqlite_file = Path(str(address.database)) if is_sqlite else None
        self._driver_errors = () if is_sqlite else driver_errors()
        self.statistics = StoreStatistics()
        self._engine = connect_sqlite(address, lock_timeout) if is_sqlite else connect_postgresql(address, lock_timeout)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a read transaction, which sees the database as of one moment. Raises StoreError."""
        with self._counted(), translate_errors(self.name, self._driver_errors):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a write transaction, which is committed unless the block raises. Raises StoreError."""
        with self._counted(), translate_errors(self.name, self._driver_errors):
            async with self._engine.execution_options(**{WRITES: True}).begin() as connection:
                yield connection

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Count a transaction and its time. Only a StoreError is a failure of the database."""
        statistics, began = self.statistics, time.monotonic()
        statistics.transactions += 1
        try:
            yield
        except StoreError:
            statistics.failures += 1
            statistics.is_up = False
            raise
        else:
            statistics.is_up = True
        finally:
            statistics.seconds += time.monotonic() - began

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()


def parse_url(text: str) -> URL:
    """Return the database's address. Raises StoreError, without repeating the address, if it cannot be used."""
    if text.startswith(POSTGRESQL):
        try:
            DatabaseUrl.parse(text, Path())
        except ValueError as error:
            raise StoreError(f"HEAT2_DATABASE_URL {error}; write one like {_EXAMPLES}.") from error
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"HEAT2_DATABASE_URL is not the address of a database: write one like {_EXAMPLES}.") from error
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise StoreError(f"HEAT2_DATABASE_URL begins with '{url.drivername}': write one like {_EXAMPLES}.")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise StoreError(f"HEAT2_DATABASE_URL names no file: write one like {_EXAMPLES}.")
    unknown = sorted(url.query.keys() - _SQLITE_PARAMETERS) if url.get_backend_name() == "sqlite" else []
    if unknown:
        raise StoreError(f"HEAT2_DATABASE_URL has unknown parameters: leave out {all_of(unknown)}.")
    return url


def safe_name(url: URL) -> str:
    """Return the database's file, or its server and name: a name for messages, without user and password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    database = url.query.get("database", url.database or "")
    return f"{url.host or 'localhost'}:{url.port or 5432}/{database}"


def insert_into(table: Table, connection: AsyncConnection) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT in the database's dialect, to which a clause ON CONFLICT can be added."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 2 MB that SQLite does not need

    return postgresql.insert(table)


async def upsert(
    connection: AsyncConnection,
    table: Table,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    on_conflict: Mapping[str, ColumnElement[Any]] | None = None,
) -> None:
    """Insert a row in one statement; if the key exists, update it with `on_conflict`, or else with the values.

    Nobody else can change that row until the transaction ends.
    """
    statement = insert_into(table, connection).values({**key, **values})
    changes = on_conflict or {name: statement.excluded[name] for name in values}
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes))


@contextmanager
def translate_errors(database: str, driver_errors: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Raise StoreError for any error of the database's libraries in this block, with the error as its cause.

    `database` is a name that is safe to show. `driver_errors` are errors that a driver raises without SQLAlchemy's
    wrapping. The original text is never shown: it may quote the address with its password, or an article.
    """
    foreign: tuple[type[Exception], ...] = (DBAPIError, PoolTimeoutError, sqlite3.Error, OSError, *driver_errors)
    try:
        yield
    except foreign as error:
        meaning = _meaning(error)
        kind = UnreachableStoreError if meaning.startswith(_AWAY) else StoreError
        raise kind(f"The database {database} {meaning}.") from error


def _meaning(error: Exception) -> str:
    return next((meaning for cause in _causes(error) if (meaning := _meaning_of(cause))), _UNKNOWN_FAILURE)


def _meaning_of(cause: BaseException) -> str:
    """Return the meaning of one error in the chain of causes, or '' if it has none."""
    if isinstance(cause, PoolTimeoutError):
        return "has too much to do: try again in a moment"
    if isinstance(cause, OSError):
        return _meaning_of_os_error(cause)
    if isinstance(cause, sqlite3.Error):
        return _SQLITE_MEANINGS.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, _UNKNOWN_FAILURE)
    state = getattr(cause, "sqlstate", None) or ""
    known = (text for prefix, text in _POSTGRESQL_MEANINGS.items() if state.startswith(prefix))
    return next(known, _UNKNOWN_FAILURE if state else "")


def _meaning_of_os_error(cause: OSError) -> str:
    if isinstance(cause, ssl.SSLError):
        return "has no certificate that can be trusted: check sslmode and sslrootcert in HEAT2_DATABASE_URL"
    if isinstance(cause, ConnectionError) and "SSL" in str(cause):
        return "offers no TLS, which sslmode in HEAT2_DATABASE_URL asks for"
    return "cannot be reached: check that it runs, and its address in HEAT2_DATABASE_URL"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__
