"""The menu of a message for moderators: its files, its link or its text become articles, each after a preview."""

from __future__ import annotations

import asyncio
import re
from pathlib import PurePath
from typing import Final

import discord
from discord import app_commands

from bot.discord_app.commands.sources.add import add_all
from bot.discord_app.curator import curator_of
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import RefusedError
from bot.discord_app.forms import show_draft
from bot.discord_app.translator import said
from bot.reading.upload import ENDINGS, read_pasted

_LINK: Final = re.compile(r"https?://[^\s<>]+")
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
    """Show previews of what the message brings: files that can be read, else its first link, else its text."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    curator = await curator_of(interaction)
    files = [file for file in message.attachments if PurePath(file.filename).suffix.lower() in ENDINGS]
    text = message.content.strip()
    link = _LINK.search(text)
    if files or (link and len(_LINK.sub(" ", text).split()) < _FEWEST_WORDS):
        address = link[0].rstrip(").,;!?") if link and not files else ""
        await add_all(interaction, curator, address, files)
    elif text:
        await show_draft(interaction, curator, await asyncio.to_thread(read_pasted, text))
    else:
        raise RefusedError("error.nothing_to_add")
