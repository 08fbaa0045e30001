"""`/heat2-sources edit`: correct title, publisher, address, date or language."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.discord_app.commands.sources.choices import articles_in
from bot.discord_app.components.forms import EditForm
from bot.discord_app.desk import Interaction
from bot.discord_app.moderator import moderator_of
from bot.discord_app.translator import said
from bot.library.listing import ArticleState


def build_edit() -> app_commands.Command[Any, ..., Any]:
    """The command: it opens a form with what is known now."""

    @app_commands.command(name=said("sources.edit"), description=said("sources.edit_description"))
    @app_commands.rename(article=said("sources.article"))
    @app_commands.describe(article=said("sources.article_description"))
    @app_commands.autocomplete(article=articles_in(ArticleState.OWN))
    async def edit(interaction: Interaction, article: app_commands.Range[str, 1, 100]) -> None:
        moderator = await moderator_of(interaction)
        entry = await moderator.moderation.own_article(article, moderator.scope)
        await interaction.response.send_modal(EditForm.of(entry.article, entry.revision, moderator.phrases))

    return edit
