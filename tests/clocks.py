"""Clocks that stand still until a test moves them."""

from __future__ import annotations

from datetime import UTC, date, datetime

NOON: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A clock of days and hours. Set `now`, or add to it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def today(self) -> date:
        """Return the day."""
        return self.now.date()


class MonotonicClock:
    """A clock of seconds since some moment. Set `now`, or add to it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now
