"""`/heat2-sources history`: who did what and when."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.sources.choices import articles_in
from bot.discord_app.components.sources import digest_of
from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.translator import said
from bot.library.listing import ArticleState


def build_history() -> app_commands.Command[Any, ..., Any]:
    """The command: of all articles, or of one."""

    @app_commands.command(name=said("sources.history_name"), description=said("sources.history_description"))
    @app_commands.rename(article=said("sources.article"))
    @app_commands.describe(article=said("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(ArticleState.OWN, ArticleState.HIDDEN, ArticleState.REMOVED))
    async def history(interaction: Interaction, article: app_commands.Range[str, 1, 100] | None = None) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        digest = digest_of(article) if article else "-"
        view = await moderator_desk_of(interaction).history(digest, 0, moderator)
        await interaction.edit_original_response(view=view)

    return history
