"""`/heat2-sources unanswered`: questions that no article answers."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction
from bot.discord_app.replies.sources import unanswered_view
from bot.discord_app.services import moderator_of


def build_unanswered() -> app_commands.Command[Any, ..., Any]:
    """Return the command; no question comes with the name of who asked it."""

    @app_commands.command(
        name=localized("sources.unanswered_name"), description=localized("sources.unanswered_description")
    )
    async def unanswered(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        is_kept = (await moderator.moderation.server_data.settings(moderator.scope)).keeps_unanswered
        questions = await moderator.moderation.server_data.unanswered(moderator.scope)
        await interaction.edit_original_response(view=unanswered_view(questions, moderator.phrases, is_kept=is_kept))

    return unanswered
