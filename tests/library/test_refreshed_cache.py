"""Values that are looked up often enough and no oftener."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.errors import StoreError
from bot.library.refreshed_cache import RefreshedCache

LONG, NOT_AT_ALL = 3600.0, 0.0


class Source:
    """Counts how often it is read; it can be away, or hold its answers back."""

    def __init__(self) -> None:
        self.value = "first"
        self.reads = 0
        self.is_away = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def read(self, _key: str) -> str:
        """Its value as it was when asked. Raises StoreError while it is away."""
        self.reads += 1
        value = self.value
        await self.may_answer.wait()
        if self.is_away:
            raise StoreError("the database is away")
        return value


@pytest.fixture
def source() -> Source:
    """A source that answers."""
    return Source()


async def test_a_fresh_value_is_not_read_again(source: Source) -> None:
    """Within the time, what was read is at hand; before, nothing is."""
    fresh = RefreshedCache(source.read, LONG)
    assert fresh.at_hand("a") is None
    assert [await fresh.get("a") for _ in range(3)] == ["first"] * 3
    assert fresh.at_hand("a") == "first"
    assert source.reads == 1


async def test_what_is_wanted_often_is_read_before_it_is_too_old(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the second half of its time a value is still given at once, and read anew meanwhile."""
    fresh = RefreshedCache(source.read, LONG)
    await fresh.get("a")
    source.value = "second"
    now = time.monotonic() + 0.6 * LONG
    monkeypatch.setattr("bot.library.refreshed_cache.time.monotonic", lambda: now)
    assert [fresh.at_hand("a") for _ in range(3)] == ["first"] * 3
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert fresh.at_hand("a") == "second"
    assert source.reads == 2


async def test_an_old_value_is_read_again(source: Source) -> None:
    """After the time, a change is seen."""
    fresh = RefreshedCache(source.read, NOT_AT_ALL)
    await fresh.get("a")
    source.value = "second"
    assert fresh.at_hand("a") is None
    assert await fresh.get("a") == "second"


async def test_all_who_wait_share_one_read(source: Source) -> None:
    """A hundred questions at once ask the database once."""
    fresh = RefreshedCache(source.read, LONG)
    assert set(await asyncio.gather(*(fresh.get("a") for _ in range(100)))) == {"first"}
    assert source.reads == 1


@pytest.mark.parametrize("all_of_them", [True, False])
async def test_a_change_is_seen_at_once(source: Source, all_of_them: bool) -> None:
    """What is known to have changed is read anew, even when a reading was begun before the change."""
    fresh = RefreshedCache(source.read, LONG)
    await fresh.get("a")
    fresh.invalidate_all()
    source.may_answer.clear()
    begun_before = asyncio.create_task(fresh.get("a"))
    await asyncio.sleep(0)
    source.value = "second"
    fresh.invalidate_all() if all_of_them else fresh.invalidate("a")
    source.may_answer.set()
    await begun_before
    assert await fresh.get("a") == "second"


async def test_the_last_value_serves_while_the_source_is_away(source: Source) -> None:
    """An outage is not felt by who asks for what was read before, and is told to others."""
    fresh = RefreshedCache(source.read, NOT_AT_ALL)
    await fresh.get("a")
    source.is_away = True
    assert await fresh.get("a") == "first"
    with pytest.raises(StoreError):
        await fresh.get("b")


async def test_a_source_that_is_away_is_not_asked_over_and_over(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is wanted often and cannot be read anew is tried again after a while, not with every question."""
    fresh = RefreshedCache(source.read, LONG)
    await fresh.get("a")
    source.is_away = True
    now = time.monotonic() + 0.6 * LONG
    monkeypatch.setattr("bot.library.refreshed_cache.time.monotonic", lambda: now)
    for _ in range(20):
        assert fresh.at_hand("a") == "first"
        await asyncio.sleep(0)
    assert source.reads == 2


async def test_nobody_waits_for_a_source_that_hangs(source: Source) -> None:
    """What was read last is given after a short while, and at once to those who come next."""
    fresh = RefreshedCache(source.read, LONG)
    await fresh.get("a")
    fresh.invalidate_all()
    source.may_answer.clear()
    assert await fresh.get("a") == "first"
    assert fresh.at_hand("a") == "first"
    source.may_answer.set()
