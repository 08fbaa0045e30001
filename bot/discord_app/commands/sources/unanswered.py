"""`/heat2-sources unanswered`: what members asked and no article answers."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import moderator_of
from bot.discord_app.replies.sources import unanswered_view
from bot.discord_app.translator import said


def build_unanswered() -> app_commands.Command[Any, ..., Any]:
    """The command; what it shows names nobody."""

    @app_commands.command(name=said("sources.unanswered_name"), description=said("sources.unanswered_description"))
    async def unanswered(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        is_kept = (await moderator.moderation.settings(moderator.scope)).keeps_unanswered
        questions = await moderator.moderation.unanswered(moderator.scope)
        await interaction.edit_original_response(view=unanswered_view(questions, moderator.phrases, is_kept=is_kept))

    return unanswered
