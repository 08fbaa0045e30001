"""`python -m tests.bench.loop_watch FILE`: how late an event loop wakes that has nothing else to do.

Beside a loop under load it shows what the machine itself takes: other processes hold both up alike.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

PERIOD: Final = 0.01

Lags = list[tuple[float, float]]
"""When a loop was to wake, by the system's monotonic clock, and how many seconds late it was."""


@asynccontextmanager
async def watched(file: Path) -> AsyncIterator[None]:
    """Note every PERIOD seconds how late the running loop wakes, and write it to the file in the end."""
    samples: array[float] = array("d")
    watch = asyncio.create_task(_watch(samples))
    try:
        yield
    finally:
        watch.cancel()
        file.write_bytes(samples.tobytes())


async def _watch(samples: array[float]) -> None:
    while True:
        due = time.monotonic() + PERIOD
        await asyncio.sleep(PERIOD)
        samples.extend((due, time.monotonic() - due))


def read_lags(file: Path) -> Lags:
    """What was noted."""
    numbers = array("d", file.read_bytes())
    return list(zip(numbers[::2], numbers[1::2], strict=True))


async def idle(file: Path) -> None:
    """Do nothing else until the process is told to end."""
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    async with watched(file):
        await end.wait()


if __name__ == "__main__":
    asyncio.run(idle(Path(sys.argv[1])))
