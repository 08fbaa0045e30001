"""Stored jobs and notices: the same contract in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import EVERYONE, Scope
from bot.store.base import Store
from bot.store.jobs import ALL_SHARDS, MAX_AHEAD, Job, Shards
from bot.store.maintenance.verification import list_unusable_rows
from bot.store.notices import ClaimState
from bot.store.sql import open_store
from tests.store.conftest import Opener

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
HOUR, LEASE = timedelta(hours=1), timedelta(minutes=10)
GUILD, OTHER = Scope(5 << 22), Scope(6 << 22)
NAMES = ("digest", "poll")


async def claimed(store: Store, shards: Shards = ALL_SHARDS, now: datetime = NOW) -> list[Job]:
    """Claim all jobs that are due."""
    found = []
    while True:
        try:
            found.append((await store.jobs.claim(NAMES, shards, now, now + LEASE))[0])
        except LookupError:
            return found


async def test_a_job_is_claimed_once_until_its_lease_is_over(store: Store) -> None:
    """A claimed job is due again when its lease ends, and not before, and only the last claim can finish it."""
    await store.jobs.put(Job("poll", HOUR, NOW, GUILD, "feed"), reschedules=False)
    job, token = await store.jobs.claim(NAMES, ALL_SHARDS, NOW, NOW + LEASE)
    assert job == Job("poll", HOUR, NOW, GUILD, "feed")
    assert await claimed(store) == []
    assert await store.jobs.next_due(NAMES, ALL_SHARDS) == NOW + LEASE
    _, later = await store.jobs.claim(NAMES, ALL_SHARDS, NOW + LEASE, NOW + 2 * LEASE)
    await store.jobs.finish(job, token, NOW, 7)  # the process that was taken for dead
    assert await claimed(store, now=NOW + LEASE) == []
    await store.jobs.finish(job, later, NOW + HOUR, 2)
    assert await store.jobs.of_scope("poll", GUILD) == [Job("poll", HOUR, NOW + HOUR, GUILD, "feed", 2)]


async def test_jobs_of_other_shards_and_names_are_left_to_others(store: Store) -> None:
    """A process claims the jobs of its shards and of no server, the earliest first, and only names that it knows."""
    times = {EVERYONE: NOW - HOUR, GUILD: NOW, OTHER: NOW - 2 * HOUR}
    for scope, due_at in times.items():
        await store.jobs.put(Job("poll", HOUR, due_at, scope), reschedules=False)
    await store.jobs.put(Job("of a newer version", HOUR, NOW - HOUR), reschedules=False)
    assert [job.scope for job in await claimed(store, Shards(2, frozenset({1})))] == [EVERYONE, GUILD]
    assert [job.scope for job in await claimed(store, Shards(2, frozenset({0})))] == [OTHER]


async def test_a_time_that_a_wrong_clock_has_written_does_not_stop_a_job(store: Store) -> None:
    """A job whose time is further ahead than any job is scheduled is due at once; one within that time is not."""
    await store.jobs.put(Job("poll", HOUR, NOW + MAX_AHEAD, GUILD), reschedules=False)
    await store.jobs.put(Job("poll", HOUR, NOW + timedelta(days=365), OTHER), reschedules=False)
    assert [job.scope for job in await claimed(store)] == [OTHER]
    assert await claimed(store) == []


async def test_jobs_of_busy_servers_are_left(store: Store) -> None:
    """A claim takes the earliest job of a server that is not named as busy, and the others later."""
    for scope, due_at in {GUILD: NOW - HOUR, OTHER: NOW}.items():
        await store.jobs.put(Job("poll", HOUR, due_at, scope), reschedules=False)
    job, _ = await store.jobs.claim(NAMES, ALL_SHARDS, NOW, NOW + LEASE, {GUILD})
    assert job.scope == OTHER
    with pytest.raises(LookupError):
        await store.jobs.claim(NAMES, ALL_SHARDS, NOW, NOW + LEASE, {GUILD})
    assert [job.scope for job in await claimed(store)] == [GUILD]


async def test_a_job_that_is_put_again_keeps_its_time_unless_moved(store: Store) -> None:
    """A restart that schedules a job again changes its interval only; a move changes its time too."""
    await store.jobs.put(Job("poll", HOUR, NOW + HOUR), reschedules=False)
    await store.jobs.put(Job("poll", 2 * HOUR, NOW), reschedules=False)
    assert await store.jobs.of_scope("poll", EVERYONE) == [Job("poll", 2 * HOUR, NOW + HOUR)]
    await store.jobs.put(Job("poll", 2 * HOUR, NOW), reschedules=True)
    assert await store.jobs.next_due(NAMES, ALL_SHARDS) == NOW
    await store.jobs.delete("poll", EVERYONE)
    assert await store.jobs.next_due(NAMES, ALL_SHARDS) is None


async def test_two_processes_claim_each_job_once(new_store: Opener) -> None:
    """Connections that claim at the same moment get different jobs, and together all of them."""
    stores = [await new_store(), await new_store()]
    first = stores[0]
    for number in range(20):
        await first.jobs.put(Job("poll", HOUR, NOW, Scope(number + 1)), reschedules=False)
    if type(first).__name__ == "MemoryStore":
        stores = [first, first]
    found = await asyncio.gather(*(claimed(each) for each in stores * 2))
    assert sorted(job.scope.guild_id for jobs in found for job in jobs) == list(range(1, 21))


async def test_a_notice_is_claimed_by_one_and_sent_once(store: Store) -> None:
    """A notice is busy while it is claimed, taken over after its lease, and never claimed again once sent."""
    notices = store.notices
    assert (await notices.claim(GUILD, "a", NOW, LEASE)).state is ClaimState.TAKEN
    assert (await notices.claim(GUILD, "a", NOW + LEASE / 2, LEASE)).state is ClaimState.BUSY
    assert (await notices.claim(OTHER, "a", NOW, LEASE)).state is ClaimState.TAKEN
    over = await notices.claim(GUILD, "a", NOW + LEASE, LEASE)
    assert (over.state, over.since) == (ClaimState.TAKEN_OVER, NOW)
    await notices.mark_sent(GUILD, "a", NOW + LEASE)
    assert (await notices.claim(GUILD, "a", NOW + HOUR, LEASE)).state is ClaimState.SENT
    assert [await notices.count_since(GUILD, NOW + each) for each in (timedelta(), LEASE)] == [1, 0]
    await notices.delete(GUILD, "a")
    assert (await notices.claim(GUILD, "a", NOW + HOUR, LEASE)).state is ClaimState.TAKEN
    await notices.delete_before(NOW + HOUR)
    assert (await notices.claim(OTHER, "a", NOW, LEASE)).state is ClaimState.TAKEN


async def test_erasing_a_server_erases_its_jobs_and_notices(store: Store) -> None:
    """Nothing of a server's jobs and notices is left, and those of others stay."""
    for scope in (GUILD, OTHER):
        await store.jobs.put(Job("poll", HOUR, NOW, scope), reschedules=False)
        await store.notices.claim(scope, "a", NOW, LEASE)
    await store.erase(GUILD)
    assert [job.scope for job in await claimed(store)] == [OTHER]
    states = [(await store.notices.claim(scope, "a", NOW, LEASE)).state for scope in (GUILD, OTHER)]
    assert states == [ClaimState.TAKEN, ClaimState.BUSY]


@pytest.mark.parametrize("change", ["due_at = 'x'", "seconds = 'x'", "failures = -1"])
async def test_a_job_that_cannot_be_read_is_reported(sqlite_url: str, change: str) -> None:
    """The check of the database names a job that was altered outside the program."""
    store = await open_store(sqlite_url)
    await store.jobs.put(Job("poll", HOUR, NOW, GUILD), reschedules=False)
    await store.notices.claim(GUILD, "a", NOW, LEASE)
    await store.close()
    assert await list_unusable_rows(sqlite_url) == []
    with sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///")) as connection:
        connection.execute(f"UPDATE jobs SET {change}")  # noqa: S608 - the values stand above
        connection.execute("UPDATE notices SET claimed_at = 'x'")
    first, second = await list_unusable_rows(sqlite_url)
    assert first.startswith("a periodic job")
    assert second.startswith("the record of a message")
