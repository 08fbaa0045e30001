"""`heat2 run`: the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.words import add_command

if TYPE_CHECKING:
    from bot.cli.words import Commands

EXAMPLES = """\
  heat2 run
  HEAT2_LOG_LEVEL=WARNING heat2 run"""


def add_run(commands: Commands) -> None:
    """The words of `heat2 run`."""
    add_command(commands, "run", "Log in to Discord and answer until stopped; needs HEAT2_DISCORD_TOKEN.", EXAMPLES)
