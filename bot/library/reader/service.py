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
from bot.search.reader import MAX_PASSAGES, Reader, ReaderChoice, ReaderRequest
from bot.store.reader_requests import MemoryReaderRequests, ReaderRequestRepository

STORE_SECONDS: Final = 1.0
"""Time to wait for a server's settings, and for the number of its requests. Without them the reader is not asked."""
LOG_EVERY: Final = 100
"""Number of requests after which their outcomes are logged."""
_MAX_TIMES: Final = 1_000
"""Number of recent response times that percentiles are computed from."""
_NOT_COUNTED: Final = frozenset({ReaderFault.INVALID, ReaderFault.BUSY})
"""Faults that do not open the circuit breaker. An article could provoke invalid choices."""
_RESTING_DETAIL: Final = "it is not asked for a while after several failures"
_REPORTED: Final = frozenset(
    {ReaderFault.TOO_SLOW, ReaderFault.UNREACHABLE, ReaderFault.REFUSED, ReaderFault.INVALID, ReaderFault.UNCOUNTED}
)
"""Faults that are logged one by one. Others could occur with every question."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """Limits of the use of a reader."""

    seconds: float = 3.0
    """Time for a choice, with the time of waiting for other requests."""
    at_once: int = 4
    """Maximum number of requests at the same time."""
    passages: int = MAX_PASSAGES
    """Maximum number of passages that it gets for a question."""
    per_day: int = 1_000
    """Maximum number of requests of a server on a day in UTC; 0 for no limit."""
    direct_per_day: int = 1_000
    """The same for all direct messages together."""
    reads_direct: bool = True
    """Whether questions in direct messages go to the reader."""

    def daily_limit(self, scope: Scope) -> int:
        """Return the maximum number of requests of this scope on a day, 0 for no limit."""
        return self.direct_per_day if scope.is_everyone else self.per_day


def _utc_day() -> date:
    return datetime.now(UTC).date()


class ReaderService:
    """A reader with its limits, and what came of the requests."""

    def __init__(
        self,
        reader: Reader,
        limits: ReaderLimits = ReaderLimits(),
        requests: ReaderRequestRepository | None = None,
        clock: Callable[[], float] = time.monotonic,
        calendar: Callable[[], date] = _utc_day,
    ) -> None:
        """`requests` counts the requests of a day for all processes; by default only this service counts."""
        self._reader = reader
        self._limits = limits
        self._clock = clock
        self._calendar = calendar
        self._breaker = CircuitBreaker(clock)
        self._slots = asyncio.Semaphore(limits.at_once)
        self._requests = requests or MemoryReaderRequests()
        self._counting: set[asyncio.Future[int]] = set()
        """Counts that are being stored. Without a reference, the event loop could drop them."""
        self._times: deque[float] = deque(maxlen=_MAX_TIMES)
        self._outcomes: Counter[str] = Counter()
        self.seconds = 0.0
        """Time of all requests that the reader has answered."""

    @property
    def name(self) -> str:
        """The name of the reader's model."""
        return self._reader.name

    @property
    def reads_direct(self) -> bool:
        """Whether questions in direct messages go to the reader."""
        return self._limits.reads_direct

    @property
    def passages(self) -> int:
        """Maximum number of passages that the reader gets for a question."""
        return self._limits.passages

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
        await self._admit(scope)
        started, is_asked = self._clock(), False
        try:
            async with asyncio.timeout(self._limits.seconds):
                async with self._slots:
                    is_asked = True
                    choice = (await self._reader.choose(request)).checked(request)
        except TimeoutError as error:
            if is_asked:
                self._failed()
                detail = f"no answer in {self._limits.seconds:g} s, see HEAT2_READER_SECONDS"
                raise ReaderError(ReaderFault.TOO_SLOW, detail) from error
            raise ReaderError(ReaderFault.BUSY, "other requests took all the time") from error
        except ReaderError as error:
            self._record_error(error)
            raise
        self._breaker.succeeded()
        took = self._clock() - started
        self._times.append(took)
        self.seconds += took
        return choice

    async def _admit(self, scope: Scope) -> None:
        """Count a request of the scope. Raises ReaderError if it must not be made."""
        if self._breaker.is_paused:
            raise ReaderError(ReaderFault.RESTING, _RESTING_DETAIL)
        limit = self._limits.daily_limit(scope)
        if limit and await self._count_of_day(scope) > limit:
            raise ReaderError(ReaderFault.USED_UP, "this server has made its requests of the day")
        if not self._breaker.admit():
            raise ReaderError(ReaderFault.RESTING, _RESTING_DETAIL)

    async def _count_of_day(self, scope: Scope) -> int:
        counting = asyncio.ensure_future(self._requests.count(scope, self._calendar()))
        self._counting.add(counting)
        counting.add_done_callback(self._counting.discard)
        # It is not cancelled: a statement of SQLite that waits for a lock would be waited for nevertheless.
        done, _ = await asyncio.wait({counting}, timeout=STORE_SECONDS)
        try:
            if not done:
                raise TimeoutError
            return counting.result()
        except (StoreError, TimeoutError) as error:
            raise ReaderError(ReaderFault.UNCOUNTED, "the requests of the day could not be counted") from error

    def _record_error(self, error: ReaderError) -> None:
        if error.retry_after:
            self._breaker.pause(error.retry_after)
        elif error.fault not in _NOT_COUNTED:
            self._failed()
        elif error.fault is ReaderFault.INVALID:
            self._breaker.succeeded()  # the server is there

    def _failed(self) -> None:
        if self._breaker.failed():
            message = "the reader is not asked for %.0f s after several failures in a row"
            _log.warning(message, self._breaker.seconds_left)

    def _count(self, outcome: str) -> None:
        self._outcomes[outcome] += 1
        if self._outcomes.total() % LOG_EVERY == 0:
            _log.info("%s", self.summary())


async def setting_or_false(read_setting: Awaitable[bool]) -> bool:
    """Return a server's setting, False if it cannot be read in time: then nothing leaves this machine."""
    try:
        async with asyncio.timeout(STORE_SECONDS):
            return await read_setting
    except (StoreError, TimeoutError) as error:
        _log.warning("a server's settings could not be read, so the reader is not asked: %s", error)
        return False
