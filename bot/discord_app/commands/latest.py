"""`/heat2 latest`: the newest articles."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.prompt import reply
from bot.discord_app.reader import reader_of
from bot.discord_app.translator import said


def build_latest() -> app_commands.Command[Any, ..., Any]:
    """The command; its pages turn by buttons."""

    @app_commands.command(name=said("command.latest"), description=said("command.latest_description"))
    @app_commands.rename(private=said("command.private"))
    @app_commands.describe(private=said("command.private_description"))
    async def latest(interaction: Interaction, private: bool | None = None) -> None:
        desk, reader = desk_of(interaction), reader_of(interaction)
        desk.admit(reader)
        private = await desk.is_private(reader) if private is None else private
        reader = reader if private else await desk.in_public(reader)
        await reply(interaction, desk.latest(0, reader, private=private), private=private)

    return latest
