"""What a server has besides articles: settings, drafts, unanswered questions; and how all of it is erased."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Article, PublishedDate, Scope
from bot.errors import DraftExpiredError
from bot.record import DEFAULT_SETTINGS, Draft, GuildSettings, Unanswered
from bot.store import tables
from bot.store.listening import tell
from bot.store.rules import DRAFT_EXPIRED
from bot.store.upsert import upsert

MOST_UNANSWERED: Final = 1_000
"""So many unanswered questions of a server are kept; the one that was asked longest ago makes room."""


async def settings_of(connection: AsyncConnection, scope: Scope) -> GuildSettings:
    """What the server's moderators have chosen."""
    query = select(tables.guilds).where(tables.guilds.c.scope == scope.guild_id)
    row = (await connection.execute(query)).one_or_none()
    return DEFAULT_SETTINGS if row is None else _to_settings(row)


async def keep_settings(connection: AsyncConnection, scope: Scope, settings: GuildSettings) -> None:
    """Keep them, and that the bot is in the server."""
    values = {
        "curator_roles": " ".join(map(str, sorted(settings.curator_roles))),
        "announce_channel": settings.announce_channel,
        "private_answers": settings.private_answers,
        "language": settings.language,
        "keeps_unanswered": settings.keeps_unanswered,
        "left_at": None,
    }
    await upsert(connection, tables.guilds, {"scope": scope.guild_id}, values)


async def keep_left(connection: AsyncConnection, scope: Scope, left_at: datetime | None) -> None:
    """Note since when the bot is no longer in the server, or that it is there again."""
    of_scope = tables.guilds.c.scope == scope.guild_id
    found = (await connection.execute(select(tables.guilds.c.scope).where(of_scope))).one_or_none()
    if found is None:
        if left_at is None:
            return
        await keep_settings(connection, scope, DEFAULT_SETTINGS)
    await connection.execute(update(tables.guilds).where(of_scope).values(left_at=left_at))


async def left_before(connection: AsyncConnection, moment: datetime) -> list[Scope]:
    """The servers that the bot left before that moment."""
    query = select(tables.guilds.c.scope).where(tables.guilds.c.left_at < moment)
    return [Scope(scope) for scope in (await connection.execute(query)).scalars()]


async def erase(connection: AsyncConnection, scope: Scope) -> None:
    """Remove every row of the server but the counter of its changes, by which other processes notice."""
    counter = tables.scopes.c.revision
    # Counted first: who is writing to the server holds its counter, and what they write must go too.
    await upsert(
        connection, tables.scopes, {"scope": scope.guild_id}, {"revision": 1}, on_conflict={"revision": counter + 1}
    )
    for table in tables.SCOPED:
        await connection.execute(delete(table).where(table.c.scope == scope.guild_id))
    await tell(connection, scope)


def draft_fields(article: Article) -> str:
    """The article as JSON."""
    return json.dumps(
        {
            "id": article.id,
            "text": article.text,
            "title": article.title,
            "publisher": article.publisher,
            "url": article.url,
            "date": article.published.edtf,
            "evidence": article.published.evidence,
            "language": article.language,
        }
    )


def draft_from(row: Row[Any] | None) -> Draft:
    """The draft that a row holds. Raises ExpiredError when there is none."""
    if row is None:
        raise DraftExpiredError(DRAFT_EXPIRED)
    fields = json.loads(row.fields)
    published = PublishedDate.parse(fields.pop("date"), fields.pop("evidence"))
    return Draft(Article(published=published, **fields), Scope(row.scope), row.made_by)


async def count_unanswered(connection: AsyncConnection, scope: Scope, question: str, now: datetime) -> None:
    """Keep a question, or count that it was asked again; the oldest beyond MOST_UNANSWERED are dropped."""
    row = tables.unanswered.c
    key = {"scope": scope.guild_id, "question": question}
    again = {"times": row.times + 1, "last_asked": literal(now, row.last_asked.type)}
    await upsert(connection, tables.unanswered, key, {"times": 1, "last_asked": now}, on_conflict=again)
    newest = select(row.last_asked).where(row.scope == scope.guild_id).order_by(row.last_asked.desc())
    limit = (await connection.execute(newest.offset(MOST_UNANSWERED).limit(1))).scalar()
    if limit:
        await connection.execute(delete(tables.unanswered).where(row.scope == scope.guild_id, row.last_asked <= limit))


def to_unanswered(row: Row[Any]) -> Unanswered:
    """The question that a row holds."""
    return Unanswered(row.question, row.times, row.last_asked)


def _to_settings(row: Row[Any]) -> GuildSettings:
    return GuildSettings(
        frozenset(map(int, row.curator_roles.split())),
        row.announce_channel,
        row.private_answers,
        row.language,
        row.keeps_unanswered,
    )
