"""How the store speaks with SQLite and PostgreSQL: everything that differs between the two when connecting."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.config.database_url import POSTGRESQL, DatabaseUrl
from bot.errors import StoreError
from bot.store.postgres import arguments

WRITES: Final = "heat2_writes"
"""The execution option of a connection that is going to write."""

POSTGRESQL_POOL: Final = 8
"""Connections of one process at most, beside the one that listens."""

_EXAMPLES: Final = "sqlite+aiosqlite:///heat2.db or postgresql+asyncpg://user:password@host/heat2"


_SQLITE_PARAMETERS: Final = frozenset({"mode", "uri"})


def parse_url(text: str) -> URL:
    """A database's address. Raises StoreError, without repeating the address, when it is none that can be used."""
    if text.startswith(POSTGRESQL):
        try:
            DatabaseUrl.parse(text, Path())
        except ValueError as error:
            raise StoreError(f"HEAT2_DATABASE_URL {error}; write one like {_EXAMPLES}.") from error
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise StoreError(f"HEAT2_DATABASE_URL is no address of a database: write one like {_EXAMPLES}.") from error
    if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise StoreError(f"HEAT2_DATABASE_URL begins with '{url.drivername}': write one like {_EXAMPLES}.")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise StoreError(f"HEAT2_DATABASE_URL names no file: write one like {_EXAMPLES}.")
    unknown = sorted(url.query.keys() - _SQLITE_PARAMETERS) if url.get_backend_name() == "sqlite" else []
    if unknown:
        raise StoreError(f"HEAT2_DATABASE_URL has parameters that are not known: leave out {', '.join(unknown)}.")
    return url


def safe_name(url: URL) -> str:
    """What messages call the database: its file, or its server and name; never a user or a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    database = url.query.get("database", url.database or "")
    return f"{url.host or 'localhost'}:{url.port or 5432}/{database}"


def driver_errors(url: URL) -> tuple[type[Exception], ...]:
    """What the driver raises past SQLAlchemy while it connects."""
    if url.get_backend_name() == "sqlite":
        return ()
    from asyncpg.exceptions import InterfaceError, PostgresError  # type: ignore[import-untyped]  # noqa: PLC0415 - who uses SQLite need not wait for it

    return (PostgresError, InterfaceError)


def connect(url: URL, patience: float) -> AsyncEngine:
    """A pool of connections; nothing is opened yet.

    `patience` is how many seconds to wait for another's lock, or for a connection that is free.
    """
    if url.get_backend_name() == "sqlite":
        return _connect_sqlite(url, patience)
    given = arguments(url)
    settings = {**given.get("server_settings", {}), "lock_timeout": f"{patience * 1000:.0f}"}
    options = {"timeout": max(patience, 1.0), **given, "server_settings": settings}
    cached = url.query.get("prepared_statement_cache_size")
    if isinstance(cached, str):
        options["prepared_statement_cache_size"] = int(cached)
    # The driver gets everything as arguments: it would not understand every parameter of the address.
    bare = URL.create(url.drivername)
    # No overflow here either: what is opened above the pool's size is closed after each use and opened for the next.
    return create_async_engine(
        bare,
        pool_size=POSTGRESQL_POOL,
        max_overflow=0,
        pool_pre_ping=True,
        pool_timeout=patience,
        connect_args=options,
        hide_parameters=True,
    )


def _connect_sqlite(url: URL, patience: float) -> AsyncEngine:
    # No overflow: opening one more connection costs more than waiting for one, and writers wait for each other anyway.
    # Values are hidden because they are questions and articles, which errors would carry into a log.
    engine = create_async_engine(url, pool_size=15, max_overflow=0, pool_timeout=patience, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "do_connect")
    def probe(_dialect: object, _record: object, arguments: Any, options: Any) -> None:
        # What cannot be opened fails here: the thread of a connection that fails may outlive the event loop, and tell.
        sqlite3.connect(*arguments, **options).close()

    # Before SQLAlchemy's own listener, which would not give back the connection and its thread when it fails.
    @event.listens_for(engine.sync_engine, "connect", insert=True)
    def prepare(connection: Any, _record: object) -> None:
        try:
            _set_up(connection, patience)
        except BaseException:
            connection.close()
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        # Who writes waits for the lock here; a reader that starts to write later would be refused without waiting.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _set_up(connection: Any, patience: float) -> None:
    # The driver must not begin transactions by itself: it would begin them too late to read and write in one.
    connection.isolation_level = None
    # A text that is no UTF-8 must not stop the whole query: it is given as bytes, and its row set aside.
    connection.driver_connection.text_factory = _text_or_bytes
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")
    cursor.execute("PRAGMA foreign_keys = ON")
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # SQLite waits for no lock here. When another process is at the same, the next connection finds it done.
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
    cursor.execute("SELECT count(*) FROM sqlite_master")
    cursor.close()


def _text_or_bytes(raw: bytes) -> str | bytes:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw
