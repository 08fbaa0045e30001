"""The one boundary where a database's errors become the program's own."""

from __future__ import annotations

import sqlite3
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StoreError

_GENERAL: Final = "could not do what was asked"

_SQLITE: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "is locked by another program: try again when that is done",
    sqlite3.SQLITE_LOCKED: "is locked by another program: try again when that is done",
    sqlite3.SQLITE_READONLY: "can only be read: allow writing to the file and its folder",
    sqlite3.SQLITE_IOERR: "could not be read or written by the disk: check the disk, then try again",
    sqlite3.SQLITE_CORRUPT: "is damaged: restore a backup with heat2 restore",
    sqlite3.SQLITE_FULL: "is full, or its disk is: make room, then try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: its folder must exist and be writable, and it must be a file",
    sqlite3.SQLITE_NOTADB: "is not a database: move that file away, or set HEAT2_DATABASE_URL to another",
}
"""By the primary result code, the lower eight bits of the code that SQLite gives."""

_POSTGRES: Final[Mapping[str, str]] = {
    "28": "refuses the user or the password: check HEAT2_DATABASE_URL",
    "3D": "does not exist on that server: create it, or check HEAT2_DATABASE_URL",
    "42501": "denies this user the right to do that: grant it",
    "25006": "can only be read: connect to the primary server",
    "53100": "is on a full disk: make room, then try again",
    "53300": "has no free connection: raise max_connections or run fewer processes",
    "55P03": "is locked by another program: try again when that is done",
    "57P": "is being stopped or started: try again in a moment",
}
"""By the beginning of the SQLSTATE code, longest first where one begins another."""


@contextmanager
def translated(database: str, driver_errors: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Raise StoreError in place of whatever the database's libraries raise in this block, its cause kept.

    `database` is a name that is safe to show; `driver_errors` are what a driver raises past SQLAlchemy.
    The text of a foreign error is never shown: it may quote the address with its password, or an article.
    """
    foreign: tuple[type[Exception], ...] = (DBAPIError, PoolTimeoutError, sqlite3.Error, OSError, *driver_errors)
    try:
        yield
    except foreign as error:
        raise StoreError(f"The database {database} {_meaning(error)}.") from error


def _meaning(error: Exception) -> str:
    return next((meaning for cause in _causes(error) if (meaning := _meaning_of(cause))), _GENERAL)


def _meaning_of(cause: BaseException) -> str:
    """What one error in the chain says, '' if nothing."""
    if isinstance(cause, PoolTimeoutError):
        return "has too much to do: try again in a moment"
    if isinstance(cause, OSError):
        return _meaning_of_connecting(cause)
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, _GENERAL)
    state = getattr(cause, "sqlstate", None) or ""
    return next((text for begin, text in _POSTGRES.items() if state.startswith(begin)), _GENERAL if state else "")


def _meaning_of_connecting(cause: OSError) -> str:
    if isinstance(cause, ssl.SSLError):
        return "has no certificate that can be trusted: check sslmode and sslrootcert in HEAT2_DATABASE_URL"
    if isinstance(cause, ConnectionError) and "SSL" in str(cause):
        return "offers no TLS, which sslmode in HEAT2_DATABASE_URL asks for"
    return "cannot be reached: check that it runs, and its address in HEAT2_DATABASE_URL"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__
