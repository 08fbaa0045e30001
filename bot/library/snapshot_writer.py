"""When searches are kept: beside everything else, in quiet moments, and at the end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from bot.domain import Scope
from bot.library import snapshots as kept
from bot.library.scope_index import ScopeIndex
from bot.library.snapshots import SnapshotFile

QUIET: Final = 10.0
"""Seconds after a change until the search is kept; while others are being built, it waits for as long again."""
EVERY: Final = 300.0
"""Seconds that pass at least before the same search is kept again."""

_PATIENCE: Final = 30
"""So often it waits at most for a quiet moment."""

_log = logging.getLogger(__name__)


class SnapshotWriter:
    """Keeps shelves in a folder, one at a time; without a folder none."""

    def __init__(self, folder: Path | None, is_busy: Callable[[], bool]) -> None:
        """`is_busy` says whether somebody may be waiting for what is being done now."""
        self._folder = folder
        self._is_busy = is_busy
        self._waiting: dict[ScopeIndex, asyncio.Task[None]] = {}
        self._kept_at: dict[Scope, float] = {}
        self._writing = asyncio.Lock()
        self._has_failed = False

    def place_of(self, scope: Scope, made_of: str) -> SnapshotFile | None:
        """Where the scope's search is kept, if it is at all."""
        return SnapshotFile.within(self._folder, scope, made_of) if self._folder else None

    def keep_later(self, shelf: ScopeIndex) -> None:
        """Keep the shelf before long, if enough has changed."""
        if shelf.is_worth_keeping and shelf not in self._waiting:
            waiting = self._waiting[shelf] = asyncio.create_task(self._keep_in_quiet(shelf))
            waiting.add_done_callback(lambda _: self._waiting.pop(shelf, None))

    async def keep_now(self, shelves: Iterable[ScopeIndex]) -> None:
        """Keep those of the shelves of which enough has changed: this is the end."""
        async with self._writing:  # a thread that writes cannot be cancelled: it is waited for
            for waiting in tuple(self._waiting.values()):
                waiting.cancel()
        for shelf in shelves:
            await self._keep(shelf)

    async def forget(self, scope: Scope) -> None:
        """Keep nothing of the scope, neither now nor of what is known of it so far."""
        async with self._writing:
            for shelf in [each for each in self._waiting if each.scope == scope]:
                self._waiting.pop(shelf).cancel()
            if self._folder:
                await asyncio.to_thread(kept.drop, self._folder, scope)

    async def _keep_in_quiet(self, shelf: ScopeIndex) -> None:
        since = time.monotonic() - self._kept_at.get(shelf.scope, -EVERY)
        await asyncio.sleep(max(EVERY - since, QUIET))
        for _ in range(_PATIENCE):
            if self._is_busy():
                await asyncio.sleep(QUIET)
        await self._keep(shelf)

    async def _keep(self, shelf: ScopeIndex) -> None:
        """A disk that is full or read-only is reported once."""
        async with self._writing:
            if not shelf.is_worth_keeping:
                return
            self._kept_at[shelf.scope] = time.monotonic()
            try:
                await shelf.keep()
            except OSError as error:
                if not self._has_failed:
                    why = f"{self._folder} ({error.strerror or error})"
                    _log.warning("the search cannot be kept in %s: the next start analyses all articles anew", why)
                self._has_failed = True
            else:
                self._has_failed = False
