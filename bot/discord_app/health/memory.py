"""Memory that nothing uses goes back to the system, since a bot is idle most of the time."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from bot.search.meaning.intents import shipped_intents

IDLE_SECONDS: Final = 60.0
"""Seconds without a search after which memory is given back."""


class IdleRelease:
    """Calls a function once whenever nothing has been searched for a while."""

    def __init__(self, release: Callable[[], None], seconds: float = IDLE_SECONDS) -> None:
        self._release = release
        self._seconds = seconds
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def used(self) -> None:
        """Note a search. Must be called in the event loop."""
        loop = asyncio.get_running_loop()
        self._last = loop.time()
        # A timer for each search would cost more than one that looks again.
        if self._timer is None:
            self._timer = loop.call_later(self._seconds, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        rest = self._last + self._seconds - loop.time()
        if rest > 0:
            self._timer = loop.call_later(rest, self._look)
        else:
            self._timer = None
            self._release()


def release_memory() -> None:
    """Give back freed memory, and mapped pages, which are loaded again when they are read again."""
    shipped_intents().release_pages()
    if sys.platform == "linux":
        # The C library keeps freed memory for later, 17 MB after a start. Only glibc has this function.
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
