"""Followed topics in the database. A process claims a message by moving the follow on before it sends."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, update

from bot.domain import Scope
from bot.store.database.database import Database, insert_into
from bot.store.database.tables import follows
from bot.store.follows import Follow, Position


class SqlFollows:
    """Implements `FollowRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, follow: Follow) -> None:
        """Store a new follow, unless its key is known."""
        async with self._database.writing() as connection:
            added = insert_into(follows, connection).values(_row(follow))
            await connection.execute(added.on_conflict_do_nothing())

    async def get(self, key: str) -> Follow:
        """Return the follow under the key. Raises LookupError if there is none."""
        found = await self._read(select(follows).where(follows.c.key == key))
        if not found:
            raise LookupError
        return found[0]

    async def of_user(self, user: str) -> list[Follow]:
        """Return what a user follows in all servers, by topic."""
        return _sorted(await self._read(select(follows).where(follows.c.user_id == user)))

    async def of_channels(self, scope: Scope) -> list[Follow]:
        """Return what the channels of a server follow, by topic."""
        of_scope = and_(follows.c.scope == scope.guild_id, follows.c.channel != 0)
        return _sorted(await self._read(select(follows).where(of_scope)))

    async def count(self, scope: Scope) -> int:
        """Return the number of follows of a server."""
        query = select(func.count()).where(follows.c.scope == scope.guild_id)
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def delete(self, keys: Collection[str]) -> None:
        """Delete the follows under these keys, if they exist."""
        async with self._database.writing() as connection:
            await connection.execute(delete(follows).where(follows.c.key.in_(sorted(keys))))

    async def due(self, scope: Scope, position: Position, now: datetime, limit: int) -> list[Follow]:
        """Return follows of a scope that may be notified now and are behind this position, longest waiting first."""
        row = follows.c
        unseen = or_(row.seen_everyones != position.shared, row.seen_own != position.own)
        due = and_(row.scope == scope.guild_id, row.next_at <= now, unseen)
        return await self._read(select(follows).where(due).order_by(row.next_at, row.key).limit(limit))

    async def move(self, follow: Follow, later: Follow) -> bool:
        """Store a later state of a follow, unless another process has changed it or it was deleted."""
        row = follows.c
        unchanged = and_(
            row.key == follow.key,
            row.next_at == follow.next_at,
            row.seen_everyones == follow.seen.shared,
            row.seen_own == follow.seen.own,
        )
        statement = update(follows).where(unchanged).values(_row(later))
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount == 1

    async def _read(self, query: Any) -> list[Follow]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [_follow_from(row) for row in rows if is_readable_follow(row)]


def is_readable_follow(row: Row[Any]) -> bool:
    """Return whether every value of a row of `follows` can be read."""
    numbers = (row.scope, row.channel, row.role, row.seen_everyones, row.seen_own, row.failures)
    texts = (row.key, row.topic, row.user_id, row.language)
    has_numbers = all(isinstance(value, int) and value >= 0 for value in numbers)
    return has_numbers and all(isinstance(value, str) for value in texts) and isinstance(row.next_at, datetime)


def _sorted(found: list[Follow]) -> list[Follow]:
    return sorted(found, key=lambda each: (each.topic.casefold(), each.key))


def _row(follow: Follow) -> dict[str, Any]:
    return {
        "key": follow.key,
        "scope": follow.scope.guild_id,
        "topic": follow.topic,
        "user_id": follow.user,
        "channel": follow.channel,
        "role": follow.role,
        "language": follow.language,
        "next_at": follow.next_at,
        "seen_everyones": follow.seen.shared,
        "seen_own": follow.seen.own,
        "failures": follow.failures,
    }


def _follow_from(row: Row[Any]) -> Follow:
    return Follow(
        row.key,
        Scope(row.scope),
        row.topic,
        row.next_at,
        row.user_id,
        row.channel,
        row.role,
        row.language,
        Position(row.seen_everyones, row.seen_own),
        row.failures,
    )
