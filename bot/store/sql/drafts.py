"""Drafts in the database: articles that a moderator previews before they are published."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, delete, select, type_coerce, update

from bot.domain import Article, Draft, PublishedDate, Scope
from bot.errors import DraftExpiredError
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import upsert
from bot.store.database.tables import drafts
from bot.store.rules import DRAFT_EXPIRED, DRAFT_LIFETIME, remove_user


async def save_draft(connection: AsyncConnection, key: str, draft: Draft, now: datetime) -> None:
    """Insert or replace the draft under the key, and delete drafts that have expired."""
    row = {
        "scope": draft.scope.guild_id,
        "made_by": draft.by,
        "made_at": now,
        "fields": fields_of(draft.article),
    }
    # Expired drafts are deleted here, since nothing else visits the table regularly.
    await connection.execute(delete(drafts).where(drafts.c.made_at <= now - DRAFT_LIFETIME))
    await upsert(connection, drafts, {"key": key}, row)


async def find_draft(connection: AsyncConnection, key: str, now: datetime) -> Draft:
    """Return the draft under the key. Raises DraftExpiredError if there is none or it cannot be read."""
    query = select(drafts).where(drafts.c.key == key, drafts.c.made_at > now - DRAFT_LIFETIME)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise DraftExpiredError(DRAFT_EXPIRED)
    return _draft_from(row)


async def delete_draft(connection: AsyncConnection, key: str) -> None:
    """Delete the draft under the key, if there is one."""
    await connection.execute(delete(drafts).where(drafts.c.key == key))


async def erase_user_from_drafts(connection: AsyncConnection, user: str) -> None:
    """Delete the user's drafts, and remove their id from the dates in others' drafts."""
    await connection.execute(delete(drafts).where(drafts.c.made_by == user))
    # The fields are JSON, so the id is searched for in the text as it is stored.
    names_user = type_coerce(drafts.c.fields, Text).contains(f"({user})", autoescape=True)
    for row in (await connection.execute(select(drafts).where(names_user))).all():
        try:
            article = remove_user(_draft_from(row).article, user)
        except DraftExpiredError:
            continue  # it cannot be read, so nobody sees the id
        changed = update(drafts).where(drafts.c.key == row.key).values(fields=fields_of(article))
        await connection.execute(changed)


def is_readable_draft(row: Row[Any]) -> bool:
    """Return whether a row of `drafts` can be read."""
    try:
        _draft_from(row)
    except DraftExpiredError:
        return False
    return True


def fields_of(article: Article) -> str:
    """Return the article as JSON."""
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


def _draft_from(row: Row[Any]) -> Draft:
    """Return the draft that a row holds. Raises DraftExpiredError if it cannot be read."""
    if not isinstance(row.made_by, str):
        raise DraftExpiredError(DRAFT_EXPIRED)
    try:
        return Draft(article_from_fields(row.fields), Scope(row.scope), row.made_by)
    except (ValueError, TypeError) as error:
        raise DraftExpiredError(DRAFT_EXPIRED) from error


def article_from_fields(stored: str) -> Article:
    """Return the article that `fields_of` stored. Raises DraftExpiredError if it cannot be read."""
    try:
        fields = json.loads(stored)
        published = PublishedDate.parse(fields.pop("date"), fields.pop("evidence"))
        article = Article(published=published, **fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DraftExpiredError(DRAFT_EXPIRED) from error
    if not all(isinstance(value, str) for value in (published.evidence, *fields.values())):
        raise DraftExpiredError(DRAFT_EXPIRED)
    return article
