"""Starting the probed bot, and reading what it noted."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.loop_watch import Lags, read_lags
from tests.loopback import BotProcess, LoopbackDiscord

ROOT: Final = Path(__file__).parents[2]
NO_COOLDOWNS: Final = {"HEAT2_QUESTIONS_PER_MEMBER": "0", "HEAT2_QUESTIONS_PER_SERVER": "0"}
"""Loads come from few members of few servers."""


@dataclass(slots=True)
class ProbedBot:
    """The running bot; how late its loop woke is known when it has ended."""

    process: BotProcess
    lags: Lags = field(default_factory=list)
    idle_lags: Lags = field(default_factory=list)
    """The same of a process that does nothing."""

    @property
    def memory(self) -> float:
        """Resident memory, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@asynccontextmanager
async def probed_bot(discord: LoopbackDiscord, **settings: str) -> AsyncIterator[ProbedBot]:
    """The bot, logged in."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**discord.environment, **NO_COOLDOWNS, "HEAT2_DATA_DIR": folder, "HEAT2_LOG_LEVEL": "WARNING"}
        bot_file, idle_file = Path(folder) / "lags", Path(folder) / "idle"
        watch = (sys.executable, "-m", "tests.bench.loop_watch", str(idle_file))
        command = (sys.executable, "-m", "tests.bench.probed_bot", str(bot_file))
        async with (
            BotProcess(*watch, directory=ROOT) as idle,
            BotProcess(*command, environment=environment | settings, directory=ROOT) as process,
        ):
            await discord.ready()
            bot = ProbedBot(process)
            yield bot
            await idle.stop()
            await process.stop()
        bot.lags.extend(read_lags(bot_file))
        bot.idle_lags.extend(read_lags(idle_file))
