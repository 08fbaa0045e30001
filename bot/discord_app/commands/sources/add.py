"""`/heat2-sources add`: by web address, by files, or by pasted text."""

from __future__ import annotations

from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.components.forms import AddForm, add_as_text_button
from bot.discord_app.components.previewing import preview_all, sources_of
from bot.discord_app.forms.content import FormContent, FormKind
from bot.discord_app.members import Interaction
from bot.discord_app.services import moderator_of, services_of


def build_add() -> app_commands.Command[Any, ..., Any]:
    """Return the command; without arguments it opens a form for text, an address or files."""

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
            await interaction.response.send_modal(AddForm(FormContent(FormKind.ADD, {}), moderator.phrases))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator, service = await moderator_of(interaction), services_of(interaction).moderators
        # A page that cannot be read can still be copied by hand; a file is simply chosen again.
        buttons = partial(add_as_text_button, address=address) if address else None
        await preview_all(interaction, moderator, sources_of(address or "", files, service, buttons))

    return add
