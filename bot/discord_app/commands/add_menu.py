"""The menu of a message for moderators: its files, its link or its text become articles, each after a preview."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

import discord
from discord import app_commands

from bot.discord_app.commands.sources.add import add_all
from bot.discord_app.components.forms import article_of_text, show_draft
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import RefusedError
from bot.discord_app.message_content import content_of
from bot.discord_app.moderator import moderator_of
from bot.discord_app.replies.typed import links_view
from bot.discord_app.translator import said
from bot.reading.upload import ENDINGS
from bot.reading.web.links import without_links

_FEWEST_WORDS: Final = 12
"""A message with fewer words beside its link points to an article and is none."""


def build_add_menu() -> app_commands.ContextMenu:
    """The menu entry, which Discord hides from members."""
    menu = app_commands.ContextMenu(
        name=said("command.add_menu"),
        callback=add_from_message,
        allowed_contexts=app_commands.AppCommandContext(guild=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )
    menu.default_permissions = discord.Permissions(manage_messages=True)
    return menu


async def add_from_message(interaction: Interaction, message: discord.Message) -> None:
    """Show previews of what the message brings: files that can be read, else its link, else its text.

    Where it has several links and hardly more, the moderator is asked which.
    """
    await interaction.response.defer(ephemeral=True, thinking=True)
    moderator = await moderator_of(interaction)
    content = content_of(message)
    files = [file for file in content.files if PurePath(file.filename).suffix.lower() in ENDINGS]
    is_pointer = content.links and len(without_links(content.text).split()) < _FEWEST_WORDS
    if files:
        await add_all(interaction, moderator, "", files)
    elif is_pointer and len(content.links) > 1:
        await interaction.edit_original_response(view=links_view(content.links, moderator.phrases))
    elif is_pointer:
        await add_all(interaction, moderator, content.links[0], [])
    elif content.text:
        await show_draft(interaction, moderator, await article_of_text(interaction, content.text))
    else:
        raise RefusedError("error.nothing_to_add")
