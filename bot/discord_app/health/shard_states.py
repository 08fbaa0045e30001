"""The state of each shard's connection to Discord, from the events of the gateway."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

ANSWER_SECONDS: Final = 20.0
"""Time in which Discord answers a heartbeat. discord.py itself gives a connection up after 60 seconds."""
SILENCE_SECONDS: Final = 120.0
"""Time without a heartbeat after which a connection counts as dead. Discord asks for one every 41 seconds."""


@dataclass(slots=True)
class ShardState:
    """One shard: whether it is connected, and the times of its last heartbeat and of Discord's last answer to one."""

    connected: bool = False
    sent_at: float = 0.0
    answered_at: float = 0.0


@dataclass(slots=True)
class ShardStates:
    """The shards of this process by number. Each method named after an event is called when that event happens."""

    clock: Callable[[], float] = time.monotonic
    reconnects: int = 0
    """Number of connections that were lost and made again."""
    _states: dict[int, ShardState] = field(default_factory=dict)

    def connected(self, shard_id: int) -> None:
        """Discord has confirmed a login or the resumption of a session."""
        state, now = self._states.get(shard_id), self.clock()
        self.reconnects += state is not None and not state.connected
        self._states[shard_id] = ShardState(connected=True, sent_at=now, answered_at=now)

    def disconnected(self, shard_id: int) -> None:
        """The connection was lost or closed."""
        if shard_id in self._states:
            self._states[shard_id].connected = False

    def heartbeat_sent(self, shard_id: int) -> None:
        """A heartbeat was sent."""
        if shard_id in self._states:
            self._states[shard_id].sent_at = self.clock()

    def heartbeat_answered(self, shard_id: int) -> None:
        """Discord has answered a heartbeat."""
        if shard_id in self._states:
            self._states[shard_id].answered_at = self.clock()

    def has_connected(self, shard_id: int) -> bool:
        """Return whether the shard has ever been connected."""
        return shard_id in self._states

    def alive(self, expected: Sequence[int]) -> list[int]:
        """Return those of the expected shards that are connected and whose heartbeats are answered."""
        return [shard_id for shard_id in expected if self._is_alive(shard_id)]

    def _is_alive(self, shard_id: int) -> bool:
        state, now = self._states.get(shard_id), self.clock()
        if state is None or not state.connected or now - state.sent_at > SILENCE_SECONDS:
            return False
        return state.answered_at >= state.sent_at or now - state.sent_at <= ANSWER_SECONDS
