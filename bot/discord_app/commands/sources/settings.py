"""`/heat2-sources settings`: what a server's moderators can choose."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import moderator_of
from bot.discord_app.replies.settings import settings_view
from bot.discord_app.translator import said


def build_settings() -> app_commands.Command[Any, ..., Any]:
    """The command, for who may manage the server."""

    @app_commands.command(name=said("sources.settings"), description=said("sources.settings_description"))
    async def settings(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction, manages_server=True)
        chosen = await moderator.moderation.settings(moderator.scope)
        await interaction.edit_original_response(view=settings_view(chosen, moderator.phrases))

    return settings
