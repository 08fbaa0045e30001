"""Values that somebody else may change, looked up often enough and no oftener."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from bot.errors import StoreError
from bot.library.lru_cache import LruCache

Key = TypeVar("Key")
Value = TypeVar("Value")

PATIENCE: Final = 0.25
"""Seconds to wait for a new value where an older one is known."""
_MOST: Final = 10_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Read(Generic[Value]):
    value: Value
    stale_at: float
    changes: int
    """How often all values had been said to change when it was read."""


class RefreshedCache(Generic[Key, Value]):
    """Reads a key's value when the one that it holds is older than `seconds`, once for all who wait for it.

    While the source is slow or away, the value that was read last is given, so that an outage is not felt before
    something is asked for that was never read.
    """

    def __init__(self, read: Callable[[Key], Coroutine[Any, Any, Value]], seconds: float, most: int = _MOST) -> None:
        self._read = read
        self._seconds = seconds
        self._held: LruCache[Key, _Read[Value]] = LruCache(most)
        self._reading: dict[Key, asyncio.Task[Value]] = {}
        self._changes = 0

    def at_hand(self, key: Key) -> Value | None:
        """The value, if it need not be read; of what is wanted often, it is read anew before it is too old."""
        held = self._held.get(key)
        if held is None or not self._is_fresh(held):
            return None
        if held.stale_at - time.monotonic() < self._seconds / 2 and key not in self._reading:
            self._start(key)
        return held.value

    async def get(self, key: Key) -> Value:
        """The value. Raises StoreError when it was never read and cannot be now."""
        held = self._held.get(key)
        if held and self._is_fresh(held):
            return held.value
        reading = self._reading.get(key) or self._start(key)
        done, _ = await asyncio.wait({reading}, timeout=PATIENCE if held else None)
        if held and not done and not self.at_hand(key):
            self._go_on(key, held.value)
        if held and (not done or isinstance(reading.exception(), StoreError)):
            return held.value
        return reading.result()

    def change(self, key: Key) -> None:
        """The value has changed: read it when it is wanted next, and give nothing older meanwhile."""
        self._held.drop(key)
        self._reading.pop(key, None)

    def change_all(self) -> None:
        """Any value may have changed: each is read when it is wanted next."""
        self._reading.clear()
        self._changes += 1

    def _is_fresh(self, held: _Read[Value]) -> bool:
        return held.changes == self._changes and held.stale_at > time.monotonic()

    def _keep(self, key: Key, value: Value) -> None:
        self._held.put(key, _Read(value, time.monotonic() + self._seconds, self._changes))

    def _start(self, key: Key) -> asyncio.Task[Value]:
        reading = self._reading[key] = asyncio.create_task(self._read(key))
        reading.add_done_callback(lambda read: self._done(key, read))
        return reading

    def _done(self, key: Key, reading: asyncio.Task[Value]) -> None:
        failed = reading.cancelled() or reading.exception()
        if self._reading.get(key) is not reading:
            return  # it was begun before a change, and may not know of it
        del self._reading[key]
        held = self._held.get(key)
        if not failed:
            self._keep(key, reading.result())
        elif held:
            self._go_on(key, held.value)

    def _go_on(self, key: Key, value: Value) -> None:
        """Read again after a while only: a source that is away would otherwise be asked by everyone, over and over."""
        _log.warning("the bot goes on with what is known of %s, since it cannot be read anew", key)
        self._keep(key, value)
