"""Erasing what is stored of a server or a user. Erasing a user keeps articles and their history, without the id."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, delete, func, select, update

from bot.domain import ERASED_USER, Scope, UserRecord
from bot.store.database import tables
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.coordination import notify
from bot.store.database.database import upsert
from bot.store.rules import remove_user
from bot.store.sql.drafts import erase_user_from_drafts
from bot.store.sql.feedback import count_votes_of, erase_votes_of
from bot.store.sql.integrity import UnusableRowError, content_hash, read_article
from bot.store.sql.setting_changes import erase_user_from_changes


async def erase_guild(connection: AsyncConnection, scope: Scope) -> None:
    """Delete every row of the server except its revision counter, by which other processes notice the change."""
    # First, because a process that writes to the server holds this row: its rows must be deleted too.
    await _increase_revision(connection, scope.guild_id)
    for table in tables.SCOPED:
        await connection.execute(delete(table).where(table.c.scope == scope.guild_id))
    await notify(connection, scope)


async def count_user_rows(connection: AsyncConnection, user: str) -> UserRecord:
    """Return how much is stored with the user's id."""
    row, drafts = tables.articles.c, tables.drafts.c
    changes = select(func.count(), func.count(row.scope.distinct())).where(row.added_by == user)
    made = select(func.count()).where(drafts.made_by == user)
    followed = select(func.count()).where(tables.follows.c.user_id == user)
    settings = select(func.count()).where(tables.setting_changes.c.changed_by == user)
    count, servers = (await connection.execute(changes)).one()
    counts = [(await connection.execute(query)).scalar_one() for query in (made, followed, settings)]
    counts.append(await count_votes_of(connection, user))
    return UserRecord(count, servers, *counts)


async def erase_user(connection: AsyncConnection, user: str) -> UserRecord:
    """Replace the user's id by ERASED_USER, delete their drafts and follows, and return how much was stored before."""
    record = await count_user_rows(connection, user)
    await _erase_from_evidence(connection, user)
    await erase_user_from_drafts(connection, user)
    await erase_user_from_changes(connection, user)
    await connection.execute(delete(tables.follows).where(tables.follows.c.user_id == user))
    await erase_votes_of(connection, user)
    row = tables.articles.c
    await connection.execute(update(tables.articles).where(row.added_by == user).values(added_by=ERASED_USER))
    return record


async def _erase_from_evidence(connection: AsyncConnection, user: str) -> None:
    row = tables.articles.c
    names_user = row.evidence.contains(f"({user})", autoescape=True)
    scopes = (await connection.execute(select(row.scope).where(names_user).distinct())).scalars().all()
    # Every process locks the scopes in the same order, so that no two wait for each other.
    for scope in sorted(scopes):
        await _increase_revision(connection, scope)
        found = await connection.execute(select(tables.articles).where(row.scope == scope, names_user))
        for each in found.all():
            await _erase_from_revision(connection, each, user)
        await notify(connection, Scope(scope))


async def _erase_from_revision(connection: AsyncConnection, found: Row[Any], user: str) -> None:
    try:
        article = remove_user(read_article(found).article, user)
    except UnusableRowError:
        return  # it was altered outside the program, and is never shown
    row = tables.articles.c
    key = and_(row.scope == found.scope, row.article_id == found.article_id, row.revision == found.revision)
    new_hash = content_hash(found.scope, found.revision, found.act, article)
    values = {"evidence": article.published.evidence, "content_hash": new_hash}
    await connection.execute(update(tables.articles).where(key).values(values))


async def _increase_revision(connection: AsyncConnection, scope: int) -> None:
    """Lock the scope's counter until the transaction ends, and increase it, so that other processes read again."""
    counter = tables.scopes.c.revision
    await upsert(connection, tables.scopes, {"scope": scope}, {"revision": 1}, on_conflict={"revision": counter + 1})
