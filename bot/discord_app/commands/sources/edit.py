"""`/heat2-sources edit`: correct title, publisher, address, date or language."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.commands.sources.article_suggestions import articles_in
from bot.discord_app.components.forms import EditForm
from bot.discord_app.forms.content import FormContent
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of
from bot.library.articles.listing import ArticleState


def build_edit() -> app_commands.Command[Any, ..., Any]:
    """Return the command; it opens a form with the current values."""

    @app_commands.command(name=localized("sources.edit"), description=localized("sources.edit_description"))
    @app_commands.rename(article=localized("sources.article"))
    @app_commands.describe(article=localized("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(ArticleState.OWN))
    async def edit(interaction: Interaction, article: app_commands.Range[str, 1, 100]) -> None:
        moderator = await moderator_of(interaction)
        entry = await moderator.moderation.articles.own_article(article, moderator.scope)
        content = FormContent.for_edit(entry.article, entry.revision)
        await interaction.response.send_modal(EditForm(content, moderator.phrases))

    return edit
