"""The links that install the bot."""

from __future__ import annotations

from typing import NamedTuple

import discord


class InstallLinks(NamedTuple):
    """The addresses under which people install the bot."""

    server: str
    """Invites the bot to a server."""
    user: str
    """Adds the bot's commands to a person's own account: they work in every server, direct message and group."""


def install_links(application_id: int) -> InstallLinks:
    """Return the links. The invitation asks for no more permissions than the bot needs.

    Replies to commands need none. To answer a message, the bot needs to see the channel, to read its history, and to
    send messages there and in threads; where a server wants answers in threads, also to open them.
    """
    permissions = discord.Permissions(
        view_channel=True,
        read_message_history=True,
        send_messages=True,
        send_messages_in_threads=True,
        create_public_threads=True,
    )
    scopes = ("bot", "applications.commands")
    server = discord.utils.oauth_url(application_id, permissions=permissions, scopes=scopes)
    user = discord.utils.oauth_url(application_id, scopes=scopes[1:])
    return InstallLinks(server, f"{user}&integration_type=1")
