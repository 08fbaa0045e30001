"""What every kind of store promises about followed topics."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Scope, UserRecord
from bot.store.base import Store
from bot.store.follows import Follow, Position

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GUILD, OTHER = Scope(7), Scope(8)
MINE = Follow("a" * 16, GUILD, "The “cast” of Heat 2 \ud83d", NOW, user="1", language="de", seen=Position(3, 4))
CHANNELS = Follow("b" * 16, GUILD, "Filming", NOW + timedelta(hours=1), channel=5, role=6)
ELSEWHERE = Follow("c" * 16, OTHER, "Release", NOW, user="1", failures=2)


async def test_follows_are_found_by_key_user_and_channel(store: Store) -> None:
    """A follow comes back as it was stored, wherever it is looked for."""
    for follow in (MINE, CHANNELS, ELSEWHERE, replace(MINE, topic="Another one of the same key")):
        await store.follows.add(follow)
    assert await store.follows.get(CHANNELS.key) == CHANNELS
    assert await store.follows.of_user("1") == [ELSEWHERE, MINE]
    assert await store.follows.of_channels(GUILD) == [CHANNELS]
    assert await store.follows.count(GUILD) == 2
    await store.follows.delete([MINE.key, "0" * 16])
    with pytest.raises(LookupError):
        await store.follows.get(MINE.key)


async def test_follows_are_due_in_time_and_after_changes(store: Store) -> None:
    """A follow is due from its time on, if something has changed since."""
    for follow in (MINE, CHANNELS, ELSEWHERE):
        await store.follows.add(follow)
    seen, changed = MINE.seen, Position(3, 5)
    assert await store.follows.due(GUILD, changed, NOW - timedelta(seconds=1), 10) == []
    assert await store.follows.due(GUILD, seen, NOW, 10) == []
    assert await store.follows.due(GUILD, changed, NOW, 10) == [MINE]
    assert await store.follows.due(GUILD, changed, NOW + timedelta(days=1), 10) == [MINE, CHANNELS]
    assert await store.follows.due(GUILD, changed, NOW + timedelta(days=1), 1) == [MINE]


async def test_a_follow_is_moved_once(store: Store) -> None:
    """Of two who know the same state of a follow, one moves it; a deleted one is not moved."""
    await store.follows.add(MINE)
    later = replace(MINE, seen=Position(9, 9), next_at=NOW + timedelta(days=1), failures=1)
    assert [await store.follows.move(MINE, later) for _ in range(2)] == [True, False]
    assert await store.follows.get(MINE.key) == later
    await store.follows.delete([MINE.key])
    assert not await store.follows.move(later, MINE)


async def test_follows_are_erased_with_their_user_or_server(store: Store) -> None:
    """Erasing a user or a server deletes their follows and no others."""
    for follow in (MINE, CHANNELS, ELSEWHERE):
        await store.follows.add(follow)
    assert (await store.user_record("1")).follows == 2
    assert await store.erase_user("1") == UserRecord(follows=2)
    assert await store.user_record("1") == UserRecord()
    assert await store.follows.of_channels(GUILD) == [CHANNELS]
    await store.erase(GUILD)
    assert await store.follows.count(GUILD) == 0
