"""`python -m tests.bench.instrumented_bot FILE`: `heat2 run` with a plain command and a measurement of its loop's lag.

`/plain` sends a message of the given size and does nothing else, for comparison. FILE receives the measured lags.
`instrumented_bot` starts this process for a benchmark.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import discord
from discord import app_commands

from bot.__main__ import COMMANDS
from bot.discord_app import client, commands
from tests.bench.loop_lag import Lags, measure_lag, read_lags
from tests.loopback import BotProcess, LoopbackDiscord

ROOT: Final = Path(__file__).parents[2]
NO_COOLDOWNS: Final = {"HEAT2_QUESTIONS_PER_MEMBER": "0", "HEAT2_QUESTIONS_PER_SERVER": "0"}
"""Settings without rate limits: the load comes from few members of few servers."""


@dataclass(slots=True)
class InstrumentedBot:
    """The running bot. Its lags are read when it has ended."""

    process: BotProcess
    lags: Lags = field(default_factory=list)
    idle_lags: Lags = field(default_factory=list)
    """Lags of an idle process."""

    @property
    def memory(self) -> float:
        """Resident memory in MiB."""
        return process_memory(self.process)


def process_memory(process: BotProcess, field: str = "VmRSS") -> float:
    """Return the memory of a process in MiB: resident (VmRSS) or peak (VmHWM)."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


@asynccontextmanager
async def instrumented_bot(discord: LoopbackDiscord, **settings: str) -> AsyncIterator[InstrumentedBot]:
    """Start the bot beside an idle process, and wait until it is logged in."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**discord.environment, **NO_COOLDOWNS, "HEAT2_DATA_DIR": folder, "HEAT2_LOG_LEVEL": "WARNING"}
        bot_file, idle_file = Path(folder) / "lags", Path(folder) / "idle"
        watch = (sys.executable, "-m", "tests.bench.loop_lag", str(idle_file))
        command = (sys.executable, "-m", "tests.bench.instrumented_bot", str(bot_file))
        async with (
            BotProcess(*watch, directory=ROOT) as idle,
            BotProcess(*command, environment=environment | settings, directory=ROOT) as process,
        ):
            await discord.ready()
            bot = InstrumentedBot(process)
            yield bot
            await idle.stop()
            await process.stop()
        bot.lags.extend(read_lags(bot_file))
        bot.idle_lags.extend(read_lags(idle_file))


MAX_CONTENT_LENGTH: Final = 2000
"""Discord's limit for the content of a message."""


@app_commands.command()
async def plain(interaction: discord.Interaction[Any], size: int) -> None:
    """Send a message of this size."""
    await interaction.response.send_message("x" * min(size, MAX_CONTENT_LENGTH))


def _commands(contexts: app_commands.AppCommandContext) -> Iterable[Any]:
    return [*commands.build_commands(contexts), plain]


async def run(file: Path) -> None:
    """Run the bot until SIGTERM and write the samples."""
    setattr(client, "build_commands", _commands)  # noqa: B010  mypy refuses an assignment to an imported function
    async with measure_lag(file):
        await COMMANDS["run"](Namespace())


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
