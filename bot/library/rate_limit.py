"""How often members and servers may ask: a machine's time is shared by all of them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from bot.domain import Scope
from bot.errors import RateLimitError
from bot.library.lru_cache import LruCache

_MINUTE: Final = 60.0
_MOST: Final = 100_000
"""Members and servers of the last minute that are kept in mind; beyond, who was silent longest is forgotten."""


class Pace:
    """So many times a minute for each key: all of them at once if wanted, and then one by one as time passes.

    Kept for a key is only the moment at which all that it has used will be given back.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` 0 sets no bound."""
        self._each = _MINUTE / per_minute if per_minute else 0.0
        self._clock = clock
        self._given_back: LruCache[int, float] = LruCache(_MOST)

    def wait(self, key: int) -> float:
        """Seconds until the key may go on; 0 when it may now."""
        # Rounded, since a minute's worth of shares is a whole minute only on paper.
        return max(0.0, round(self._owed(key) + self._each - _MINUTE, 6)) if self._each else 0.0

    def use(self, key: int) -> None:
        """Count one more."""
        if self._each:
            self._given_back.put(key, self._clock() + self._owed(key) + self._each)

    def _owed(self, key: int) -> float:
        return max(0.0, (self._given_back.get(key) or 0.0) - self._clock())


class RateLimit:
    """Counts what each member and each server asks."""

    def __init__(self, per_member: int, per_server: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Both a minute; 0 sets no bound."""
        self._members = Pace(per_member, clock)
        self._servers = Pace(per_server, clock)

    def admit(self, member: int, scope: Scope) -> None:
        """Count one more question. Raises RateLimitError, and counts nothing, when it comes too soon."""
        own, servers = self._members.wait(member), self._servers.wait(scope.guild_id)
        if own:
            raise RateLimitError(math.ceil(own))
        if servers and not scope.is_everyone:
            raise RateLimitError(math.ceil(servers), of_server=True)
        self._members.use(member)
        self._servers.use(scope.guild_id)
