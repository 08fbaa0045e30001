"""Memory that goes back to the system while nobody asks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.discord_app.health.memory import IdleRelease, release_memory
from bot.search.meaning.intents import shipped_intents

SMAPS = Path("/proc/self/smaps")
QUESTION = ["when", "does", "filming", "start"]


def mapped_kilobytes() -> int:
    """Return how many kilobytes of the data about meanings are in this process's memory."""
    found, is_data = 0, False
    for line in SMAPS.read_text().splitlines():
        name, *rest = line.split()
        if not name.endswith(":"):
            is_data = "/meaning/data/" in line
        elif is_data and name == "Rss:":
            found += int(rest[0])
    return found


@pytest.mark.skipif(not SMAPS.is_file(), reason="the system does not list the memory of a process")
def test_released_pages() -> None:
    """What a question has read of the data about meanings leaves the memory, and the next question has the same."""
    model = shipped_intents()
    before = model.meanings([QUESTION], is_question=True).tolist()
    assert mapped_kilobytes() > 0
    release_memory()
    assert mapped_kilobytes() == 0
    assert model.meanings([QUESTION], is_question=True).tolist() == before


async def test_release_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is given back once, a while after the last search, and again after a later search."""
    clock, released = [0.0], list[float]()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: clock[0])
    idle = IdleRelease(lambda: released.append(clock[0]), seconds=60)
    for now in (0.0, 30.0, 61.0, 89.0, 91.0, 500.0):
        clock[0] = now
        if now in {0.0, 30.0}:
            idle.used()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert released == [91.0]
    idle.used()
    clock[0] = 561.0
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert released == [91.0, 561.0]
