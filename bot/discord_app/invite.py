"""The address by which a server's owner lets the bot in."""

from __future__ import annotations

import discord


def invite_url(application_id: int) -> str:
    """An invitation with no more permissions than are needed.

    Replies to commands need none. Sharing an answer under the message that asked needs the bot to see the channel,
    to read its history, which Discord wants for a reply, and to send messages there and in threads.
    """
    permissions = discord.Permissions(
        view_channel=True, read_message_history=True, send_messages=True, send_messages_in_threads=True
    )
    return discord.utils.oauth_url(application_id, permissions=permissions, scopes=("bot", "applications.commands"))
