"""The changes of a scope, newest first, read from the revisions of its articles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Scope
from bot.history import ERASED_USER, Act, Event, StoredArticle
from bot.store import tables
from bot.store.integrity import SetAside, UnreadableRowError, entry_of, place_of


async def events(
    connection: AsyncConnection, scope: Scope, article_id: str, before: int, limit: int
) -> tuple[list[Event], list[SetAside]]:
    """At most `limit` changes of the scope, or of one article of it, with numbers below `before` (0: all).

    Changes whose rows were altered or cannot be read are left out, and given beside.
    """
    rows = (await connection.execute(_changes(scope, article_id, before).limit(limit))).all()
    set_aside: list[SetAside] = []
    sound = [(row, entry) for row in rows if (entry := _entry_of(row, set_aside))]
    earlier = await _revisions_before(connection, scope, [row for row, _ in sound])
    former = {key: _entry_of(row, set_aside) for key, row in earlier.items()}
    return [_event(row, entry, former.get((row.article_id, row.revision - 1))) for row, entry in sound], set_aside


def _entry_of(row: Row[Any], set_aside: list[SetAside]) -> StoredArticle | None:
    try:
        return entry_of(row)
    except UnreadableRowError as error:
        set_aside.append(SetAside(place_of(row), str(error)))
        return None


async def added_since(connection: AsyncConnection, scope: Scope, by: str, moment: datetime) -> int:
    """How many articles somebody, or an erased user, has added to the scope after that moment."""
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


async def _revisions_before(
    connection: AsyncConnection, scope: Scope, rows: Sequence[Row[Any]]
) -> dict[tuple[str, int], Row[Any]]:
    row = tables.articles.c
    wanted = [(each.article_id, each.revision - 1) for each in rows if each.revision > 1]
    query = select(tables.articles).where(row.scope == scope.guild_id)
    found = await connection.execute(query.where(tuple_(row.article_id, row.revision).in_(wanted)))
    return {(each.article_id, each.revision): each for each in found}


def _event(row: Row[Any], entry: StoredArticle, before: StoredArticle | None) -> Event:
    return Event(
        number=row.change,
        scope=Scope(row.scope),
        act=entry.act,
        article=entry.article,
        revision=entry.revision,
        by=entry.by,
        at=entry.at,
        before=before.article if before and before.is_present else None,
        undoes=row.undoes,
    )
