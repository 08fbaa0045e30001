"""A cache of values that another process may change: each value is read again when its time to live is over."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from cachetools import LRUCache

from bot.errors import StoreError

Key = TypeVar("Key")
Value = TypeVar("Value")

TIMEOUT_SECONDS: Final = 0.25
"""Seconds to wait for a new value if an older one is known."""
_MAX_VALUES: Final = 10_000
_REFRESH_AHEAD: Final = 0.5
"""Share of the time to live after which a value in use is read again in the background."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _CachedValue(Generic[Value]):
    value: Value
    expires_at: float
    generation: int
    """The cache's generation when the value was read; `invalidate_all` starts a new one."""


class RefreshedCache(Generic[Key, Value]):
    """Reads a value again after `ttl` seconds. Concurrent callers share one read.

    While the source is slow or cannot be reached, callers get the last known value.
    """

    def __init__(
        self, name: str, read: Callable[[Key], Coroutine[Any, Any, Value]], ttl: float, max_values: int = _MAX_VALUES
    ) -> None:
        """`name` is what the log calls the values."""
        self._name = name
        self._read = read
        self._ttl = ttl
        self._values: LRUCache[Key, _CachedValue[Value]] = LRUCache(max_values)
        self._reading: dict[Key, asyncio.Task[Value]] = {}
        self._generation = 0

    async def get(self, key: Key) -> Value:
        """Return the value. Raises StoreError if it was never read and cannot be read now.

        A value in the second half of its time to live is returned at once and read again in the background, so that a
        value in steady use never makes a caller wait.
        """
        cached = self._values.get(key)
        if cached and self._is_valid(cached):
            if cached.expires_at - time.monotonic() < self._ttl * _REFRESH_AHEAD and key not in self._reading:
                self._start(key)
            return cached.value
        reading = self._reading.get(key) or self._start(key)
        # A read goes on after the timeout, and later callers get its value.
        done, _ = await asyncio.wait({reading}, timeout=TIMEOUT_SECONDS if cached else None)
        # Of several callers whose wait has timed out, only the first extends the value and logs it.
        if cached and not done and self._values.get(key) is cached:
            self._extend(key, cached.value)
        if cached and (not done or isinstance(reading.exception(), StoreError)):
            return cached.value
        return reading.result()

    def invalidate(self, key: Key) -> None:
        """Read this value again when it is needed next; until then it counts as unknown."""
        self._values.pop(key, None)
        self._reading.pop(key, None)

    def invalidate_all(self) -> None:
        """Read every value again when it is needed next; the last known one still serves if the source fails."""
        self._reading.clear()
        self._generation += 1

    def _is_valid(self, cached: _CachedValue[Value]) -> bool:
        return cached.generation == self._generation and cached.expires_at > time.monotonic()

    def _put(self, key: Key, value: Value) -> None:
        self._values[key] = _CachedValue(value, time.monotonic() + self._ttl, self._generation)

    def _start(self, key: Key) -> asyncio.Task[Value]:
        reading = self._reading[key] = asyncio.create_task(self._read(key))
        reading.add_done_callback(lambda done: self._finish(key, done))
        return reading

    def _finish(self, key: Key, reading: asyncio.Task[Value]) -> None:
        # A cancelled read says nothing about the source: the program ends.
        failed = not reading.cancelled() and reading.exception()
        if self._reading.get(key) is not reading:
            return  # The read started before an invalidation, so its value may be outdated.
        del self._reading[key]
        cached = self._values.get(key)
        if reading.cancelled():
            return
        if not failed:
            self._put(key, reading.result())
        elif cached:
            self._extend(key, cached.value)

    def _extend(self, key: Key, value: Value) -> None:
        """Use the last known value for another `ttl`, so that not every caller asks a source that does not answer."""
        _log.warning("the %s of %s cannot be read now: the last known value remains in use", self._name, key)
        self._put(key, value)
