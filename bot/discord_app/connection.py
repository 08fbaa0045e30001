"""Options for the connection to Discord, and the links that install the bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import discord

from bot.discord_app.logins import LOGIN_WINDOW_SECONDS


@dataclass(frozen=True, slots=True)
class Connection:
    """The operator's choices. An empty address is Discord's own; without a shard count Discord recommends one."""

    token: str = field(repr=False)
    api_url: str = ""
    gateway_url: str = ""
    shard_count: int | None = None
    shard_ids: tuple[int, ...] | None = None
    dev_guild_id: int = 0
    """The only server that gets the commands; 0 for all servers."""
    direct_messages: bool = True
    """Whether the bot answers in direct messages."""
    group_messages: bool = True
    """Whether the commands can be used in group messages."""
    login_window: float = LOGIN_WINDOW_SECONDS
    """Time between two logins of a bucket, in seconds."""
    stop_seconds: float = 10.0
    """Maximum time that periodic work has to end when the bot is stopped, in seconds."""


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
