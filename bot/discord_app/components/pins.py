"""The pages that a channel's pinned messages link to, some at a time: those about the film are proposed."""

from __future__ import annotations

from itertools import islice
from typing import Final

import discord

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import PersistentComponent
from bot.discord_app.components.forms import as_text_values
from bot.discord_app.conversation.message_content import content_of
from bot.discord_app.members import Interaction, RefusedError
from bot.discord_app.replies.preview import as_text_option, proposals_view
from bot.discord_app.services import moderator_of, services_of

_MAX_PINS: Final = 250
"""Maximum number of pinned messages that are read: as many as Discord allows in a channel."""


class PinsButton(PersistentComponent, template=ids.PINS):
    """Reads the links after the last one that was read."""

    async def respond(self, interaction: Interaction) -> None:
        """Show the results in new messages."""
        guild = interaction.guild
        place = guild.get_channel_or_thread(int(self.state["channel"])) if guild else None
        await propose_pins(interaction, place, self.state["digest"])


async def propose_pins(interaction: Interaction, place: object, after: str = "") -> None:
    """Propose the pages about the film, after the link with this digest if it is still there. Nothing is published."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    moderator, service = await moderator_of(interaction), services_of(interaction).moderators
    channel = _readable(interaction, place)
    messages = list(islice([message async for message in channel.pins(limit=_MAX_PINS)], _MAX_PINS))
    links = list(dict.fromkeys(link for message in messages for link in content_of(message).links))
    read = next((number for number, link in enumerate(links, 1) if ids.digest_of(link) == after), 0)
    proposals = await service.propose(links[read:], moderator)
    failed = [address for address, _ in proposals.failed]
    values = await as_text_values(failed, moderator, service)
    options = [as_text_option(*each) for each in zip(failed, values, strict=True)]
    following = ids.pins_id(channel.id, proposals.last_read) if proposals.left else ""
    view = proposals_view(proposals, sum(map(_is_hidden, messages)), moderator.phrases, options, following)
    await interaction.edit_original_response(view=view)
    for article in proposals.articles:
        await interaction.followup.send(view=await service.preview(article, moderator), ephemeral=True)


def _readable(interaction: Interaction, place: object) -> discord.TextChannel | discord.Thread | discord.VoiceChannel:
    """Return the place if the bot can read its pinned messages. Raises RefusedError."""
    guild = interaction.guild
    if guild is None or not isinstance(place, discord.TextChannel | discord.Thread | discord.VoiceChannel):
        raise RefusedError("error.cannot_read_pins")
    permissions = place.permissions_for(guild.me)
    if not (permissions.view_channel and permissions.read_message_history):
        raise RefusedError("error.cannot_read_pins")
    return place


def _is_hidden(message: discord.Message) -> bool:
    """Return whether Discord keeps the message's content from the bot: a message that members see is never empty."""
    snapshots = message.message_snapshots
    return not (message.content or message.embeds or message.attachments or message.components or snapshots)
