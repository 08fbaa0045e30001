"""Rows that are at hand at once and reach the database a little later, many in one transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from itertools import islice
from typing import Any, Final, Generic, TypeVar

from bot.errors import StoreError

Row = TypeVar("Row")

WRITTEN_WITHIN: Final = 0.25
"""Seconds in which a row is written: what a crash can lose is younger."""
RETRIED_AFTER: Final = 2.0
"""Seconds until rows that could not be written are tried again."""
AT_ONCE: Final = 1_000
"""So many rows are written in one transaction."""
MOST: Final = 50_000
"""So many rows wait for a database that is away; beyond, the oldest are given up."""

_log = logging.getLogger(__name__)


class WriteBehind(Generic[Row]):
    """Holds rows by key until they are written.

    `write` keeps all that it is given or raises StoreError; it may be given again what it has kept.
    """

    def __init__(self, write: Callable[[Mapping[str, Row]], Coroutine[Any, Any, None]]) -> None:
        self._write = write
        self._waiting: dict[str, Row] = {}
        self._writing: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    def put(self, key: str, row: Row) -> None:
        """Keep a row from now on."""
        self._waiting[key] = row
        if len(self._waiting) > MOST:
            self._waiting.pop(next(iter(self._waiting)))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_soon())

    def get(self, key: str) -> Row | None:
        """The row, if it is not in the database yet."""
        return self._waiting.get(key)

    async def forget(self, is_unwanted: Callable[[Row], bool]) -> None:
        """Have no such row written any more; those under way are in the database when this ends."""
        async with self._one_at_a_time:
            self._waiting = {key: row for key, row in self._waiting.items() if not is_unwanted(row)}

    async def flush(self) -> None:
        """Write what waits. Raises StoreError; then it waits on."""
        async with self._one_at_a_time:
            while rows := dict(islice(self._waiting.items(), AT_ONCE)):
                await self._write(rows)
                for key in rows:
                    self._waiting.pop(key, None)

    async def close(self) -> None:
        """Write what waits, if the database is there, and stop trying."""
        try:
            await self.flush()
        except StoreError as error:
            _log.warning("the last %d questions could not be kept for their buttons: %s", len(self._waiting), error)
        finally:
            if self._writing:
                self._writing.cancel()

    async def _write_soon(self) -> None:
        pause = WRITTEN_WITHIN
        while self._waiting:
            await asyncio.sleep(pause)
            pause = WRITTEN_WITHIN
            try:
                await self.flush()
            except StoreError as error:
                pause = RETRIED_AFTER
                _log.warning("%d questions wait to be kept for their buttons: %s", len(self._waiting), error)
