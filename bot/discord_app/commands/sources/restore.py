"""`/heat2-sources restore`: a removed article comes back."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.sources.choices import articles_in
from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import moderator_of
from bot.discord_app.replies.sources import done_view
from bot.discord_app.translator import said
from bot.library.listing import ArticleState


def build_restore() -> app_commands.Command[Any, ..., Any]:
    """The command with its suggestions."""

    @app_commands.command(name=said("sources.restore"), description=said("sources.restore_description"))
    @app_commands.rename(article=said("sources.article"))
    @app_commands.describe(article=said("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(ArticleState.REMOVED))
    async def restore(interaction: Interaction, article: app_commands.Range[str, 1, 100]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        event = await moderator.moderation.restore(article, moderator.scope, moderator.by)
        await interaction.edit_original_response(view=done_view(event, moderator.phrases))

    return restore
