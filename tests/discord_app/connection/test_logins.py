"""When shards may log in, over several processes and while something is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from itertools import pairwise

import discord
import pytest

from bot.discord_app.connection import logins as module
from bot.discord_app.connection.logins import LoginQueue
from bot.errors import StoreError
from bot.store.memory import MemoryStore
from bot.store.sql import open_store
from tests.store.postgres import empty_postgres

WINDOW = 0.2


class Allowance:
    """Return limits one after the other; the last one stays."""

    def __init__(self, *remaining: int, max_concurrency: int = 1) -> None:
        self._remaining: Iterator[int] = iter(remaining)
        self._last = 1000
        self._max_concurrency = max_concurrency

    async def __call__(self) -> discord.SessionStartLimits:
        """Raises GatewayNotFound for a negative number."""
        self._last = next(self._remaining, self._last)
        if self._last < 0:
            raise discord.GatewayNotFound
        return discord.SessionStartLimits(
            total=1000, remaining=self._last, reset_after=20, max_concurrency=self._max_concurrency
        )


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry after a short time."""
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.01)


async def test_processes_take_turns_in_each_bucket() -> None:
    """Shards of one bucket log in one window apart, in any process; other buckets do not wait."""
    url = await empty_postgres()
    stores = [await open_store(url) for _ in range(3)]
    times: dict[int, list[float]] = {0: [], 1: []}

    async def process(number: int) -> None:
        turns = LoginQueue(Allowance(max_concurrency=2), stores[number], "bot", WINDOW)
        for shard in (2 * number, 2 * number + 1):
            await turns.wait(shard)
            await turns.confirm(shard)
            times[shard % 2].append(time.time())

    await asyncio.gather(*map(process, range(3)))
    for bucket in times.values():
        assert len(bucket) == 3
        # Each notes the time a moment after its turn began, which may be a longer moment for the first.
        assert all(later - sooner > 0.8 * WINDOW for sooner, later in pairwise(bucket))
    for store in stores:
        await store.close()


async def test_a_turn_is_good_for_one_login() -> None:
    """A shard that logs in again right away, as after an invalid session, waits for the next turn."""
    turns = LoginQueue(Allowance(), MemoryStore(), "bot", WINDOW)
    await turns.wait(0)
    await turns.confirm(0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(turns.confirm(0), WINDOW / 4)


async def test_logins_that_are_used_up_are_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """When no login is left, the bot waits until Discord allows one, and logs the reason."""
    turns = LoginQueue(Allowance(0, 0, 1), MemoryStore(), "bot", WINDOW)
    with caplog.at_level(logging.WARNING):
        await turns.wait(0)
    assert caplog.text.count("1000 logins a day; left: 0") == 2


async def test_some_logins_are_left_to_other_processes() -> None:
    """A reserve of `max_concurrency` logins is left."""
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(LoginQueue(Allowance(3, max_concurrency=4), MemoryStore(), "bot", WINDOW).wait(0), 0.1)
    await LoginQueue(Allowance(4, max_concurrency=4), MemoryStore(), "bot", WINDOW).wait(0)


async def test_a_discord_that_is_away_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    """When Discord cannot be reached, the limits are requested again."""
    with caplog.at_level(logging.WARNING):
        await LoginQueue(Allowance(-1, -1, 1000), MemoryStore(), "bot", WINDOW).wait(0)
    assert caplog.text.count("trying again") == 2


class AwayStore(MemoryStore):
    """A store that fails for its first two claims."""

    claims = 0

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Raises StoreError twice."""
        self.claims += 1
        if self.claims <= 2:
            raise StoreError("the database cannot be reached")
        return await super().claim(name, claimant, seconds)


async def test_a_database_that_is_away_is_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    """Without the database no process knows of the others' logins, so the login waits."""
    with caplog.at_level(logging.WARNING):
        await LoginQueue(Allowance(), AwayStore(), "bot", WINDOW).wait(0)
    assert caplog.text.count("waits for the database") == 2
