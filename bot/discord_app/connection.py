"""How to reach Discord."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Connection:
    """The operator's choices in plain values. An empty address is Discord's own; no shards are Discord's advice."""

    token: str = field(repr=False)
    api_url: str = ""
    gateway_url: str = ""
    shard_count: int | None = None
    shard_ids: tuple[int, ...] | None = None
    dev_guild_id: int = 0
    """The server to which alone commands are sent; 0 is none."""
