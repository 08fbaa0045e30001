"""`/heat2-sources edit-text`: the text of an article, in a form or by a file."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.commands.sources.article_suggestions import articles_in
from bot.discord_app.components.articles import offer_text
from bot.discord_app.components.forms import text_from_file
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of
from bot.library.articles.listing import ArticleState


def build_edit_text() -> app_commands.Command[Any, ..., Any]:
    """Return the command; without a file it shows the current text."""

    @app_commands.command(
        name=localized("sources.edit_text_name"), description=localized("sources.edit_text_description")
    )
    @app_commands.rename(article=localized("sources.article"), file=localized("sources.file"))
    @app_commands.describe(
        article=localized("sources.article_description"), file=localized("sources.new_text_description")
    )
    @app_commands.autocomplete(article=articles_in(ArticleState.OWN))
    async def edit_text(
        interaction: Interaction, article: app_commands.Range[str, 1, 100], file: discord.Attachment | None = None
    ) -> None:
        moderator = await moderator_of(interaction)
        entry = await moderator.moderation.articles.own_article(article, moderator.scope)
        if file is None:
            await offer_text(interaction, entry, moderator)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await text_from_file(interaction, file, entry.article.id, entry.revision, moderator)
        await interaction.edit_original_response(view=view)

    return edit_text
