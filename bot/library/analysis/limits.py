"""How much computing time articles may take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.domain import Scope
from bot.library.lru_cache import LruCache

_HOUR: Final = 3600.0
_MOST: Final = 100_000
"""Servers whose use of the last hour is remembered."""


@dataclass(frozen=True, slots=True)
class AnalysisLimits:
    """Upper bounds, in seconds of CPU time and in characters."""

    seconds_per_article: int = 30
    """For the analysis of one article, everyone's included."""
    seconds_per_hour: int = 300
    """For all articles of one server within an hour; 0 sets no bound. Everyone's articles have none."""
    small_article: int = 20_000
    """Characters up to which an article is analysed in this process: it takes less than the way to another one."""
    small_batch: int = 100_000
    """Characters up to which several small articles are analysed in this process."""


ONE_PERSONS_ARTICLE: Final = 100_000
"""`small_article` for a command that serves one person: to start a process takes as long as to analyse so much."""
UNBOUNDED: Final = sys.maxsize
"""`small_batch` for such a command: there is nobody else who waits."""


class HourlyBudget:
    """CPU seconds that each server may use within an hour.

    What was used is given back evenly over the hour. One article may exceed what is left, as its cost is known only
    afterwards; then the server waits until it is given back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`seconds` 0 sets no bound."""
        self._seconds = seconds
        self._clock = clock
        self._paid_off: LruCache[Scope, float] = LruCache(_MOST)
        """When all that a server has used will be given back."""

    def wait(self, scope: Scope) -> float:
        """Seconds until the scope may use more; 0 when it may now."""
        if not self._seconds or scope.is_everyone:
            return 0.0
        return max(0.0, self._time_until_paid_off(scope) - _HOUR)

    def use(self, scope: Scope, seconds: float) -> None:
        """Count what an analysis has taken."""
        if self._seconds and not scope.is_everyone:
            given_back_in = self._time_until_paid_off(scope) + seconds * _HOUR / self._seconds
            self._paid_off.put(scope, self._clock() + given_back_in)

    def _time_until_paid_off(self, scope: Scope) -> float:
        return max(0.0, (self._paid_off.get(scope) or 0.0) - self._clock())
