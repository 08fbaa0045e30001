"""Share: an answer that only its asker saw is shown to the channel."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Self

import discord

from bot.discord_app.components.pressing import grey_button
from bot.discord_app.custom_ids import PAGE_PATTERN, AnswerPage
from bot.discord_app.desk import Interaction, Layout, desk_of
from bot.discord_app.failures import RefusedError, reported
from bot.discord_app.reader import reader_of
from bot.discord_app.replies.notices import notice_view


class ShareButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=rf"heat2:share:{PAGE_PATTERN}"):
    """Posts the page that it stands under: as a reply to the message that was the question, if there is one."""

    def __init__(self, turn: AnswerPage, label: str = "") -> None:
        button = grey_button(label, self.id_of(turn))
        button.style = discord.ButtonStyle.primary
        super().__init__(button)
        self.turn = turn

    @staticmethod
    def id_of(turn: AnswerPage) -> str:
        """The custom id of a button for that page."""
        return f"heat2:share:{turn.packed}"

    @classmethod
    async def from_custom_id(cls, _interaction: Interaction, _item: discord.ui.Item[Any], match: re.Match[str]) -> Self:
        """The button that was pressed, from its custom id."""
        return cls(AnswerPage.unpack(match))

    async def callback(self, interaction: Interaction) -> None:
        """Post the answer and put a word that it is shared in place of the private one, so that it is posted once."""
        async with reported(interaction):
            reader = reader_of(interaction)
            await interaction.response.defer()
            public = replace(self.turn, asker=reader.id, origin=0)
            view = await desk_of(interaction).show(public, reader)
            if self.turn.origin:
                await _reply(interaction, self.turn.origin, view)
            else:
                await interaction.followup.send(view=view, ephemeral=False)
            await interaction.edit_original_response(view=notice_view(reader.phrases.say("answer.shared")))


async def _reply(interaction: Interaction, origin: int, view: Layout) -> None:
    """Reply to the message, or simply post where it is gone. Raises RefusedError where the bot may not write."""
    channel = interaction.channel
    if not isinstance(channel, discord.abc.Messageable) or not _may_write(interaction):
        raise RefusedError("error.cannot_share")
    message = discord.MessageReference(message_id=origin, channel_id=channel.id, fail_if_not_exists=False)
    try:
        await channel.send(view=view, reference=message, mention_author=False)
    except discord.Forbidden as error:
        raise RefusedError("error.cannot_share") from error


def _may_write(interaction: Interaction) -> bool:
    if interaction.guild_id is None:
        return True
    allowed = interaction.app_permissions
    in_thread = isinstance(interaction.channel, discord.Thread)
    may_send = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    is_member = interaction.client.get_guild(interaction.guild_id) is not None
    return is_member and allowed.view_channel and may_send and allowed.read_message_history
