"""Articles in the database: rows of revisions that are only ever added, and never leave their scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Article, PublishedDate, Scope
from bot.store import tables
from bot.store.base import Change
from bot.store.upsert import upsert

BATCH: Final = 500
"""How many articles one statement compares or adds."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who adds revisions, where and when."""

    scope: Scope
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Latest:
    revision: int = 0
    article: Article | None = None
    """None when there never was one, or when it was removed."""

    def change_to(self, article: Article) -> Change:
        if self.article == article:
            return Change.UNCHANGED
        return Change.CHANGED if self.article else Change.ADDED


def articles_of(scope: Scope) -> Select[Any]:
    """The current revision of each article of exactly this scope, removed ones too: the only way to these rows."""
    row, newer = tables.articles.c, tables.articles.alias().c
    overtaken = exists().where(
        newer.scope == row.scope, newer.article_id == row.article_id, newer.revision > row.revision
    )
    return select(tables.articles).where(row.scope == scope.guild_id, ~overtaken)


def to_article(row: Row[Any]) -> Article:
    """The article that a row holds."""
    return Article(
        id=row.article_id,
        text=row.text,
        title=row.title,
        publisher=row.publisher,
        url=row.url,
        published=PublishedDate.parse(row.published, row.evidence),
        language=row.language,
    )


async def add_revisions(connection: AsyncConnection, added: Sequence[Article], stamp: Stamp) -> list[Change]:
    """Add a revision of each article that is new or differs, in order, and count the scope's changes.

    The scope's counter is held from the first statement on: when two processes add the same article at the same
    moment, the second waits for the first to finish and then finds the article there.
    """
    scope, counter = stamp.scope.guild_id, tables.scopes.c.revision
    await upsert(connection, tables.scopes, {"scope": scope}, {"revision": 0}, on_conflict={"revision": counter})
    changes: list[Change] = []
    for start in range(0, len(added), BATCH):
        changes += await _add_batch(connection, added[start : start + BATCH], stamp)
    count = sum(change is not Change.UNCHANGED for change in changes)
    if count:
        counted = update(tables.scopes).where(tables.scopes.c.scope == scope).values(revision=counter + count)
        await connection.execute(counted)
    return changes


async def _add_batch(connection: AsyncConnection, batch: Sequence[Article], stamp: Stamp) -> list[Change]:
    latest = await _latest(connection, stamp.scope, [article.id for article in batch])
    changes, rows = [], []
    for article in batch:
        known = latest.get(article.id, _Latest())
        changes.append(known.change_to(article))
        if changes[-1] is not Change.UNCHANGED:
            latest[article.id] = _Latest(known.revision + 1, article)
            rows.append(_row(article, known.revision + 1, stamp))
    if rows:
        await connection.execute(insert(tables.articles), rows)
    return changes


async def _latest(connection: AsyncConnection, scope: Scope, ids: Sequence[str]) -> dict[str, _Latest]:
    rows = await connection.execute(articles_of(scope).where(tables.articles.c.article_id.in_(ids)))
    return {row.article_id: _Latest(row.revision, None if row.removed else to_article(row)) for row in rows}


def _row(article: Article, revision: int, stamp: Stamp) -> dict[str, Any]:
    return {
        "scope": stamp.scope.guild_id,
        "article_id": article.id,
        "revision": revision,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "published": article.published.edtf,
        "evidence": article.published.evidence,
        "language": article.language,
        "text": article.text,
        "added_at": stamp.at,
        "added_by": stamp.by,
        "removed": False,
    }
