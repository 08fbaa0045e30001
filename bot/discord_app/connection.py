"""Options for the connection to Discord, and the invitation of the bot."""

from __future__ import annotations

from dataclasses import dataclass, field

import discord


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


def invite_url(application_id: int) -> str:
    """Return an invitation with no more permissions than the bot needs.

    Replies to commands need none. Sharing an answer as a reply to a message needs to see the channel, to read its
    history, and to send messages there and in threads.
    """
    permissions = discord.Permissions(
        view_channel=True, read_message_history=True, send_messages=True, send_messages_in_threads=True
    )
    return discord.utils.oauth_url(application_id, permissions=permissions, scopes=("bot", "applications.commands"))
