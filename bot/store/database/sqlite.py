"""SQLite: how the store connects to it, and copies of a database made while it is in use."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import URL, Connection, event

from bot.errors import StoreError
from bot.private_files import make_file
from bot.store.database.async_engine import AsyncEngine, create_async_engine

WRITES: Final = "heat2_writes"
"""Execution option of a connection that is going to write."""

LOCK_TIMEOUT: Final = 5.0
"""Seconds to wait for another program's lock."""
SIDE_FILES: Final = ("-wal", "-shm", "-journal")
"""Suffixes of the files that SQLite keeps beside a database."""
DAMAGED: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
"""Primary result codes of a file that is not a database or is damaged."""
_UNWRITABLE: Final = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
"""Primary result codes of a database whose side files cannot be created."""

_POOL_SIZE: Final = 15


def connect_sqlite(url: URL, lock_timeout: float) -> AsyncEngine:
    """Return a pool of connections to a SQLite file; nothing is opened yet.

    `lock_timeout` is the number of seconds to wait for another program's lock or for a free connection.
    """
    # No overflow: opening one more connection costs more than waiting for one, and writers wait for each other anyway.
    # Parameters are hidden because they are questions and articles, which errors would carry into a log.
    engine = create_async_engine(
        url, pool_size=_POOL_SIZE, max_overflow=0, pool_timeout=lock_timeout, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def probe(_dialect: object, _record: object, arguments: Any, options: Any) -> None:
        # Opens the file once in this thread, so that a file that cannot be opened fails here. In the driver's own
        # thread, which may outlive the event loop, the failure would also be reported as an unhandled exception.
        sqlite3.connect(*arguments, **options).close()

    # Inserted before SQLAlchemy's own listener, which would not close the connection and its thread if it fails.
    @event.listens_for(engine.sync_engine, "connect", insert=True)
    def prepare(connection: Any, _record: object) -> None:
        try:
            _set_up(connection, lock_timeout)
        except BaseException:
            connection.close()
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at the beginning, where SQLite waits for it. If a read transaction starts to write
        # later, SQLite refuses at once without waiting.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _set_up(connection: Any, lock_timeout: float) -> None:
    # The driver would begin transactions too late for reading and writing in the same one.
    connection.isolation_level = None
    # Text that is not UTF-8 must not stop the whole query: it arrives as bytes, and its row is left out later.
    connection.driver_connection.text_factory = _text_or_bytes
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {lock_timeout * 1000:.0f}")
    cursor.execute("PRAGMA foreign_keys = ON")
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # SQLite does not wait for a lock here. Another process is changing the mode, so the next connection finds it.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
    cursor.execute("SELECT count(*) FROM sqlite_master")
    cursor.close()


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, also from a disk that can only be read.

    Raises sqlite3.OperationalError after waiting LOCK_TIMEOUT seconds for a lock, and StoreError as `open_to_read`.
    """
    with closing(open_to_read(source, mode="rw")) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer, progress=_raise_when_locked_for(LOCK_TIMEOUT), sleep=0.05)


def open_to_read(file: Path, *, mode: Literal["ro", "rw"] = "ro") -> sqlite3.Connection:
    """Open an existing database to read it. With the mode "rw", SQLite first undoes an interrupted transaction.

    To read a database in WAL mode, SQLite needs side files. Where it cannot create them, such as in a read-only folder,
    a database without a log is read from its file alone: nobody has it open, so the file is complete. Raises StoreError
    if a log with changes is left, and sqlite3.Error.
    """
    address = f"{file.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")  # nothing is read before the first statement
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or not file.is_file():
            raise
        if log := _log_with_changes(file):
            need = f"can only be read with {log.name}, in a folder that can be written"
            raise StoreError(f"The database {file} {need}: copy both files there, and use the copy.") from error
        return sqlite3.connect(f"{address}&immutable=1", uri=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _log_with_changes(file: Path) -> Path | None:
    """Return the write-ahead log or rollback journal beside the file unless it is missing or empty."""
    logs = (file.with_name(file.name + suffix) for suffix in ("-wal", "-journal"))
    return next((log for log in logs if log.is_file() and log.stat().st_size), None)


def _raise_when_locked_for(seconds: float) -> Callable[[int, int, int], None]:
    """Return a progress callback that ends a copy which waits for a lock; SQLite itself would wait forever."""
    end = time.monotonic() + seconds

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    return progress


def convert_to_single_file(file: Path) -> None:
    """Turn off the write-ahead log, which a copy inherits and which needs files beside it that people do not copy."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def keep_former(database: Path) -> Path:
    """Copy the database to a dated file beside it and return that file; move the files if they cannot be read."""
    former = former_name(database)
    make_file(former)
    try:
        copy_database(database, former)
        convert_to_single_file(former)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
            raise
        for suffix in ("", *SIDE_FILES):
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.replace(former.with_name(former.name + suffix))
    return former


def former_name(file: Path) -> Path:
    """Return the dated name under which a former state of a file is kept next to it."""
    return file.with_name(f"{file.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
