"""Periodic jobs: work that one of several processes does at intervals, and that goes on after a restart.

Register the function of each job before `run`, then schedule it for a server, or once for all:

    runner.register("digest", send_digest)  # async def send_digest(job: Job) -> timedelta | None
    await runner.schedule("digest", timedelta(days=7), scope)  # when a server turns its digest on
    await runner.cancel("digest", scope)  # when it turns it off

    runner.register("cleanup", clean_up, every=timedelta(days=1))  # for no server: by one process, scheduled by itself

A function returns the time until its next run, or None for the interval. An error is logged in one line, and the job
is tried again, later each time. The function must end within MAX_SECONDS. If the program ends, the function may be
interrupted anywhere, and then runs again from its beginning: so it must make sure itself that nothing is done twice (a
message is sent once with `bot.discord_app.services.notices`).

Times are those of the process. The clocks of several processes must agree within some minutes. What was scheduled while
a clock was weeks or years ahead runs as soon as the clock is right again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from bot.domain import EVERYONE, Scope
from bot.errors import Heat2Error
from bot.library.backoff import backoff
from bot.store.jobs import ALL_SHARDS, MAX_AHEAD, Job, JobRepository, Shards
from bot.store.rules import utc_now

JobFunction = Callable[[Job], Awaitable[timedelta | None]]
"""Does the work of a job."""

MAX_SECONDS: Final = 300.0
"""Time that a job may take."""
LEASE: Final = timedelta(seconds=2 * MAX_SECONDS)
"""Time after which a job whose process was killed is done by another one."""
MAX_CONCURRENT: Final = 4
"""Maximum number of jobs that a process does at the same time, only one of them for each server."""
CLAIM_EVERY: Final = 15.0
"""Seconds between two looks for more jobs while some are running."""
FIRST_RETRY: Final = timedelta(minutes=1)
"""Time until a job that failed is tried again. It doubles with each failure, up to LAST_RETRY."""
LAST_RETRY: Final = timedelta(hours=6)
MAX_WAIT: Final = timedelta(minutes=15)
"""Time after which the database is asked for new jobs, which other processes may have scheduled."""
OUTAGE_WAIT: Final = timedelta(seconds=30)
"""Time after which a database that failed is tried again."""

_log = logging.getLogger(__name__)


class JobRunner:
    """Runs the jobs that are due. One for each process."""

    def __init__(
        self, jobs: JobRepository, clock: Callable[[], datetime] = utc_now, max_seconds: float = MAX_SECONDS
    ) -> None:
        self._jobs = jobs
        self._clock = clock
        self._max_seconds = max_seconds
        self._functions: dict[str, JobFunction] = {}
        self._intervals: dict[str, timedelta] = {}
        self._is_changed = False
        self._sleeping: asyncio.Task[None] | None = None
        self._shards = ALL_SHARDS
        self.runs: Counter[tuple[str, bool]] = Counter()
        """Number of runs by the name of the job, and whether they succeeded."""
        self.seconds: dict[str, float] = defaultdict(float)
        """Seconds that the runs took, by the name of the job."""

    def register(self, name: str, function: JobFunction, every: timedelta | None = None) -> None:
        """Register the function for jobs of that name. With `every`, `run` schedules one job that is for no server."""
        self._functions[name] = function
        if every:
            self._intervals[name] = every

    async def schedule(
        self, name: str, every: timedelta, scope: Scope = EVERYONE, key: str = "", first: timedelta | None = None
    ) -> None:
        """Schedule a job. Raises StoreError.

        It runs for the first time after `first`, at once if that is None. A job that is scheduled already gets the
        interval; it keeps its next time if `first` is None.
        """
        due_at = self._clock() + (first or timedelta())
        await self._jobs.put(Job(name, every, due_at, scope, key), reschedules=first is not None)
        self._wake()

    async def cancel(self, name: str, scope: Scope = EVERYONE, key: str = "") -> None:
        """Stop a job from running again. Raises StoreError."""
        await self._jobs.delete(name, scope, key)

    async def scheduled(self, name: str, scope: Scope = EVERYONE) -> list[Job]:
        """Return the jobs of that name of a server, by key, with their next times. Raises StoreError."""
        return await self._jobs.of_scope(name, scope)

    async def run(self, shards: Shards = ALL_SHARDS) -> None:
        """Run the jobs of these shards until cancelled. While nothing is due, nothing happens."""
        self._shards = shards
        is_started, is_failing = False, False
        while True:
            self._is_changed, wait = False, MAX_WAIT
            try:
                if not is_started:
                    await self._schedule_registered()
                    is_started = True
                await self.run_due()
                wait = await self._time_until_next()
                is_failing = False
            except Exception as error:  # noqa: BLE001 - without this loop, no job would ever run again
                if not is_failing:
                    _log.warning("periodic jobs cannot run and are tried again: %s", _safe_text(error))
                is_failing, wait = True, OUTAGE_WAIT
            await self._sleep(wait)

    async def run_due(self) -> int:
        """Run all jobs that are due and return their number. Raises StoreError.

        A server has one job running at most, so that slow jobs of one server do not keep those of others waiting.
        """
        done, running = 0, dict[asyncio.Task[None], Scope]()
        try:
            while True:
                while len(running) < MAX_CONCURRENT and (claim := await self._claim(set(running.values()))):
                    job, token = claim
                    running[asyncio.create_task(self._run(job, token))] = job.scope
                if not running:
                    return done
                finished, _ = await asyncio.wait(running, timeout=CLAIM_EVERY, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    del running[task]
                    done += 1
                    task.result()
        except asyncio.CancelledError:
            for task in running:
                task.cancel()
            raise
        finally:
            # After a failure of the database, jobs that are running come to their end first.
            await asyncio.gather(*running, return_exceptions=True)

    def _wake(self) -> None:
        """Make `run` look for jobs at once."""
        self._is_changed = True
        if self._sleeping:
            self._sleeping.cancel()

    async def _sleep(self, wait: timedelta) -> None:
        """Wait for that time, or until a job was scheduled in this process."""
        if self._is_changed:
            return
        self._sleeping = asyncio.create_task(asyncio.sleep(wait.total_seconds()))
        try:
            await asyncio.wait({self._sleeping})
        finally:
            self._sleeping.cancel()

    async def _schedule_registered(self) -> None:
        for name, every in self._intervals.items():
            await self._jobs.put(Job(name, every, self._clock()), reschedules=False)

    async def _time_until_next(self) -> timedelta:
        due_at = await self._jobs.next_due(self._functions, self._shards)
        if due_at is None:
            return MAX_WAIT
        return min(max(due_at - self._clock(), timedelta()), MAX_WAIT)

    async def _claim(self, busy: Collection[Scope]) -> tuple[Job, str] | None:
        now, servers = self._clock(), {scope for scope in busy if not scope.is_everyone}
        try:
            return await self._jobs.claim(self._functions, self._shards, now, now + LEASE, servers)
        except LookupError:
            return None

    async def _run(self, job: Job, token: str) -> None:
        """Run a claimed job and store its next time. A job that is interrupted stays due."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._max_seconds):
                wait = await self._functions[job.name](job)
        except asyncio.CancelledError:
            await self._jobs.finish(job, token, job.due_at, job.failures)
            raise
        except Exception as error:  # noqa: BLE001 - one job that fails must not stop the others
            failures = job.failures + 1
            retry = backoff(failures, FIRST_RETRY, LAST_RETRY)
            self._count(job, began, succeeded=False)
            _log.warning("%s failed and is tried again in %s: %s", _described(job), retry, _safe_text(error))
            await self._jobs.finish(job, token, self._clock() + retry, failures)
        else:
            self._count(job, began, succeeded=True)
            wait = min(job.interval if wait is None else wait, MAX_AHEAD)
            await self._jobs.finish(job, token, self._clock() + wait, 0)

    def _count(self, job: Job, began: float, *, succeeded: bool) -> None:
        self.runs[job.name, succeeded] += 1
        self.seconds[job.name] += time.monotonic() - began


def _described(job: Job) -> str:
    return f"the job {job.name}" + ("" if job.scope.is_everyone else f" of {job.scope}")


def _safe_text(error: Exception) -> str:
    """Return what an error says if that is safe in a log, else its type and place."""
    if isinstance(error, Heat2Error):
        return str(error)
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"
