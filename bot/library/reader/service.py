"""Asks a reader within limits. Whatever it does, a question is answered: at worst as the search alone answers it."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from bot.domain import Scope
from bot.errors import ReaderError, ReaderFault, StoreError
from bot.library.reader.circuit_breaker import CircuitBreaker
from bot.search.reader import Reader, ReaderChoice, ReaderRequest

SETTINGS_SECONDS: Final = 1.0
"""Time to wait for a server's settings. Without them the reader is not asked."""
LOG_EVERY: Final = 100
"""Number of requests after which their outcomes are logged."""
_MAX_TIMES: Final = 1_000
"""Number of response times from which percentiles are taken."""
_BLAMELESS: Final = frozenset({ReaderFault.INVALID, ReaderFault.BUSY, ReaderFault.USED_UP, ReaderFault.RESTING})
"""Faults that do not open the circuit breaker. An article could provoke invalid choices."""
_REPORTED: Final = frozenset({ReaderFault.TOO_SLOW, ReaderFault.UNREACHABLE, ReaderFault.REFUSED, ReaderFault.INVALID})
"""Faults that are logged one by one. Of the others there may be one for each question."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Limits of the use of a reader."""

    seconds: float = 3.0
    """Time for a choice, with the time of waiting for other requests."""
    at_once: int = 4
    """Maximum number of requests at the same time."""
    per_day: int = 1_000
    """Maximum number of requests of a server on a day in UTC, and of all direct messages together; 0 for no limit."""


def _utc_day() -> date:
    return datetime.now(UTC).date()


class ReaderService:
    """A reader with its limits, and what came of the requests."""

    def __init__(
        self,
        reader: Reader,
        limits: ReaderLimits = ReaderLimits(),
        clock: Callable[[], float] = time.monotonic,
        calendar: Callable[[], date] = _utc_day,
    ) -> None:
        self._reader = reader
        self._limits = limits
        self._clock = clock
        self._calendar = calendar
        self._breaker = CircuitBreaker(clock)
        self._slots = asyncio.Semaphore(limits.at_once)
        self._day = calendar()
        self._used: Counter[Scope] = Counter()
        self._times: deque[float] = deque(maxlen=_MAX_TIMES)
        self._outcomes: Counter[str] = Counter()
        self.seconds = 0.0
        """Time of all requests that the reader has answered."""

    @property
    def name(self) -> str:
        """The name of the reader's model."""
        return self._reader.name

    @property
    def outcomes(self) -> Counter[str]:
        """The number of requests by outcome: "chosen", "none", or the value of a ReaderFault."""
        return self._outcomes.copy()

    async def choose(self, request: ReaderRequest, scope: Scope) -> ReaderChoice:
        """Return the choice for a question of the scope. Raises ReaderError if the search has to decide."""
        try:
            choice = await self._choose(request, scope)
        except ReaderError as error:
            self._count(error.fault.value)
            if error.fault in _REPORTED:
                _log.warning("%s", error)
            raise
        self._count("chosen" if choice.numbers else "none")
        return choice

    async def close(self) -> None:
        """Close the connections, and log what came of the requests."""
        if self._outcomes.total() % LOG_EVERY:
            _log.info("%s", self.summary())
        await self._reader.close()

    def summary(self) -> str:
        """Return the outcomes of all requests, and the times of those that the reader answered."""
        counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in self._outcomes.most_common())
        times = sorted(self._times)
        if not times:
            return f"reader: {counts}"
        half, most = (times[math.ceil(share * len(times)) - 1] for share in (0.5, 0.99))
        return f"reader: {counts}; half within {half:.2f} s, 99% within {most:.2f} s"

    async def _choose(self, request: ReaderRequest, scope: Scope) -> ReaderChoice:
        self._admit(scope)
        started, is_asked = self._clock(), False
        try:
            async with asyncio.timeout(self._limits.seconds):
                async with self._slots:
                    is_asked = True
                    choice = (await self._reader.choose(request)).checked(request)
        except TimeoutError as error:
            if is_asked:
                self._breaker.failed()
                detail = f"no answer in {self._limits.seconds:g} s"
                raise ReaderError(ReaderFault.TOO_SLOW, detail) from error
            raise ReaderError(ReaderFault.BUSY, "other requests took all the time") from error
        except ReaderError as error:
            self._note_fault(error.fault)
            raise
        self._breaker.succeeded()
        took = self._clock() - started
        self._times.append(took)
        self.seconds += took
        return choice

    def _admit(self, scope: Scope) -> None:
        """Count a request of the scope. Raises ReaderError if it must not be made."""
        today = self._calendar()
        if today != self._day:
            self._day = today
            self._used.clear()
        if self._limits.per_day and self._used[scope] >= self._limits.per_day:
            raise ReaderError(ReaderFault.USED_UP, "this server has made its requests of the day")
        if not self._breaker.admit():
            raise ReaderError(ReaderFault.RESTING, "it is not asked for a while after several failures")
        self._used[scope] += 1

    def _note_fault(self, fault: ReaderFault) -> None:
        if fault not in _BLAMELESS:
            self._breaker.failed()
        elif fault is ReaderFault.INVALID:
            self._breaker.succeeded()  # the server is there

    def _count(self, outcome: str) -> None:
        self._outcomes[outcome] += 1
        if self._outcomes.total() % LOG_EVERY == 0:
            _log.info("%s", self.summary())


async def may_be_read(read_setting: Awaitable[bool]) -> bool:
    """Return a server's setting, False if it cannot be read in time: then nothing leaves this machine."""
    try:
        async with asyncio.timeout(SETTINGS_SECONDS):
            return await read_setting
    except (StoreError, TimeoutError) as error:
        _log.warning("a server's settings could not be read, so the reader is not asked: %s", error)
        return False
