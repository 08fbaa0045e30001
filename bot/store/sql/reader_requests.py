"""The number of requests to a reader in the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import case, select

from bot.domain import Scope
from bot.store.database.database import Database, upsert
from bot.store.database.tables import reader_requests


class SqlReaderRequests:
    """Implements `ReaderRequestRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, scope: Scope, day: date) -> int:
        """Count a request on this day, and return the day's count."""
        row, today = reader_requests.c, day.toordinal()
        is_new_day = row.day < today
        # The clock of another process may be ahead, so the day never goes back.
        next_values = {
            "day": case((is_new_day, today), else_=row.day),
            "requests": case((is_new_day, 1), else_=row.requests + 1),
        }
        key = {"scope": scope.guild_id}
        async with self._database.writing() as connection:
            await upsert(connection, reader_requests, key, {"day": today, "requests": 1}, on_conflict=next_values)
            query = select(row.requests).where(row.scope == scope.guild_id)
            return int((await connection.execute(query)).scalar_one())
