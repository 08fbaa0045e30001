"""Options for the connection to Discord."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.discord_app.connection.logins import LOGIN_WINDOW_SECONDS


@dataclass(frozen=True, slots=True)
class ConnectionOptions:
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
