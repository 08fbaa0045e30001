"""Rate limits: how often members and servers may ask, and how much a server may use of a shared resource."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from cachetools import LRUCache

from bot.domain import Scope
from bot.errors import RateLimitError

Key = TypeVar("Key")

MAX_KEYS: Final = 100_000
"""Maximum number of keys whose use is remembered; beyond it, the least recently used key starts with a full bucket."""
_MINUTE: Final = 60.0


class TokenBuckets(Generic[Key]):
    """A token bucket for each key. A full bucket holds `capacity` tokens and refills evenly within `period` seconds.

    Example: with `TokenBuckets(3, 60)` a key may take three tokens at once, and then one every 20 seconds.
    """

    def __init__(self, capacity: float, period: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Capacity 0 means no limit."""
        self._period = period
        self._seconds_per_token = period / capacity if capacity else 0.0
        self._clock = clock
        # A bucket is stored as one number, the time at which it will be full again.
        self._full_at: LRUCache[Key, float] = LRUCache(MAX_KEYS)

    def wait(self, key: Key, tokens: float = 1.0) -> float:
        """Return the seconds until the bucket holds this many tokens, 0 if it does now.

        With 0 tokens, return the seconds until an overdrawn bucket is no longer in debt.
        """
        if not self._seconds_per_token:
            return 0.0
        # Rounded, because a period divided into tokens and added up again is not exactly a period.
        return max(0.0, round(self._refill_time(key) + tokens * self._seconds_per_token - self._period, 6))

    def take(self, key: Key, tokens: float = 1.0) -> None:
        """Take tokens, even if the bucket holds fewer: then it is in debt."""
        if self._seconds_per_token:
            self._full_at[key] = self._clock() + self._refill_time(key) + tokens * self._seconds_per_token

    def _refill_time(self, key: Key) -> float:
        """Return the seconds until the bucket is full."""
        return max(0.0, self._full_at.get(key, 0.0) - self._clock())


class RateLimit:
    """Limits the questions of each member and of each server per minute."""

    def __init__(self, per_member: int, per_server: int, clock: Callable[[], float] = time.monotonic) -> None:
        """0 means no limit."""
        self._members: TokenBuckets[int] = TokenBuckets(per_member, _MINUTE, clock)
        self._servers: TokenBuckets[int] = TokenBuckets(per_server, _MINUTE, clock)

    def admit(self, member: int, scope: Scope) -> None:
        """Count a question. Raises RateLimitError, and counts nothing, if it comes too soon.

        Direct messages (the scope of everyone) have no limit per server.
        """
        # Both buckets are checked before a token is taken from either, so that a refused question counts in none.
        member_wait, server_wait = self._members.wait(member), self._servers.wait(scope.guild_id)
        if member_wait:
            raise RateLimitError(math.ceil(member_wait))
        if server_wait and not scope.is_everyone:
            raise RateLimitError(math.ceil(server_wait), of_server=True)
        self._members.take(member)
        self._servers.take(scope.guild_id)
