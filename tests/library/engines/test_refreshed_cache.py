"""A cache of values that another process may change."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.errors import StoreError
from bot.library.engines.refreshed_cache import RefreshedCache

LONG, EXPIRED_AT_ONCE = 3600.0, 0.0


class Source:
    """A source that counts its reads. It can fail, or delay its answers."""

    def __init__(self) -> None:
        self.value = "first"
        self.reads = 0
        self.is_away = False
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def read(self, _key: str) -> str:
        """Return the value at the time of the call. Raises StoreError while the source is away."""
        self.reads += 1
        value = self.value
        await self.may_answer.wait()
        if self.is_away:
            raise StoreError("the database is away")
        return value


@pytest.fixture
def source() -> Source:
    """A source that answers at once."""
    return Source()


def pass_time(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the cache's clock forward."""
    now = time.monotonic() + seconds
    monkeypatch.setattr("bot.library.engines.refreshed_cache.time.monotonic", lambda: now)


async def test_a_fresh_value_is_not_read_again(source: Source) -> None:
    """Within its time to live, a value is read once."""
    cache = RefreshedCache("value", source.read, LONG)
    assert [await cache.get("a") for _ in range(3)] == ["first"] * 3
    assert source.reads == 1


async def test_a_value_in_use_is_read_before_it_expires(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the second half of its time to live, a value is returned at once and read again in the background."""
    cache = RefreshedCache("value", source.read, LONG)
    await cache.get("a")
    source.value = "second"
    pass_time(0.6 * LONG, monkeypatch)
    assert [await cache.get("a") for _ in range(3)] == ["first"] * 3
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await cache.get("a") == "second"
    assert source.reads == 2


async def test_an_expired_value_is_read_again(source: Source) -> None:
    """After its time to live, the changed value is returned."""
    cache = RefreshedCache("value", source.read, EXPIRED_AT_ONCE)
    await cache.get("a")
    source.value = "second"
    assert await cache.get("a") == "second"


async def test_concurrent_callers_share_one_read(source: Source) -> None:
    """A hundred questions at once ask the database once."""
    cache = RefreshedCache("value", source.read, LONG)
    assert set(await asyncio.gather(*(cache.get("a") for _ in range(100)))) == {"first"}
    assert source.reads == 1


@pytest.mark.parametrize("all_values", [True, False])
async def test_an_invalidated_value_is_read_again(source: Source, all_values: bool) -> None:
    """After an invalidation the new value is returned, even if a read had started before it."""
    cache = RefreshedCache("value", source.read, LONG)
    await cache.get("a")
    cache.invalidate_all()
    source.may_answer.clear()
    started_before = asyncio.create_task(cache.get("a"))
    await asyncio.sleep(0)
    source.value = "second"
    cache.invalidate_all() if all_values else cache.invalidate("a")
    source.may_answer.set()
    await started_before
    assert await cache.get("a") == "second"


async def test_the_last_value_serves_while_the_source_is_away(source: Source, caplog: pytest.LogCaptureFixture) -> None:
    """During an outage, a value that was read before is returned, and one that was never read raises StoreError."""
    cache = RefreshedCache("value", source.read, EXPIRED_AT_ONCE)
    await cache.get("a")
    source.is_away = True
    assert await cache.get("a") == "first"
    assert caplog.messages == ["the value of a cannot be read now: the last known value remains in use"]
    with pytest.raises(StoreError):
        await cache.get("b")


async def test_a_read_that_is_cancelled_is_no_failure(
    source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A refresh that the end of the program cancels is not logged as a source that cannot be read."""
    cache = RefreshedCache("value", source.read, LONG)
    await cache.get("a")
    pass_time(0.6 * LONG, monkeypatch)
    source.may_answer.clear()
    before = asyncio.all_tasks()
    assert await cache.get("a") == "first"
    (refresh,) = asyncio.all_tasks() - before
    refresh.cancel()
    await asyncio.wait({refresh})
    assert caplog.text == ""
    source.may_answer.set()
    source.value = "second"
    assert await cache.get("a") == "first"
    (again,) = asyncio.all_tasks() - before
    await again
    assert await cache.get("a") == "second"


async def test_a_source_that_is_away_is_not_asked_by_every_caller(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a failed read, the value is extended, so that the next callers do not read."""
    cache = RefreshedCache("value", source.read, LONG)
    await cache.get("a")
    source.is_away = True
    pass_time(0.6 * LONG, monkeypatch)
    for _ in range(20):
        assert await cache.get("a") == "first"
        await asyncio.sleep(0)
    assert source.reads == 2


async def test_nobody_waits_long_for_a_source_that_hangs(source: Source) -> None:
    """The last value is returned after a short time, and to the next callers at once."""
    cache = RefreshedCache("value", source.read, LONG)
    await cache.get("a")
    cache.invalidate_all()
    source.may_answer.clear()
    assert await cache.get("a") == "first"
    assert await asyncio.wait_for(cache.get("a"), 0.1) == "first"
    source.may_answer.set()
