"""Requests to a reader: how many each server made on its last day; the contract, and the repository in memory."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.domain import Scope


class ReaderRequestRepository(Protocol):
    """The number of requests of each scope on one day. Every method raises StoreError if the database fails."""

    async def count(self, scope: Scope, day: date) -> int:
        """Count a request on this day, and return the day's count. A new day begins with 1.

        All processes count together.
        """
        ...


class MemoryReaderRequests:
    """Implements `ReaderRequestRepository` in memory."""

    def __init__(self) -> None:
        self._days: dict[Scope, tuple[date, int]] = {}

    async def count(self, scope: Scope, day: date) -> int:
        """Count a request on this day, and return the day's count."""
        last, requests = self._days.get(scope, (day, 0))
        self._days[scope] = (day, 1) if last < day else (last, requests + 1)
        return self._days[scope][1]

    def erase(self, scope: Scope) -> None:
        """Delete the number of a scope."""
        self._days.pop(scope, None)
