"""`/heat2-sources add`: by web address, by files, or by pasted text."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.components.forms import PasteForm
from bot.discord_app.failures import report
from bot.discord_app.form_content import FormContent, FormKind
from bot.discord_app.members import Interaction, Moderator, RefusedError
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.services import moderator_of, services_of
from bot.domain import Article
from bot.errors import Heat2Error
from bot.reading.files import read_upload
from bot.reading.pdf.pdf_file import MAX_PDF

MAX_FILE: Final = MAX_PDF
"""Maximum size of a file that is downloaded from Discord, in bytes."""


def build_add() -> app_commands.Command[Any, ..., Any]:
    """Return the command; without arguments it opens a form for pasted text."""

    @app_commands.command(name=localized("sources.add"), description=localized("sources.add_description"))
    @app_commands.rename(
        address=localized("sources.address"),
        file=localized("sources.file"),
        file2=localized("sources.file2"),
        file3=localized("sources.file3"),
    )
    @app_commands.describe(
        address=localized("sources.address_description"),
        file=localized("sources.file_description"),
        file2=localized("sources.file_description"),
        file3=localized("sources.file_description"),
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
            await interaction.response.send_modal(PasteForm(FormContent(FormKind.PASTE, {}), moderator.phrases))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await preview_all(interaction, await moderator_of(interaction), address or "", files)

    return add


async def preview_all(
    interaction: Interaction, moderator: Moderator, address: str, files: list[discord.Attachment]
) -> None:
    """Show a preview of the article at the address, if any, and of each file; report those that cannot be read."""
    sources: list[str | discord.Attachment] = [address] if address else []
    # The first preview replaces the “thinking” message, and each further one is a message of its own.
    for number, source in enumerate([*sources, *files]):
        try:
            article = await _read(interaction, source)
        except Heat2Error as error:
            await report(interaction, error, as_followup=number > 0)
        else:
            view = await services_of(interaction).moderators.preview(article, moderator)
            await _show(interaction, view, as_followup=number > 0)


async def _show(interaction: Interaction, view: ComponentView, *, as_followup: bool) -> None:
    if as_followup:
        await interaction.followup.send(view=view, ephemeral=True)
    else:
        await interaction.edit_original_response(view=view)


async def _read(interaction: Interaction, source: str | discord.Attachment) -> Article:
    if isinstance(source, str):
        return await services_of(interaction).moderators.article_from_address(source)
    if source.size > MAX_FILE:
        raise RefusedError("error.file_too_large")
    try:
        content = await source.read()
    except discord.HTTPException as error:
        raise RefusedError("error.file_gone") from error
    return await asyncio.to_thread(read_upload, source.filename, content)
