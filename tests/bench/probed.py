"""Starting the probed bot, and reading what it noted."""

from __future__ import annotations

import sys
import tempfile
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.loopback import BotProcess, LoopbackDiscord

ROOT: Final = Path(__file__).parents[2]
NO_COOLDOWNS: Final = {"HEAT2_QUESTIONS_PER_MEMBER": "1000000", "HEAT2_QUESTIONS_PER_SERVER": "1000000"}
"""Loads come from few members of few servers."""


@dataclass(slots=True)
class ProbedBot:
    """The running bot; `lags` is filled when it has ended."""

    process: BotProcess
    folder: Path
    lags: list[tuple[float, float]] = field(default_factory=list)
    """When its event loop was to wake, by the system's monotonic clock, and how many seconds late it was."""

    @property
    def memory(self) -> float:
        """Resident memory, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@asynccontextmanager
async def probed_bot(discord: LoopbackDiscord, **settings: str) -> AsyncIterator[ProbedBot]:
    """The bot, logged in."""
    with tempfile.TemporaryDirectory() as folder:
        noted = Path(folder) / "lags"
        environment = {**discord.environment, **NO_COOLDOWNS, "HEAT2_DATA_DIR": folder, "HEAT2_LOG_LEVEL": "WARNING"}
        command = (sys.executable, "-m", "tests.bench.probed_bot", str(noted))
        async with BotProcess(*command, environment=environment | settings, directory=ROOT) as process:
            await discord.ready()
            bot = ProbedBot(process, Path(folder))
            yield bot
            await process.stop()
        numbers = array("d", noted.read_bytes())
        bot.lags.extend(zip(numbers[::2], numbers[1::2], strict=True))
