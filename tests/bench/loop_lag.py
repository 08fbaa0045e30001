"""`python -m tests.bench.loop_lag FILE`: the lag of an idle event loop.

Compared with the lag of a loop under load, it shows the share that other processes on the machine cause.
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
"""Pairs of the due time, by the monotonic clock of the system, and the lag in seconds."""


@asynccontextmanager
async def measure_lag(file: Path) -> AsyncIterator[None]:
    """Measure the lag of the running loop every PERIOD seconds; write the samples to the file at the end."""
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
    """Return the samples in a file."""
    numbers = array("d", file.read_bytes())
    return list(zip(numbers[::2], numbers[1::2], strict=True))


async def run_idle(file: Path) -> None:
    """Measure the lag of an idle loop until SIGTERM."""
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    async with measure_lag(file):
        await end.wait()


if __name__ == "__main__":
    asyncio.run(run_idle(Path(sys.argv[1])))
