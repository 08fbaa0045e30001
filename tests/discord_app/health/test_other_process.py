"""Two processes with the same token and shards are noticed; a process that was killed is not."""

from __future__ import annotations

import logging

import pytest

from bot.discord_app.health.other_process import REPEAT_SECONDS, SEEN_SECONDS, OtherProcess
from bot.errors import StoreError
from bot.store.memory import MemoryStore
from tests.clocks import MonotonicClock


async def test_both_processes_notice_each_other(caplog: pytest.LogCaptureFixture) -> None:
    """Each of two processes says once that the other runs; when one has ended, the other's report says so."""
    store, clock = MemoryStore(), MonotonicClock()
    first, second = OtherProcess(clock), OtherProcess(clock)
    with caplog.at_level(logging.WARNING):
        await first.check(store, 1, 0)
        await second.check(store, 1, 0)
        assert not second.is_running  # the first may have been killed
        for _ in range(3):
            await first.check(store, 1, 0)
            await second.check(store, 1, 0)
    assert first.is_running
    assert second.is_running
    assert caplog.text.count("runs shard 0 of this bot too") == 2
    assert "HEAT2_SHARD_IDS" in first.detail
    clock.now += SEEN_SECONDS
    await first.check(store, 1, 0)
    clock.now += SEEN_SECONDS
    await first.check(store, 1, 0)
    assert not first.is_running


async def test_a_restart_and_other_shards_are_no_other_process(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the note of a process that has ended nor a process with other shards or another bot is reported."""
    store = MemoryStore()
    await OtherProcess().check(store, 1, 0)
    restarted, neighbour, stranger = OtherProcess(), OtherProcess(), OtherProcess()
    for _ in range(3):
        await restarted.check(store, 1, 0)
        await neighbour.check(store, 1, 1)
        await stranger.check(store, 2, 0)
    assert not any(each.is_running for each in (restarted, neighbour, stranger))
    assert not caplog.records


async def test_another_process_with_another_database_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    """An interaction that somebody else has acknowledged is reported, and said again only after an hour."""
    clock = MonotonicClock()
    other = OtherProcess(clock)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            other.acknowledged_elsewhere()
        clock.now += REPEAT_SECONDS
        other.acknowledged_elsewhere()
    assert other.is_running
    assert len(caplog.records) == 2


async def test_a_database_that_is_away_is_no_failure() -> None:
    """While the database is away, the check does nothing."""

    class AwayStore(MemoryStore):
        async def note(self, name: str) -> str:
            raise StoreError("the database cannot be reached")

    other = OtherProcess()
    await other.check(AwayStore(), 1, 0)
    assert not other.is_running
