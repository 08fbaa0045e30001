"""A circuit breaker: after several failures in a row, nothing is tried for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

MAX_FAILURES: Final = 5
"""Number of failures in a row after which nothing is tried for a while."""
FIRST_PAUSE_SECONDS: Final = 30.0
MAX_PAUSE_SECONDS: Final = 600.0
"""The pause doubles with each failed trial, up to this."""


class CircuitBreaker:
    """Tells whether to try. After a pause one trial decides whether all are allowed again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._closed_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether failures have stopped all but trials."""
        return self._failures >= MAX_FAILURES

    @property
    def pauses(self) -> bool:
        """Whether nothing is tried now."""
        return self.is_open and self._clock() < self._closed_until

    def admit(self) -> bool:
        """Return whether to try now. While it is open, one caller is admitted after each pause."""
        if self.pauses:
            return False
        if not self.is_open:
            return True
        # Others wait for the outcome of this trial.
        self._closed_until = self._clock() + self._pause
        return True

    def succeeded(self) -> None:
        """Record a success."""
        self._failures, self._pause = 0, FIRST_PAUSE_SECONDS

    def pause(self, seconds: float) -> None:
        """Try nothing for this time, at most MAX_PAUSE_SECONDS, whatever failed before."""
        self._failures = max(self._failures, MAX_FAILURES)
        self._closed_until = self._clock() + min(seconds, MAX_PAUSE_SECONDS)

    def failed(self) -> None:
        """Record a failure."""
        if self.is_open:
            self._pause = min(2 * self._pause, MAX_PAUSE_SECONDS)
        self._failures += 1
        self._closed_until = self._clock() + self._pause
