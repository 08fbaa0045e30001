"""The buttons under answers and under the newest articles.

A public answer belongs to its asker, so only the asker turns its pages. Anyone else who presses gets the page in a
message that only they can see, with buttons of its own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import discord

from bot.discord_app import custom_ids as ids
from bot.discord_app.components.base import PersistentComponent, acknowledge, replace_or_copy
from bot.discord_app.custom_ids import AnswerPage
from bot.discord_app.members import Interaction, RefusedError, member_of
from bot.discord_app.permissions import can_write
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.framed import notice_view
from bot.discord_app.replies.latest import LatestTopic
from bot.discord_app.services import services_of


class PageButton(PersistentComponent, template=ids.ANSWER_PAGE):
    """Shows another page or order of an answer."""

    async def respond(self, interaction: Interaction) -> None:
        """Turn the asker's own message, or give others a copy."""
        page, member = AnswerPage.from_match(self.state), member_of(interaction)
        is_own = page.asker in (0, member.id)
        await acknowledge(interaction, is_own=is_own)
        page = page if is_own else replace(page, asker=0)
        view = await services_of(interaction).members.show(page, member)
        await replace_or_copy(interaction, view, is_own=is_own)


class LatestButton(PersistentComponent, template=ids.LATEST):
    """Shows another page of the newest articles, as the member who presses can see them in this place."""

    async def respond(self, interaction: Interaction) -> None:
        """Turn the asker's own message, or give others a copy."""
        page, asker, member = int(self.state["page"]), int(self.state["asker"]), member_of(interaction)
        is_own = asker in (0, member.id)
        await acknowledge(interaction, is_own=is_own)
        # A copy for somebody else is private, and so are all its further pages.
        members = services_of(interaction).members
        topic = await members.topic_of(self.state["key"] or "", member)
        query = LatestTopic(topic, ids.since_from_match(self.state))
        view = await members.latest(page, member, query, private=asker == 0 or not is_own)
        await replace_or_copy(interaction, view, is_own=is_own)


class TimelineButton(PersistentComponent, template=ids.TIMELINE):
    """Shows another page of a timeline, as the member who presses can see it in this place."""

    async def respond(self, interaction: Interaction) -> None:
        """Turn the asker's own message, or give others a copy."""
        page, asker, member = int(self.state["page"]), int(self.state["asker"]), member_of(interaction)
        is_own = asker in (0, member.id)
        await acknowledge(interaction, is_own=is_own)
        is_private = asker == 0 or not is_own
        view = await services_of(interaction).members.show_timeline(self.state["key"], page, member, private=is_private)
        await replace_or_copy(interaction, view, is_own=is_own)


class WhyButton(PersistentComponent, template=ids.WHY):
    """Explains an answer to the member who presses, and to nobody else."""

    async def respond(self, interaction: Interaction) -> None:
        """Send the explanation."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        view = await services_of(interaction).members.explain(self.state["key"], member_of(interaction))
        await interaction.edit_original_response(view=view)


class DeleteButton(PersistentComponent, template=ids.DELETE):
    """Deletes the message under which it stands, for its asker and for members who manage messages."""

    async def respond(self, interaction: Interaction) -> None:
        """Delete the message. Raises RefusedError for other members."""
        manages_messages = interaction.guild_id is not None and interaction.permissions.manage_messages
        if not manages_messages and interaction.user.id != int(self.state["asker"]):
            raise RefusedError("error.not_yours_to_delete")
        await interaction.response.defer()
        with suppress(discord.NotFound):  # somebody else has deleted it meanwhile
            await interaction.delete_original_response()


class ShareButton(PersistentComponent, template=ids.SHARE):
    """Posts a private answer in the channel: as a reply to the message that was the question, if there is one."""

    async def respond(self, interaction: Interaction) -> None:
        """Post the answer, and replace the private message so that the answer is not posted twice."""
        page, member = AnswerPage.from_match(self.state), member_of(interaction)
        await interaction.response.defer()
        # In public the answer belongs to the member who shared it, and its buttons have no origin.
        view = await services_of(interaction).members.show(replace(page, asker=member.id, origin=0), member)
        if page.origin:
            await _reply_to(interaction, page.origin, view)
        else:
            await interaction.followup.send(view=view, ephemeral=False)
        await interaction.edit_original_response(view=notice_view(member.phrases.say("answer.shared")))


async def _reply_to(interaction: Interaction, message_id: int, view: ComponentView) -> None:
    """Reply to a message, or post without it when it is gone. Raises RefusedError where the bot may not write."""
    channel = interaction.channel
    if not isinstance(channel, discord.abc.Messageable) or not _may_write(interaction):
        raise RefusedError("error.cannot_share")
    message = discord.MessageReference(message_id=message_id, channel_id=channel.id, fail_if_not_exists=False)
    try:
        await channel.send(view=view, reference=message, mention_author=False)
    except discord.Forbidden as error:
        raise RefusedError("error.cannot_share") from error


def _may_write(interaction: Interaction) -> bool:
    if interaction.guild_id is None:
        return True
    allowed = interaction.app_permissions
    is_in_server = interaction.client.get_guild(interaction.guild_id) is not None
    return is_in_server and can_write(interaction.channel, allowed) and allowed.read_message_history
