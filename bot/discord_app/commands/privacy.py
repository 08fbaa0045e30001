"""`/heat2 privacy`: what is stored about the member, and a button that erases it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.desk import Interaction, desk_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.reader import reader_of
from bot.discord_app.translator import said


def build_privacy() -> app_commands.Command[Any, ..., Any]:
    """The command; nobody but the member sees the reply."""

    @app_commands.command(name=said("command.privacy"), description=said("command.privacy_description"))
    async def privacy(interaction: Interaction) -> None:
        reader = reader_of(interaction)
        desk_of(interaction).admit(reader)  # counting visits every stored change
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=await moderator_desk_of(interaction).privacy(reader))

    return privacy
