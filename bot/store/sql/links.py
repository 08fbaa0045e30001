"""Links of articles in the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, not_, or_, select

from bot.domain import Scope
from bot.store.database.database import Database, upsert
from bot.store.database.tables import articles, links
from bot.store.links import CHECK_INTERVAL, DEAD_FROM, RETRY_INTERVAL, Link


class SqlLinks:
    """Implements `LinkRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, limit: int) -> list[Link]:
        """Return links of stored articles that are due for a check, the scopes taking turns.

        So a server with thousands of articles does not delay the checks of others.
        """
        article, newer = articles.c, articles.alias().c
        is_superseded = exists().where(
            newer.scope == article.scope, newer.article_id == article.article_id, newer.revision > article.revision
        )
        present = and_(article.url != "", not_(article.removed), ~is_superseded)
        same = and_(
            links.c.scope == article.scope, links.c.article_id == article.article_id, links.c.url == article.url
        )
        checked_at, failures = links.c.checked_at, links.c.failures
        is_doubtful = and_(failures > 0, failures < DEAD_FROM, checked_at <= now - RETRY_INTERVAL)
        is_due = or_(checked_at.is_(None), checked_at <= now - CHECK_INTERVAL, is_doubtful)
        query = select(article.scope, article.article_id, article.url, links.c.checked_at, links.c.failures)
        oldest = (links.c.checked_at.is_not(None), links.c.checked_at, article.article_id)
        place = func.row_number().over(partition_by=article.scope, order_by=oldest)
        due = query.outerjoin_from(articles, links, same).where(present, is_due)
        rows = await self._read(due.order_by(place, article.scope).limit(limit))
        return [_link_from(row) for row in rows if isinstance(row.scope, int) and isinstance(row.url, str)]

    async def known(self, scope: Scope) -> list[Link]:
        """Return the links of a scope that were checked, by article."""
        rows = await self._read(select(links).where(links.c.scope == scope.guild_id).order_by(links.c.article_id))
        return [_link_from(row) for row in rows if is_readable_link(row)]

    async def save(self, checked: Collection[Link]) -> None:
        """Store the outcome of checks."""
        async with self._database.writing() as connection:
            for link in checked:
                key = {"scope": link.scope.guild_id, "article_id": link.article_id}
                values = {"url": link.url, "checked_at": link.checked_at, "failures": link.failures}
                await upsert(connection, links, key, values)

    async def _read(self, query: Any) -> list[Row[Any]]:
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).all())


def is_readable_link(row: Row[Any]) -> bool:
    """Return whether every value of a row of `links` can be read."""
    numbers = all(isinstance(value, int) and value >= 0 for value in (row.scope, row.failures))
    return numbers and isinstance(row.url, str) and isinstance(row.checked_at, datetime)


def _link_from(row: Row[Any]) -> Link:
    is_checked = isinstance(row.checked_at, datetime)
    checked_at, failures = (row.checked_at, row.failures or 0) if is_checked else (None, 0)
    return Link(Scope(row.scope), row.article_id, row.url, checked_at, failures)
