"""What a server has besides articles: settings, drafts, unanswered questions; and how all of it is erased."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Article, PublishedDate, Scope
from bot.errors import DraftExpiredError
from bot.history import DEFAULT_SETTINGS, Draft, GuildSettings, Unanswered
from bot.store import tables
from bot.store.integrity import SetAside
from bot.store.listening import tell
from bot.store.rules import DRAFT_EXPIRED
from bot.store.upsert import upsert

MOST_UNANSWERED: Final = 1_000
"""So many unanswered questions of a server are kept; the one that was asked longest ago makes room."""


async def settings_of(connection: AsyncConnection, scope: Scope) -> tuple[GuildSettings, list[SetAside]]:
    """What the server's moderators have chosen, and what of it cannot be read."""
    query = select(tables.guilds).where(tables.guilds.c.scope == scope.guild_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return DEFAULT_SETTINGS, []
    return _to_settings(row), settings_set_aside(row)


def settings_set_aside(row: Row[Any]) -> list[SetAside]:
    """What to say of a row of `guilds` of which something cannot be read."""
    place = f"the settings of server {row.scope}"
    return [SetAside(place, f"cannot be read: '{name}' holds no such value") for name in unreadable_settings(row)]


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
    row = tables.guilds.c
    rows = await connection.execute(select(row.scope, row.left_at).where(row.left_at.is_not(None)))
    # Compared here: to the database, a text that is no moment may be less than one, and the server would be erased.
    return [Scope(each.scope) for each in rows if _is_before(each.left_at, moment) and is_scope(each.scope)]


def _is_before(left_at: object, moment: datetime) -> bool:
    return isinstance(left_at, datetime) and left_at < moment


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
    """The draft that a row holds. Raises ExpiredError when there is none, or it cannot be read."""
    if row is None:
        raise DraftExpiredError(DRAFT_EXPIRED)
    try:
        fields = json.loads(row.fields)
        published = PublishedDate.parse(fields.pop("date"), fields.pop("evidence"))
        draft = Draft(Article(published=published, **fields), Scope(row.scope), row.made_by)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DraftExpiredError(DRAFT_EXPIRED) from error
    if not all(isinstance(value, str) for value in (draft.by, published.evidence, *fields.values())):
        raise DraftExpiredError(DRAFT_EXPIRED)
    return draft


def is_draft(row: Row[Any]) -> bool:
    """Whether a row of `drafts` can be read."""
    try:
        draft_from(row)
    except DraftExpiredError:
        return False
    return True


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


def to_unanswered(row: Row[Any]) -> Unanswered | None:
    """The question that a row holds, None when it cannot be read."""
    is_sound = isinstance(row.question, str) and isinstance(row.times, int) and isinstance(row.last_asked, datetime)
    return Unanswered(row.question, row.times, row.last_asked) if is_sound else None


def unreadable_settings(row: Row[Any]) -> list[str]:
    """The names of the settings that a row of `guilds` holds and that cannot be read."""
    roles = isinstance(row.curator_roles, str) and all(each.isdecimal() for each in row.curator_roles.split())
    sound = {
        "curator_roles": roles,
        "announce_channel": isinstance(row.announce_channel, int),
        "private_answers": isinstance(row.private_answers, bool),
        "language": isinstance(row.language, str),
        "keeps_unanswered": isinstance(row.keeps_unanswered, bool),
    }
    return [name for name, is_sound in sound.items() if not is_sound]


def _to_settings(row: Row[Any]) -> GuildSettings:
    """The settings; in place of one that cannot be read stands what shows and keeps the least."""
    wrong = frozenset(unreadable_settings(row))
    return GuildSettings(
        frozenset() if "curator_roles" in wrong else frozenset(map(int, row.curator_roles.split())),
        0 if "announce_channel" in wrong else row.announce_channel,
        True if "private_answers" in wrong else row.private_answers,
        "" if "language" in wrong else row.language,
        False if "keeps_unanswered" in wrong else row.keeps_unanswered,
    )


def is_scope(value: object) -> bool:
    """Whether it can be a server's id, or 0 for everyone."""
    return isinstance(value, int) and value >= 0
