"""`/heat2 privacy`: what is stored about the member, and a button that erases it."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction, member_of
from bot.discord_app.services import services_of


def build_privacy() -> app_commands.Command[Any, ..., Any]:
    """Return the command; only the member sees the reply."""

    @app_commands.command(name=localized("command.privacy"), description=localized("command.privacy_description"))
    async def privacy(interaction: Interaction) -> None:
        services, member = services_of(interaction), member_of(interaction)
        services.members.admit(member)  # counting what is stored reads every stored change
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=await services.moderators.privacy(member))

    return privacy
