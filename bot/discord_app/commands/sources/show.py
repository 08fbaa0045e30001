"""`/heat2-sources show`: a whole article, its passages numbered."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.commands.sources.article_suggestions import articles_in
from bot.discord_app.custom_ids import digest_of
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of, services_of
from bot.library.articles.listing import ArticleState


def build_show() -> app_commands.Command[Any, ..., Any]:
    """Return the command with its suggestions."""

    @app_commands.command(name=localized("sources.show"), description=localized("sources.show_description"))
    @app_commands.rename(article=localized("sources.article"))
    @app_commands.describe(article=localized("sources.article_description"))
    @app_commands.autocomplete(
        article=articles_in(ArticleState.OWN, ArticleState.SHARED, ArticleState.HIDDEN, ArticleState.REMOVED)
    )
    async def show(interaction: Interaction, article: app_commands.Range[str, 1, 100]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        view = await services_of(interaction).moderators.show_article(digest_of(article), 0, moderator)
        await interaction.edit_original_response(view=view)

    return show
