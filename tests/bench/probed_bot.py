"""`python -m tests.bench.probed_bot FILE`: `heat2 run` with a plain command to compare with, and a watch on its loop.

`/plain` answers with a message of the wanted size and does nothing else. FILE gets what the watch notes.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import discord
from discord import app_commands

from bot.__main__ import COMMANDS
from bot.discord_app import client, commands
from tests.bench.loop_watch import watched

LONGEST: Final = 2000
"""Discord's bound on the content of a message."""


@app_commands.command()
async def plain(interaction: discord.Interaction[Any], size: int) -> None:
    """Sends a message of that size."""
    await interaction.response.send_message("x" * min(size, LONGEST))


def _commands() -> Iterable[Any]:
    return [*commands.build_commands(), plain]


async def run(file: Path) -> None:
    """Run the bot until it is told to end, and write the samples."""
    setattr(client, "build_commands", _commands)  # noqa: B010 - the name is not for others to use
    async with watched(file):
        await COMMANDS["run"](Namespace())


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
