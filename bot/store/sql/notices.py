"""Notices in the database: a row for each message that the bot sends by itself, claimed before it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, update

from bot.domain import Scope
from bot.store.database.database import Database, insert_into
from bot.store.database.tables import notices
from bot.store.notices import ClaimState, NoticeClaim


class SqlNotices:
    """Implements `NoticeRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, scope: Scope, key: str, now: datetime, lease: timedelta) -> NoticeClaim:
        """Claim a notice for the time of `lease`, unless it was sent or another process holds it."""
        row = {"scope": scope.guild_id, "key": key, "since": now, "claimed_at": now, "sent_at": None}
        async with self._database.writing() as connection:
            inserted = await connection.execute(insert_into(notices, connection).values(row).on_conflict_do_nothing())
            if inserted.rowcount:
                return NoticeClaim(ClaimState.TAKEN, now)
            stored = (await connection.execute(select(notices).where(_is(scope, key)).with_for_update())).one()
            since = stored.since if isinstance(stored.since, datetime) else now
            if stored.sent_at is not None:
                return NoticeClaim(ClaimState.SENT, since)
            if isinstance(stored.claimed_at, datetime) and now < stored.claimed_at + lease:
                return NoticeClaim(ClaimState.BUSY, since)
            await connection.execute(update(notices).where(_is(scope, key)).values(claimed_at=now))
        return NoticeClaim(ClaimState.TAKEN_OVER, since)

    async def mark_sent(self, scope: Scope, key: str, now: datetime) -> None:
        """Record that a claimed notice was sent."""
        async with self._database.writing() as connection:
            await connection.execute(update(notices).where(_is(scope, key)).values(sent_at=now))

    async def delete(self, scope: Scope, key: str) -> None:
        """Forget a notice, so that it can be sent, or sent again."""
        async with self._database.writing() as connection:
            await connection.execute(delete(notices).where(_is(scope, key)))

    async def count_since(self, scope: Scope, moment: datetime) -> int:
        """Return the number of notices that were sent to the server after that moment."""
        mine = and_(notices.c.scope == scope.guild_id, notices.c.sent_at > moment)
        async with self._database.reading() as connection:
            return int((await connection.execute(select(func.count()).where(mine))).scalar_one())

    async def delete_before(self, moment: datetime) -> None:
        """Forget all notices that were claimed before that moment."""
        async with self._database.writing() as connection:
            await connection.execute(delete(notices).where(notices.c.claimed_at < moment))


def _is(scope: Scope, key: str) -> ColumnElement[bool]:
    return and_(notices.c.scope == scope.guild_id, notices.c.key == key)


def is_readable_notice(row: Row[Any]) -> bool:
    """Return whether every value of a row of `notices` can be read."""
    moments = isinstance(row.since, datetime) and isinstance(row.claimed_at, datetime)
    return moments and isinstance(row.sent_at, datetime | None) and isinstance(row.scope, int) and row.scope >= 0
