"""`/heat2-sources settings`: the server's settings."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction
from bot.discord_app.replies.settings import settings_view
from bot.discord_app.services import moderator_of


def build_settings() -> app_commands.Command[Any, ..., Any]:
    """Return the command, which only somebody who manages the server can use."""

    @app_commands.command(name=localized("sources.settings"), description=localized("sources.settings_description"))
    async def settings(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction, manages_server=True)
        current = await moderator.moderation.server_data.settings(moderator.scope)
        await interaction.edit_original_response(
            view=settings_view(current, moderator.phrases, moderator.moderation.server_data.reader_name)
        )

    return settings
