"""`python -m tests.bench.probed_bot FILE`: `heat2 run` with a plain command to compare with, and a watch on its loop.

`/plain` answers with a message of the wanted size and does nothing else. FILE gets, for every hundredth of a second,
when the event loop was to wake and how late it was, as pairs of doubles.
"""

from __future__ import annotations

import asyncio
import sys
import time
from argparse import Namespace
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import discord
from discord import app_commands

from bot.__main__ import COMMANDS
from bot.discord_app import client, commands

PERIOD: Final = 0.01
LONGEST: Final = 2000
"""Discord's bound on the content of a message."""


@app_commands.command()
async def plain(interaction: discord.Interaction[Any], size: int) -> None:
    """Sends a message of that size."""
    await interaction.response.send_message("x" * min(size, LONGEST))


def _commands() -> Iterable[Any]:
    return [*commands.build_commands(), plain]


async def _watch(samples: array[float]) -> None:
    """Note when each sleep was to end, by the system's clock, and how late it ended."""
    while True:
        due = time.monotonic() + PERIOD
        await asyncio.sleep(PERIOD)
        samples.extend((due, time.monotonic() - due))


async def run(file: Path) -> None:
    """Run the bot until it is told to end, and write the samples."""
    setattr(client, "build_commands", _commands)  # noqa: B010 - the name is not for others to use
    samples: array[float] = array("d")
    watch = asyncio.create_task(_watch(samples))
    try:
        await COMMANDS["run"](Namespace())
    finally:
        watch.cancel()
        file.write_bytes(samples.tobytes())


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
