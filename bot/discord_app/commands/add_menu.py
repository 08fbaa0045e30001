"""The menu of a message for moderators: its files, its link or its text become articles, each after a preview."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Final

import discord
from discord import app_commands

from bot.discord_app.commands.common import SERVER_CONTEXTS, SERVER_INSTALLS, localized
from bot.discord_app.components.forms import add_as_text_button
from bot.discord_app.components.previewing import preview_all, sources_of
from bot.discord_app.conversation.message_content import content_of, refuse_own
from bot.discord_app.members import Interaction, RefusedError
from bot.discord_app.replies.preview import links_view
from bot.discord_app.services import moderator_of, services_of
from bot.reading.files import ENDINGS
from bot.reading.web.links import without_links

_MIN_WORDS: Final = 12
"""Minimum number of words beside its link for a message to count as an article itself."""


def build_add_menu() -> app_commands.ContextMenu:
    """Return the menu entry, which Discord hides from members."""
    menu = app_commands.ContextMenu(
        name=localized("command.add_menu"),
        callback=add_from_message,
        allowed_contexts=SERVER_CONTEXTS,
        allowed_installs=SERVER_INSTALLS,
    )
    menu.default_permissions = discord.Permissions(manage_messages=True)
    return menu


async def add_from_message(interaction: Interaction, message: discord.Message) -> None:
    """Show previews of the message's readable files, else of the page that it links to, else of its text.

    If it has several links and little text, ask the moderator which link is the article.
    """
    await interaction.response.defer(ephemeral=True, thinking=True)
    refuse_own(message, interaction)
    moderator, service = await moderator_of(interaction), services_of(interaction).moderators
    content = content_of(message)
    # Pictures and other files that cannot be read do not keep the link or the text from being read.
    files = [file for file in content.files if PurePath(file.filename).suffix.lower() in ENDINGS]
    is_pointer = content.links and len(without_links(content.text).split()) < _MIN_WORDS
    if files:
        await preview_all(interaction, moderator, sources_of("", files, service))
    elif is_pointer and len(content.links) > 1:
        await interaction.edit_original_response(view=links_view(content.links, moderator.phrases))
    elif is_pointer:
        link = content.links[0]
        buttons = partial(add_as_text_button, address=link)
        await preview_all(interaction, moderator, sources_of(link, (), service, buttons))
    elif content.text:
        article = await service.article_from_text(content.text)
        await interaction.edit_original_response(view=await service.preview(article, moderator))
    else:
        raise RefusedError("error.nothing_to_add")
