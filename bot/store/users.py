"""What is stored with a user's id, and how it is erased. Erasing keeps articles and their history, without the id."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Text, and_, delete, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Scope
from bot.errors import DraftExpiredError
from bot.history import ERASED_USER, UserRecord
from bot.store import tables
from bot.store.guilds import draft_fields, draft_from
from bot.store.integrity import UnreadableRowError, content_hash, entry_of
from bot.store.listening import tell
from bot.store.rules import without_user
from bot.store.upsert import upsert


async def record_of(connection: AsyncConnection, user: str) -> UserRecord:
    """How much is stored with the user's id."""
    row, drafts = tables.articles.c, tables.drafts.c
    changes = select(func.count(), func.count(row.scope.distinct())).where(row.added_by == user)
    made = select(func.count()).where(drafts.made_by == user)
    count, servers = (await connection.execute(changes)).one()
    return UserRecord(count, servers, (await connection.execute(made)).scalar_one())


async def erase(connection: AsyncConnection, user: str) -> UserRecord:
    """Put ERASED_USER in place of the user's id everywhere, delete their drafts, and return what there was."""
    record = await record_of(connection, user)
    await _clean_evidence(connection, user)
    await _clean_drafts(connection, user)
    row = tables.articles.c
    await connection.execute(update(tables.articles).where(row.added_by == user).values(added_by=ERASED_USER))
    return record


async def _clean_evidence(connection: AsyncConnection, user: str) -> None:
    row = tables.articles.c
    names_user = row.evidence.contains(f"({user})", autoescape=True)
    scopes = (await connection.execute(select(row.scope).where(names_user).distinct())).scalars().all()
    for scope in sorted(scopes):  # in this order everywhere, or two processes could wait for each other
        # Counted first, as for every change: other processes notice by it that they must read the articles again.
        counter = tables.scopes.c.revision
        await upsert(
            connection, tables.scopes, {"scope": scope}, {"revision": 1}, on_conflict={"revision": counter + 1}
        )
        found = await connection.execute(select(tables.articles).where(row.scope == scope, names_user))
        for each in found.all():
            await _clean_revision(connection, each, user)
        await tell(connection, Scope(scope))


async def _clean_revision(connection: AsyncConnection, found: Row[Any], user: str) -> None:
    try:
        article = without_user(entry_of(found).article, user)
    except UnreadableRowError:
        return  # it was altered by somebody else, and is never shown
    row = tables.articles.c
    key = and_(row.scope == found.scope, row.article_id == found.article_id, row.revision == found.revision)
    hashed = content_hash(found.scope, found.revision, found.act, article)
    values = {"evidence": article.published.evidence, "content_hash": hashed}
    await connection.execute(update(tables.articles).where(key).values(values))


async def _clean_drafts(connection: AsyncConnection, user: str) -> None:
    drafts = tables.drafts
    await connection.execute(delete(drafts).where(drafts.c.made_by == user))
    # Others' drafts may hold a date that the user stated.
    names_user = type_coerce(drafts.c.fields, Text).contains(f"({user})", autoescape=True)
    for found in (await connection.execute(select(drafts).where(names_user))).all():
        try:
            article = without_user(draft_from(found).article, user)
        except DraftExpiredError:
            continue
        cleaned = update(drafts).where(drafts.c.key == found.key).values(fields=draft_fields(article))
        await connection.execute(cleaned)
