"""`/heat2-sources history`: the changes with their moderators and times."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.commands.sources.article_suggestions import articles_in
from bot.discord_app.custom_ids import EVERY_ARTICLE, digest_of
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of, services_of
from bot.library.articles.listing import ArticleState


def build_history() -> app_commands.Command[Any, ..., Any]:
    """Return the command; without an argument it shows the changes of all articles."""

    @app_commands.command(name=localized("sources.history_name"), description=localized("sources.history_description"))
    @app_commands.rename(article=localized("sources.article"))
    @app_commands.describe(article=localized("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(ArticleState.OWN, ArticleState.HIDDEN, ArticleState.REMOVED))
    async def history(interaction: Interaction, article: app_commands.Range[str, 1, 100] | None = None) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        digest = digest_of(article) if article else EVERY_ARTICLE
        view = await services_of(interaction).moderators.history(digest, 0, moderator)
        await interaction.edit_original_response(view=view)

    return history
