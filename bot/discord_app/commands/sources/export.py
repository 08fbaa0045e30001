"""`/heat2-sources export`: the server's own articles as a file that `heat2 import` reads."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.members import Interaction, RefusedError
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.services import moderator_of
from bot.library.articles.listing import ArticleFilter, ArticleState
from bot.reading.text.json_lines import to_json_line


def build_export() -> app_commands.Command[Any, ..., Any]:
    """Return the command."""

    @app_commands.command(name=localized("sources.export"), description=localized("sources.export_description"))
    async def export(interaction: Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator = await moderator_of(interaction)
        own = await moderator.moderation.articles.list_articles(moderator.scope, ArticleFilter(state=ArticleState.OWN))
        if not own:
            await interaction.edit_original_response(view=notice_view(moderator.phrases.say("sources.none")))
            return
        content = "".join(f"{to_json_line(each.article)}\n" for each in own).encode("utf-8", "surrogatepass")
        if len(content) > interaction.filesize_limit:
            raise RefusedError("error.export_too_large")
        name = f"{moderator.phrases.subject.command}-articles.jsonl"
        note = moderator.phrases.say("sources.exported", count=len(own))
        await interaction.edit_original_response(content=note, attachments=[discord.File(io.BytesIO(content), name)])

    return export
