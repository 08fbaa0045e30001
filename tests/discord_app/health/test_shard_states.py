"""Which shards are connected, and whether their heartbeats are answered."""

from __future__ import annotations

from bot.discord_app.health.shard_states import ANSWER_SECONDS, SILENCE_SECONDS, ShardStates
from tests.clocks import MonotonicClock


def test_a_shard_is_alive_while_its_heartbeats_are_answered() -> None:
    """An unanswered heartbeat counts only after a while; an answer makes the shard alive again."""
    clock = MonotonicClock()
    shards = ShardStates(clock)
    assert shards.alive([0, 1]) == []
    shards.connected(1)
    assert shards.alive([0, 1]) == [1]
    clock.now += 41
    shards.heartbeat_sent(1)
    clock.now += ANSWER_SECONDS
    assert shards.alive([1]) == [1]
    clock.now += 1
    assert shards.alive([1]) == []
    shards.heartbeat_answered(1)
    assert shards.alive([1]) == [1]


def test_a_connection_that_sends_no_heartbeats_is_dead() -> None:
    """A shard that has sent nothing for long is not alive, although it calls itself connected."""
    clock = MonotonicClock()
    shards = ShardStates(clock)
    shards.connected(0)
    clock.now += SILENCE_SECONDS + 1
    assert shards.alive([0]) == []


def test_reconnects_are_counted() -> None:
    """The first login is no reconnect, and neither is a login without a lost connection."""
    shards = ShardStates(MonotonicClock())
    shards.heartbeat_sent(0)
    shards.heartbeat_answered(0)
    shards.connected(0)
    shards.connected(0)
    assert shards.reconnects == 0
    shards.disconnected(0)
    shards.disconnected(7)
    assert shards.alive([0, 7]) == []
    shards.connected(0)
    assert shards.reconnects == 1
