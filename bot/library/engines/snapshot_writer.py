"""Writes snapshots of scope indexes in quiet moments and at shutdown."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from bot.domain import Scope
from bot.library.engines.scope_index import ScopeIndex
from bot.library.engines.snapshots import SnapshotFile, delete_snapshot

QUIET_SECONDS: Final = 10.0
"""Seconds from a change to its snapshot. While other engines are being built, the writer waits as long again."""
MIN_INTERVAL_SECONDS: Final = 300.0
"""Minimum seconds between two snapshots of one scope."""
_MAX_QUIET_WAITS: Final = 30
"""Maximum number of times that the writer waits for a quiet moment."""

_log = logging.getLogger(__name__)


class SnapshotWriter:
    """Writes snapshots of scope indexes into a folder, one at a time; without a folder it writes none."""

    def __init__(self, folder: Path | None, is_busy: Callable[[], bool]) -> None:
        """`is_busy` tells whether a question may be waiting for an engine that is being built."""
        self._folder = folder
        self._is_busy = is_busy
        self._scheduled: dict[ScopeIndex, asyncio.Task[None]] = {}
        self._written_at: dict[Scope, float] = {}
        self._writing = asyncio.Lock()
        self._has_failed = False

    def file_for(self, scope: Scope, fingerprint: str) -> SnapshotFile | None:
        """Return the scope's snapshot file, None without a folder."""
        return SnapshotFile.in_folder(self._folder, scope, fingerprint) if self._folder else None

    def schedule(self, index: ScopeIndex) -> None:
        """Write a snapshot in the next quiet moment if enough has changed."""
        if index.needs_snapshot and index not in self._scheduled:
            task = self._scheduled[index] = asyncio.create_task(self._write_when_quiet(index))
            task.add_done_callback(lambda _: self._scheduled.pop(index, None))

    async def write_all(self, indexes: Iterable[ScopeIndex]) -> None:
        """Write a snapshot of each index that has changed enough. For shutdown: scheduled snapshots are cancelled."""
        async with self._writing:  # A thread that writes cannot be cancelled, so wait for it.
            for task in tuple(self._scheduled.values()):
                task.cancel()
        for index in indexes:
            await self._write(index)

    async def forget(self, scope: Scope) -> None:
        """Delete the scope's snapshot, and write none of what is known of the scope so far."""
        async with self._writing:
            for index in [each for each in self._scheduled if each.scope == scope]:
                self._scheduled.pop(index).cancel()
            if self._folder:
                await asyncio.to_thread(delete_snapshot, self._folder, scope)

    async def _write_when_quiet(self, index: ScopeIndex) -> None:
        elapsed = time.monotonic() - self._written_at.get(index.scope, -MIN_INTERVAL_SECONDS)
        await asyncio.sleep(max(MIN_INTERVAL_SECONDS - elapsed, QUIET_SECONDS))
        for _ in range(_MAX_QUIET_WAITS):
            if self._is_busy():
                await asyncio.sleep(QUIET_SECONDS)
        await self._write(index)

    async def _write(self, index: ScopeIndex) -> None:
        """Write a snapshot if enough has changed. A full or read-only disk is logged once."""
        async with self._writing:
            if not index.needs_snapshot:
                return
            self._written_at[index.scope] = time.monotonic()
            try:
                await index.save_snapshot()
            except OSError as error:
                if not self._has_failed:
                    reason = f"{self._folder} ({error.strerror or error})"
                    _log.warning("no snapshot can be written to %s: the next start analyses all articles again", reason)
                self._has_failed = True
            else:
                self._has_failed = False
