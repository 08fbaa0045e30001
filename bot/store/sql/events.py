"""A scope's history of changes, read from the revisions of its articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select, tuple_

from bot.domain import ERASED_USER, Act, Event, Scope, StoredArticle
from bot.store.database import tables
from bot.store.database.async_engine import AsyncConnection
from bot.store.sql.integrity import UnusableRow, UnusableRowError, describe_row, read_article


async def list_events(
    connection: AsyncConnection, scope: Scope, article_id: str, before: int, limit: int
) -> tuple[list[Event], list[UnusableRow]]:
    """Return at most `limit` changes, newest first, and the rows that were left out because they are unusable.

    The changes are those of the scope, or of one of its articles, with numbers below `before` (0: all).
    """
    rows = (await connection.execute(_changes(scope, article_id, before).limit(limit))).all()
    unusable: list[UnusableRow] = []
    usable = [(row, entry) for row in rows if (entry := _read_or_report(row, unusable))]
    # An event shows the article before the change, which is the revision before.
    earlier = await _previous_revisions(connection, scope, [row for row, _ in usable])
    previous = {key: _read_or_report(row, unusable) for key, row in earlier.items()}
    return [_event(row, entry, previous.get((row.article_id, row.revision - 1))) for row, entry in usable], unusable


def _read_or_report(row: Row[Any], unusable: list[UnusableRow]) -> StoredArticle | None:
    try:
        return read_article(row)
    except UnusableRowError as error:
        unusable.append(UnusableRow(describe_row(row), str(error)))
        return None


async def count_added_since(connection: AsyncConnection, scope: Scope, by: str, moment: datetime) -> int:
    """Return the number of articles that a user, or an erased user, added to the scope after that moment."""
    row = tables.articles.c
    by_them = and_(row.scope == scope.guild_id, row.added_by.in_((by, ERASED_USER)), row.added_at > moment)
    query = select(func.count()).where(by_them, row.act == Act.ADDED.value)
    return int((await connection.execute(query)).scalar_one())


def _changes(scope: Scope, article_id: str, before: int) -> Select[Any]:
    row = tables.articles.c
    query = select(tables.articles).where(row.scope == scope.guild_id).order_by(row.change.desc())
    if article_id:
        query = query.where(row.article_id == article_id)
    return query.where(row.change < before) if before else query


async def _previous_revisions(
    connection: AsyncConnection, scope: Scope, rows: Sequence[Row[Any]]
) -> dict[tuple[str, int], Row[Any]]:
    row = tables.articles.c
    wanted = [(each.article_id, each.revision - 1) for each in rows if each.revision > 1]
    query = select(tables.articles).where(row.scope == scope.guild_id)
    found = await connection.execute(query.where(tuple_(row.article_id, row.revision).in_(wanted)))
    return {(each.article_id, each.revision): each for each in found}


def _event(row: Row[Any], entry: StoredArticle, previous: StoredArticle | None) -> Event:
    return Event(
        number=row.change,
        scope=Scope(row.scope),
        act=entry.act,
        article=entry.article,
        revision=entry.revision,
        by=entry.by,
        at=entry.at,
        before=previous.article if previous and previous.is_present else None,
        undoes=row.undoes,
    )
