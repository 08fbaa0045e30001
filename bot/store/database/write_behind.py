"""A write-behind buffer: rows can be read at once and are written to the database a little later, many at a time.

The store uses it for votes, for the questions of buttons, and for those that no article answered. Writing them before
the reply would be simpler. But while the database is away or locked, each such reply would wait for the timeout of 5 s
and then lose its buttons, although everything else about it is in memory. A shorter timeout would not help: a statement
of SQLite that waits for a lock cannot be cancelled. And each question would be a transaction of its own: 9 ms in
SQLite, and almost 2 s for the last of 200 that come at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from itertools import islice
from typing import Any, Final, Generic, TypeVar

from bot.errors import StoreError

Row = TypeVar("Row")

WRITE_DELAY_SECONDS: Final = 0.25
"""Seconds until a row is written. A crash loses only rows that are younger."""
RETRY_SECONDS: Final = 2.0
MAX_RETRY_SECONDS: Final = 60.0
"""Seconds until rows that could not be written are tried again. They double from the first to the maximum."""
MAX_BATCH: Final = 1_000
"""Maximum number of rows that are written in one transaction."""
MAX_WAITING: Final = 50_000
"""Maximum number of rows that wait for a database that is away; beyond, the oldest are dropped."""

_log = logging.getLogger(__name__)


class WriteBehind(Generic[Row]):
    """Holds rows by key until they are written.

    `write` stores all rows that it is given or raises StoreError. It must accept rows that it has stored already.
    `rows_name` is what the log calls the rows, in the plural.
    """

    def __init__(self, write: Callable[[Mapping[str, Row]], Coroutine[Any, Any, None]], rows_name: str) -> None:
        self._write = write
        self._rows_name = rows_name
        self._waiting: dict[str, Row] = {}
        self._writer: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()

    def put(self, key: str, row: Row) -> None:
        """Accept a row; it is written in the background."""
        self._waiting[key] = row
        if len(self._waiting) > MAX_WAITING:
            self._waiting.pop(next(iter(self._waiting)))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_in_background())

    def get(self, key: str) -> Row | None:
        """Return the row if it is not in the database yet."""
        return self._waiting.get(key)

    async def discard(self, is_unwanted: Callable[[Row], bool]) -> None:
        """Drop the matching rows; those being written at this moment are in the database when this returns."""
        async with self._lock:
            self._waiting = {key: row for key, row in self._waiting.items() if not is_unwanted(row)}

    async def flush(self) -> None:
        """Write all waiting rows. Raises StoreError; the rows are kept then."""
        async with self._lock:
            while rows := dict(islice(self._waiting.items(), MAX_BATCH)):
                await self._write(rows)
                for key, row in rows.items():
                    # A newer row under the same key may have come meanwhile.
                    if self._waiting.get(key) is row:
                        del self._waiting[key]

    async def close(self) -> None:
        """Try to write all waiting rows once more, and stop."""
        try:
            await self.flush()
        except StoreError as error:
            _log.warning("%s lost, since they cannot be stored: %d (%s)", self._rows_name, len(self._waiting), error)
        finally:
            if self._writer:
                self._writer.cancel()

    async def _write_in_background(self) -> None:
        pause, retry = WRITE_DELAY_SECONDS, RETRY_SECONDS
        while self._waiting:
            await asyncio.sleep(pause)
            try:
                await self.flush()
                pause, retry = WRITE_DELAY_SECONDS, RETRY_SECONDS
            except StoreError as error:
                pause, retry = retry, min(2 * retry, MAX_RETRY_SECONDS)
                _log.warning("%s waiting to be stored: %d (%s)", self._rows_name, len(self._waiting), error)
