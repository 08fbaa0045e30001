"""`/heat2-sources add`: by web address, by files, or by pasted text."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import discord
from discord import app_commands

from bot.discord_app.components.forms import PasteForm, show_draft
from bot.discord_app.desk import Interaction
from bot.discord_app.failures import RefusedError, report
from bot.discord_app.moderator import Moderator, moderator_of
from bot.discord_app.moderator_desk_protocol import moderator_desk_of
from bot.discord_app.translator import said
from bot.domain import Article
from bot.errors import Heat2Error
from bot.reading.pdf_file import MAX_PDF
from bot.reading.upload import read_upload

MAX_FILE: Final = MAX_PDF
"""The largest file that is taken from Discord, in bytes."""


def build_add() -> app_commands.Command[Any, ..., Any]:
    """The command: with nothing given it opens a form for pasted text."""

    @app_commands.command(name=said("sources.add"), description=said("sources.add_description"))
    @app_commands.rename(
        address=said("sources.address"),
        file=said("sources.file"),
        file2=said("sources.file2"),
        file3=said("sources.file3"),
    )
    @app_commands.describe(
        address=said("sources.address_description"),
        file=said("sources.file_description"),
        file2=said("sources.file_description"),
        file3=said("sources.file_description"),
    )
    async def add(
        interaction: Interaction,
        address: app_commands.Range[str, 1, 2000] | None = None,
        file: discord.Attachment | None = None,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
    ) -> None:
        files = [each for each in (file, file2, file3) if each]
        if not address and not files:
            moderator = await moderator_of(interaction)
            await interaction.response.send_modal(PasteForm(moderator.phrases))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await add_all(interaction, await moderator_of(interaction), address or "", files)

    return add


async def add_all(
    interaction: Interaction, moderator: Moderator, address: str, files: list[discord.Attachment]
) -> None:
    """Show a preview of the address and of each file; one that cannot be read keeps no other from being shown."""
    sources: list[str | discord.Attachment] = [address] if address else []
    for number, source in enumerate([*sources, *files]):
        try:
            article = await _read(interaction, source)
        except Heat2Error as error:
            await report(interaction, error, as_followup=number > 0)
        else:
            await show_draft(interaction, moderator, article, as_followup=number > 0)


async def _read(interaction: Interaction, source: str | discord.Attachment) -> Article:
    if isinstance(source, str):
        return await moderator_desk_of(interaction).article_at(source)
    if source.size > MAX_FILE:
        raise RefusedError("error.file_too_large")
    try:
        content = await source.read()
    except discord.HTTPException as error:
        raise RefusedError("error.file_gone") from error
    return await asyncio.to_thread(read_upload, source.filename, content)
