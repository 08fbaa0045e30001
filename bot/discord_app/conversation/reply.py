"""Replies to messages, where the bot may write: in the channel, or in a new thread."""

from __future__ import annotations

import logging

import discord

from bot.discord_app.permissions import can_write
from bot.discord_app.replies.components import ComponentView

_log = logging.getLogger(__name__)


def may_reply(message: discord.Message) -> bool:
    """Return whether the bot may write where the message is."""
    permissions = _permissions_in(message)
    # Where they are unknown, Discord decides.
    return permissions is None or can_write(message.channel, permissions)


def _permissions_in(message: discord.Message) -> discord.Permissions | None:
    """Return what the bot may do in the channel; None where that is unknown, as in direct messages."""
    channel, guild = message.channel, message.guild
    if guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return None
    try:
        return channel.permissions_for(guild.me)
    except discord.ClientException:  # a thread whose channel the bot cannot see
        return None


async def send_reply(message: discord.Message, view: ComponentView, thread_name: str = "") -> None:
    """Send the view in a new thread of that name if possible, else as a reply to the message."""
    # Two processes may receive a message while one takes the place of the other: of one nonce Discord sends one answer.
    nonce = f"re:{message.id}"
    if thread_name and (thread := await _new_thread(message, thread_name)):
        await thread.send(view=view, nonce=nonce)
        return
    permissions = _permissions_in(message)
    # Discord refuses a reply from a bot that may not read the channel's history.
    if permissions is None or permissions.read_message_history:
        reference = message.to_reference(fail_if_not_exists=False)
        await message.channel.send(view=view, reference=reference, mention_author=False, nonce=nonce)
    else:
        await message.channel.send(view=view, nonce=nonce)


async def _new_thread(message: discord.Message, name: str) -> discord.Thread | None:
    """Return a new thread at the message; None where threads are impossible or not allowed."""
    permissions = _permissions_in(message)
    if permissions is None or not isinstance(message.channel, discord.TextChannel):
        return None
    if not (permissions.create_public_threads and permissions.send_messages_in_threads):
        return None
    try:
        return await message.create_thread(name=name)
    except discord.HTTPException as error:
        _log.info("a thread could not be opened: code %s", error.code)
        return None
