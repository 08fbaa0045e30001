"""Memory that goes back to the system while nobody asks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from bot.discord_app.health.memory import IdleRelease, release_memory
from bot.search.meaning.intents import IntentModel, shipped_intents
from bot.search.meaning.word_vectors import WordVectors

SMAPS = Path("/proc/self/smaps")
QUESTION = ["when", "does", "filming", "start"]


def mapped_kilobytes(model: IntentModel) -> int:
    """Return how many kilobytes of the files that this model has mapped are in the memory of this process."""
    arrays = (*vars(model.words).values(), *model._weights.values())
    addresses = [array.ctypes.data for array in arrays if isinstance(array, np.ndarray)]
    found, is_mapped = 0, False
    for line in SMAPS.read_text().splitlines():
        name, *rest = line.split()
        if not name.endswith(":"):
            start, end = (int(address, 16) for address in name.split("-"))
            # Other tests may have mapped the same files a second time.
            is_mapped = "/meaning/data/" in line and any(start <= each < end for each in addresses)
        elif is_mapped and name == "Rss:":
            found += int(rest[0])
    return found


@pytest.mark.skipif(not SMAPS.is_file(), reason="the system does not list the memory of a process")
def test_released_pages() -> None:
    """What a question has read of the data about meanings leaves the memory, and the next question has the same."""
    model, other = shipped_intents(), WordVectors.load()
    other.vectors(other.rows(QUESTION))
    before = model.meanings([QUESTION], is_question=True).tolist()
    assert mapped_kilobytes(model) > 0
    release_memory()
    assert mapped_kilobytes(model) == 0
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
