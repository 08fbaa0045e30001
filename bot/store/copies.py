"""Copies of a SQLite database beside it, made while it is in use."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.private_files import make_file

PATIENCE: Final = 5.0
"""Seconds to wait for another program's lock."""
BESIDE: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, as endings of its name."""
BROKEN: Final = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use; gives up after PATIENCE seconds of waiting for a lock."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer, progress=_stop_after(PATIENCE), sleep=0.05)


def _stop_after(seconds: float) -> Callable[[int, int, int], None]:
    """What ends a copy that waits for a lock: SQLite itself would wait without end."""
    end = time.monotonic() + seconds

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error

    return progress


def into_one_file(file: Path) -> None:
    """A copy keeps the original's way of journalling, which needs files beside it that people forget to copy."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def keep_aside(database: Path) -> Path:
    """Keep the database beside itself: a copy where it can be read, else the very files."""
    kept = database.with_name(f"{database.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    make_file(kept)
    try:
        copy_database(database, kept)
        into_one_file(kept)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in BROKEN:
            raise
        for ending in ("", *BESIDE):
            part = database.with_name(database.name + ending)
            if part.exists():
                part.replace(kept.with_name(kept.name + ending))
    return kept
