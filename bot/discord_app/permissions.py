"""What the bot may do in a channel."""

from __future__ import annotations

import discord


def can_write(channel: object, permissions: discord.Permissions) -> bool:
    """Return whether these permissions let their holder see a channel or thread and write in it."""
    in_thread = isinstance(channel, discord.Thread)
    may_send = permissions.send_messages_in_threads if in_thread else permissions.send_messages
    return permissions.view_channel and may_send
