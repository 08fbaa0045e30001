"""A loop that stops for long leaves a line that says where."""

from __future__ import annotations

import asyncio
import re
import time

import pytest

from bot.discord_app.loop_watchdog import watched_loop


def wait_in_a_named_function(seconds: float) -> None:
    """Block the loop, as a slow call would."""
    secret_value = "nobody reads this"
    time.sleep(seconds)
    assert secret_value


async def rested() -> None:
    """Let the watchdog see that the loop goes on."""
    await asyncio.sleep(0.3)


async def test_a_stop_is_logged_with_its_place_and_its_duration(caplog: pytest.LogCaptureFixture) -> None:
    """One line during the block names file, line and function, one after it the duration; neither contains a value."""
    with watched_loop(limit=0.3):
        await rested()
        caplog.clear()
        wait_in_a_named_function(1.2)
        await rested()
    begun, ended = (record.getMessage() for record in caplog.records)
    assert re.search(r"discord_app/test_loop_watchdog.py:\d+ wait_in_a_named_function$", begun)
    assert "test_a_stop_is_logged" in begun
    found = re.fullmatch(r"the event loop goes on after (\d+\.\d) s", ended)
    assert found
    assert float(found[1]) >= 1.0
    assert "nobody reads this" not in caplog.text


async def test_each_stop_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """Two blocks are logged in four lines, however long they last."""
    with watched_loop(limit=0.2):
        for _ in range(2):
            wait_in_a_named_function(1.0)
            await rested()
    assert [record.getMessage().split(" for ")[0].split(" after ")[0] for record in caplog.records] == [
        "the event loop has stood still",
        "the event loop goes on",
    ] * 2


async def test_a_stop_by_one_long_call_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A call that holds the interpreter's lock blocks the watchdog too, and is logged when it has ended."""
    with watched_loop(limit=0.2):
        await rested()
        caplog.clear()
        end, size = time.monotonic() + 120, 200_000
        while not caplog.records and time.monotonic() < end:
            size *= 2
            sorted(range(size, 0, -1), key=str)
            await rested()
    assert "stood still" in caplog.text


async def test_nothing_is_logged_of_a_loop_that_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    """Short steps are not logged, and nothing is after the end of the block."""
    with watched_loop(limit=5):
        await rested()
    wait_in_a_named_function(0.3)
    await rested()
    assert not caplog.records
