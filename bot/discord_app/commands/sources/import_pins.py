"""`/heat2-sources import-pins`: the pages that a channel's pinned messages link to are proposed."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.components.pins import propose_pins
from bot.discord_app.members import Interaction


def build_import_pins() -> app_commands.Command[Any, ..., Any]:
    """Return the command; nothing is published without a press."""

    @app_commands.command(name=localized("sources.pins_name"), description=localized("sources.pins_description"))
    @app_commands.rename(channel=localized("command.channel"))
    @app_commands.describe(channel=localized("sources.pins_channel"))
    async def import_pins(interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        await propose_pins(interaction, channel or interaction.channel)

    return import_pins
