"""The runner of periodic jobs, with a clock that the test moves and a database that survives restarts."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain import Scope
from bot.errors import StoreError
from bot.library.jobs import FIRST_RETRY, LAST_RETRY, LEASE, MAX_CONCURRENT, JobRunner
from bot.store.jobs import Job, MemoryJobs
from tests.clocks import Clock

HOUR = timedelta(hours=1)
GUILD, OTHER = Scope(7), Scope(8)


class Work:
    """A job's function that counts its runs and fails as often as it is told."""

    def __init__(self, failures: int = 0, wait: timedelta | None = None) -> None:
        self.runs: list[Job] = []
        self._failures, self._wait = failures, wait

    async def __call__(self, job: Job) -> timedelta | None:
        """Run once. Raises StoreError for the first runs."""
        self.runs.append(job)
        if len(self.runs) <= self._failures:
            raise StoreError("The database is away.")
        return self._wait


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def jobs() -> MemoryJobs:
    """Stored jobs."""
    return MemoryJobs()


async def test_a_job_runs_at_each_interval(clock: Clock, jobs: MemoryJobs) -> None:
    """A job runs when it is due, once, also if many intervals have passed, and not after it is cancelled."""
    runner, work = JobRunner(jobs, clock), Work()
    runner.register("poll", work)
    await runner.schedule("poll", HOUR, GUILD, "a")
    assert await runner.run_due() == 1
    assert await runner.run_due() == 0
    clock.now += 10 * HOUR
    assert await runner.run_due() == 1
    assert [job.due_at for job in await runner.scheduled("poll", GUILD)] == [clock.now + HOUR]
    await runner.cancel("poll", GUILD, "a")
    clock.now += 2 * HOUR
    assert await runner.run_due() == 0


async def test_a_job_chooses_its_next_time(clock: Clock, jobs: MemoryJobs) -> None:
    """The time that a function returns is used instead of the interval."""
    runner = JobRunner(jobs, clock)
    runner.register("poll", Work(wait=3 * HOUR))
    await runner.schedule("poll", HOUR)
    await runner.run_due()
    assert (await runner.scheduled("poll"))[0].due_at == clock.now + 3 * HOUR


async def test_failures_back_off_and_are_logged_in_one_line(
    clock: Clock, jobs: MemoryJobs, caplog: pytest.LogCaptureFixture
) -> None:
    """Each failure doubles the time until the next try, up to a maximum, and a success resets it."""
    runner, work = JobRunner(jobs, clock), Work(failures=12)
    runner.register("poll", work)
    await runner.schedule("poll", HOUR, GUILD)
    waits = []
    with caplog.at_level(logging.WARNING):
        for _ in range(13):
            await runner.run_due()
            (job,) = await runner.scheduled("poll", GUILD)
            waits.append(job.due_at - clock.now)
            clock.now = job.due_at
    assert waits[:3] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY]
    assert waits[11:] == [LAST_RETRY, HOUR]
    assert len(caplog.records) == 12
    assert runner.runs == {("poll", False): 12, ("poll", True): 1}
    assert runner.seconds["poll"] > 0
    assert caplog.messages[0] == "the job poll of server 7 failed and is tried again in 0:01:00: The database is away."


async def test_a_failing_job_does_not_stop_others(
    clock: Clock, jobs: MemoryJobs, caplog: pytest.LogCaptureFixture
) -> None:
    """An unforeseen error is logged by its type and place, never with its text, and the other jobs run."""

    async def broken(_job: Job) -> None:
        raise ValueError("a secret")

    runner, work = JobRunner(jobs, clock), Work()
    runner.register("broken", broken)
    runner.register("poll", work)
    await runner.schedule("broken", HOUR)
    await runner.schedule("poll", HOUR)
    assert await runner.run_due() == 2
    assert len(work.runs) == 1
    assert "ValueError at test_jobs.py:" in caplog.text
    assert "secret" not in caplog.text


async def test_slow_jobs_of_one_server_do_not_keep_others_waiting(clock: Clock, jobs: MemoryJobs) -> None:
    """However many slow jobs a server has due, one of them runs at a time, and those of others run beside it."""
    started, slow_at_once = list[Scope](), list[int]()
    others_are_done = asyncio.Event()

    async def poll(job: Job) -> None:
        started.append(job.scope)
        if job.scope == GUILD:
            await others_are_done.wait()
        elif started.count(OTHER) == 2 * MAX_CONCURRENT:
            slow_at_once.append(started.count(GUILD))
            others_are_done.set()

    runner = JobRunner(jobs, clock)
    runner.register("poll", poll)
    for number in range(2 * MAX_CONCURRENT):
        await runner.schedule("poll", HOUR, GUILD, f"slow {number}", first=-HOUR)
        await runner.schedule("poll", HOUR, OTHER, f"quick {number}")
    assert await asyncio.wait_for(runner.run_due(), 5) == 4 * MAX_CONCURRENT
    assert slow_at_once == [1]


async def test_a_failing_claim_leaves_no_job_running_unseen(clock: Clock) -> None:
    """A database that fails while a job runs is reported after the job has come to its end."""
    ends: list[str] = []

    class Failing(MemoryJobs):
        async def claim(self, *arguments: Any) -> tuple[Job, str]:
            if await self.of_scope("poll", GUILD) and self._claims:
                raise StoreError("The database is away.")
            return await super().claim(*arguments)

    async def poll(_job: Job) -> None:
        await asyncio.sleep(0)
        ends.append("ended")

    runner = JobRunner(Failing(), clock)
    runner.register("poll", poll)
    await runner.schedule("poll", HOUR, GUILD)
    with pytest.raises(StoreError):
        await runner.run_due()
    assert ends == ["ended"]


async def test_a_job_that_takes_too_long_is_ended(clock: Clock, jobs: MemoryJobs) -> None:
    """A job that never ends counts as failed after its time, so that it cannot run twice at once."""

    async def endless(_job: Job) -> None:
        await asyncio.Event().wait()

    runner = JobRunner(jobs, clock, max_seconds=0.01)
    runner.register("poll", endless)
    await runner.schedule("poll", HOUR)
    await runner.run_due()
    assert (await runner.scheduled("poll"))[0].failures == 1


async def test_a_restart_goes_on(clock: Clock, jobs: MemoryJobs) -> None:
    """A job that is interrupted by the end of the program runs first thing after the restart, one killed, later."""
    started = asyncio.Event()

    async def interrupted(_job: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    runner = JobRunner(jobs, clock)
    runner.register("poll", interrupted, every=HOUR)
    running = asyncio.create_task(runner.run())
    await started.wait()
    running.cancel()
    await asyncio.wait({running})
    restarted, work = JobRunner(jobs, clock), Work()
    restarted.register("poll", work)
    assert await restarted.run_due() == 1
    clock.now += HOUR
    await jobs.claim({"poll"}, restarted._shards, clock.now, clock.now + LEASE)  # a process that is killed now
    assert await restarted.run_due() == 0
    clock.now += LEASE
    assert await restarted.run_due() == 1


async def test_the_runner_sleeps_until_something_changes(clock: Clock, jobs: MemoryJobs) -> None:
    """A running runner does nothing until a job is scheduled, and runs it at once then."""
    ran = asyncio.Event()

    async def work(_job: Job) -> None:
        ran.set()

    runner = JobRunner(jobs, clock)
    runner.register("poll", work)
    running = asyncio.create_task(runner.run())
    await asyncio.sleep(0)
    await runner.schedule("poll", HOUR, GUILD)
    await asyncio.wait_for(ran.wait(), 5)
    running.cancel()
    await asyncio.wait({running})


async def test_a_database_that_fails_is_reported_once(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    """While the database is away, the runner lives on and logs one line."""

    class Away(MemoryJobs):
        async def next_due(self, *_: object) -> datetime | None:
            raise StoreError("The database is away.")

    runner = JobRunner(Away(), clock)
    running = asyncio.create_task(runner.run())
    for _ in range(5):
        await asyncio.sleep(0)
        runner._wake()
    assert not running.done()
    running.cancel()
    await asyncio.wait({running})
    assert caplog.messages == ["periodic jobs cannot run and are tried again: The database is away."]
