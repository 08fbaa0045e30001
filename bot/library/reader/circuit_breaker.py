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
    """Decides whether to try. After a pause, the outcome of one trial decides whether all callers may try again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE_SECONDS
        self._paused_until = 0.0
        self._awaits_trial = False
        """Whether the outcome of a trial after a pause is awaited."""

    @property
    def is_open(self) -> bool:
        """Whether too many failures came in a row, so that only trials are allowed."""
        return self._failures >= MAX_FAILURES

    @property
    def is_paused(self) -> bool:
        """Whether nothing is tried now."""
        return self.seconds_left > 0

    @property
    def seconds_left(self) -> float:
        """Seconds for which nothing is tried, 0 if something may be tried now."""
        return max(self._paused_until - self._clock(), 0.0) if self.is_open else 0.0

    def admit(self) -> bool:
        """Return whether to try now. While it is open, one caller is admitted after each pause."""
        if self.is_paused:
            return False
        if not self.is_open:
            return True
        # Others wait for the outcome of this trial.
        self._paused_until = self._clock() + self._pause
        self._awaits_trial = True
        return True

    def succeeded(self) -> None:
        """Record a success."""
        self._failures, self._pause, self._awaits_trial = 0, FIRST_PAUSE_SECONDS, False

    def pause(self, seconds: float) -> None:
        """Try nothing for this time, at most MAX_PAUSE_SECONDS, whatever failed before."""
        self._failures = max(self._failures, MAX_FAILURES)
        self._paused_until = self._clock() + min(seconds, MAX_PAUSE_SECONDS)

    def failed(self) -> bool:
        """Record a failure, and return whether a pause begins with it."""
        if self.is_open:
            if not self._awaits_trial:
                return False  # it was sent before the pause, and tells nothing new
            self._pause = min(2 * self._pause, MAX_PAUSE_SECONDS)
            self._awaits_trial = False
        self._failures += 1
        self._paused_until = self._clock() + self._pause
        return self.is_open
