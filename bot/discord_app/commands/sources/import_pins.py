"""`/heat2-sources import-pins`: the pages that a channel's pinned messages link to are proposed."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

import discord
from discord import app_commands

from bot.discord_app.commands.common import localized
from bot.discord_app.components.forms import as_text_values
from bot.discord_app.conversation.message_content import content_of
from bot.discord_app.members import Interaction, RefusedError
from bot.discord_app.replies.preview import as_text_option, proposals_view
from bot.discord_app.services import moderator_of, services_of

_MAX_PINS: Final = 250
"""Maximum number of pinned messages that are read: as many as Discord allows in a channel."""


def build_import_pins() -> app_commands.Command[Any, ..., Any]:
    """Return the command; nothing is published without a press."""

    @app_commands.command(name=localized("sources.pins_name"), description=localized("sources.pins_description"))
    @app_commands.rename(channel=localized("command.channel"))
    @app_commands.describe(channel=localized("sources.pins_channel"))
    async def import_pins(interaction: Interaction, channel: discord.TextChannel | None = None) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        moderator, service = await moderator_of(interaction), services_of(interaction).moderators
        messages = await _pinned(interaction, channel)
        links = [link for message in messages for link in content_of(message).links]
        hidden = sum(_is_hidden(message) for message in messages)
        proposals = await service.propose(list(dict.fromkeys(links)), moderator)
        failed = [address for address, _ in proposals.failed]
        values = await as_text_values(failed, moderator, service)
        options = [as_text_option(*each) for each in zip(failed, values, strict=True)]
        view = proposals_view(proposals, hidden, moderator.phrases, options)
        await interaction.edit_original_response(view=view)
        for article in proposals.articles:
            await interaction.followup.send(view=await service.preview(article, moderator), ephemeral=True)

    return import_pins


async def _pinned(interaction: Interaction, channel: discord.TextChannel | None) -> list[discord.Message]:
    """Return the pinned messages of the channel, or of the one in which the command was used."""
    place = channel or interaction.channel
    guild = interaction.guild
    if guild is None or not isinstance(place, discord.TextChannel | discord.Thread | discord.VoiceChannel):
        raise RefusedError("error.cannot_read_pins")
    permissions = place.permissions_for(guild.me)
    if not (permissions.view_channel and permissions.read_message_history):
        raise RefusedError("error.cannot_read_pins")
    return list(islice([message async for message in place.pins(limit=_MAX_PINS)], _MAX_PINS))


def _is_hidden(message: discord.Message) -> bool:
    """Return whether Discord keeps the message's content from the bot: a message that members see is never empty."""
    snapshots = message.message_snapshots
    return not (message.content or message.embeds or message.attachments or message.components or snapshots)
