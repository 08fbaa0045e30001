"""A loop that stops for long leaves a line that says where, and a loop that waits wakes up nobody."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.discord_app.health.event_loop import LAG_WINDOW_SECONDS, LoopTimes, TimedEventLoop, running_loop_times
from bot.discord_app.health.loop_watchdog import watched_loop


def wait_in_a_named_function(seconds: float) -> None:
    """Block the loop, as a slow call would."""
    secret_value = "nobody reads this"
    time.sleep(seconds)
    assert secret_value


def in_noting_loop(work: Callable[[], Awaitable[None]], limit: float) -> None:
    """Run the work in the loop of `heat2 run`, watched."""

    async def watched() -> None:
        with watched_loop(limit):
            await asyncio.sleep(0.05)
            await work()
            await asyncio.sleep(0.05)

    with asyncio.Runner(loop_factory=TimedEventLoop) as runner:
        runner.run(watched())


def test_a_stop_is_logged_with_its_place_and_its_duration(caplog: pytest.LogCaptureFixture) -> None:
    """One line during the block names file, line and function, one after it the duration; neither contains a value."""

    async def work() -> None:
        for _ in range(2):
            wait_in_a_named_function(0.6)
            await asyncio.sleep(0.01)

    in_noting_loop(work, limit=0.2)
    begun, ended, *second = (record.getMessage() for record in caplog.records)
    assert re.search(r"health/test_loop_watchdog.py:\d+ wait_in_a_named_function$", begun)
    assert "stood still" in begun
    found = re.fullmatch(r"the event loop goes on after (\d+\.\d) s", ended)
    assert found
    assert float(found[1]) >= 0.6
    assert len(second) == 2
    assert "nobody reads this" not in caplog.text


def test_a_stop_by_one_long_call_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A call that holds the interpreter's lock blocks the watchdog too, and is logged when it has ended."""

    async def work() -> None:
        end, size = time.monotonic() + 120, 100_000
        while not caplog.records and time.monotonic() < end:
            size *= 2
            sorted(range(size, 0, -1), key=str)
            await asyncio.sleep(0.01)

    in_noting_loop(work, limit=0.2)
    assert "stood still" in caplog.text


def switches(thread: threading.Thread) -> int:
    """Return how often the system has woken up a thread."""
    status = Path(f"/proc/self/task/{thread.native_id}/status").read_text()
    return sum(int(line.split()[1]) for line in status.splitlines() if "ctxt_switches" in line)


def test_a_waiting_loop_wakes_nobody_up(caplog: pytest.LogCaptureFixture) -> None:
    """While the loop waits, its watchdog sleeps too; short steps are not logged."""
    if not Path("/proc/self/task").exists():
        pytest.skip("this system does not count wake-ups in /proc")
    counts: list[int] = []

    def count_twice() -> None:
        (watchdog,) = (each for each in threading.enumerate() if each.name == "loop-watchdog")
        for _ in range(2):
            time.sleep(0.3)
            counts.append(switches(watchdog))

    in_noting_loop(lambda: asyncio.to_thread(count_twice), limit=5)
    assert counts[0] == counts[1]
    assert not caplog.records


def test_the_lag_is_the_longest_busy_time_of_the_last_windows() -> None:
    """The lag of a block is reported for a while and then forgotten; a block that goes on counts too."""
    now = 100.0
    times = LoopTimes(lambda: now)
    times.rest()
    times.resume()
    now += 2.0
    assert times.lag == 2.0
    times.rest()
    assert times.busy_seconds == 2.0
    now += LAG_WINDOW_SECONDS
    assert times.lag == 2.0
    now += LAG_WINDOW_SECONDS
    assert times.lag == 0.0
    times.resume()
    now += 1.0
    times.rest()
    assert times.lag == 1.0
    times.resume()
    now += 2.0
    times.forget_lag()
    assert times.lag == 0.0


async def test_another_kind_of_loop_is_not_watched() -> None:
    """A loop that notes no times runs as before."""
    with watched_loop():
        assert running_loop_times() is None
