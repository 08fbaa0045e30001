"""Articles in the database: each change adds a row, a revision, and never changes or removes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, exists, insert, or_, select, update

from bot.domain import Act, Article, Scope, StoredArticle, Write
from bot.store.base import Change
from bot.store.database import tables
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.coordination import notify
from bot.store.database.database import upsert
from bot.store.rules import conflict
from bot.store.sql.integrity import check_rows, content_hash

BATCH_SIZE: Final = 500
"""Maximum number of articles that one statement compares or adds."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The scope, user and moment of new revisions."""

    scope: Scope
    by: str
    at: datetime


def current_revisions(scope: Scope) -> Select[Any]:
    """Select the current revision of each article of exactly this scope, removed ones too.

    Every query for articles begins with this one, and its rows go through `check_rows`.
    """
    row, newer = tables.articles.c, tables.articles.alias().c
    is_superseded = exists().where(
        newer.scope == row.scope, newer.article_id == row.article_id, newer.revision > row.revision
    )
    return select(tables.articles).where(row.scope == scope.guild_id, ~is_superseded)


def present_revisions(scope: Scope) -> Select[Any]:
    """Select the current revisions without removed articles. Rows whose state cannot be read are included."""
    row = tables.articles.c
    absent = row.act.in_([act.value for act in Act if not act.leaves_article])
    return current_revisions(scope).where(or_(row.removed.is_(None), ~row.removed, row.act.is_(None), ~absent))


async def add_revisions(connection: AsyncConnection, added: Sequence[Article], stamp: Stamp) -> list[Change]:
    """Add a revision of each article that is new or differs, in order, and return the result for each.

    The first statement locks the scope's counter: if two processes add the same article at the same moment, the second
    waits for the first and then finds the article there.
    """
    counter = _Counter(await _lock(connection, stamp.scope))
    changes: list[Change] = []
    for start in range(0, len(added), BATCH_SIZE):
        changes += await _add_batch(connection, added[start : start + BATCH_SIZE], stamp, counter)
    await counter.save(connection, stamp.scope)
    return changes


async def write_revisions(connection: AsyncConnection, writes: Sequence[Write], stamp: Stamp) -> list[int]:
    """Add a revision for each change and return their numbers.

    Raises ConflictError, and adds none, if an article is not at the revision that a change expects.
    """
    counter = _Counter(await _lock(connection, stamp.scope))
    latest = await _latest(connection, stamp.scope, [write.article.id for write in writes])
    rows = []
    for write in writes:
        revision, entry = latest.get(write.article.id, _Latest())
        # An unusable revision is shown to nobody, so the writer expects that there is none.
        if write.expected is not None and write.expected != (entry.revision if entry else 0):
            raise conflict(entry)
        rows.append(_row(write, revision + 1, stamp, counter.next()))
    await connection.execute(insert(tables.articles), rows)
    await counter.save(connection, stamp.scope)
    return [row["change"] for row in rows]


class _Counter:
    """Numbers the changes of a locked scope."""

    def __init__(self, number: int) -> None:
        self._first = self._number = number

    def next(self) -> int:
        self._number += 1
        return self._number

    async def save(self, connection: AsyncConnection, scope: Scope) -> None:
        if self._number != self._first:
            of_scope = update(tables.scopes).where(tables.scopes.c.scope == scope.guild_id)
            await connection.execute(of_scope.values(revision=self._number))
            await notify(connection, scope)


async def _lock(connection: AsyncConnection, scope: Scope) -> int:
    """Lock the scope against other writers until the transaction ends, and return the number of its last change."""
    counter = tables.scopes.c.revision
    await upsert(
        connection, tables.scopes, {"scope": scope.guild_id}, {"revision": 0}, on_conflict={"revision": counter}
    )
    return await last_change(connection, scope)


async def last_change(connection: AsyncConnection, scope: Scope) -> int:
    """Return the number of the scope's last change, 0 for none.

    If the counter cannot be read, it is the largest number of the changes themselves.
    """
    query = select(tables.scopes.c.revision).where(tables.scopes.c.scope == scope.guild_id)
    counted = (await connection.execute(query)).scalar()
    if isinstance(counted, int) and counted >= 0:
        return counted
    changes = select(tables.articles.c.change).where(tables.articles.c.scope == scope.guild_id)
    return max((each for each in (await connection.execute(changes)).scalars() if isinstance(each, int)), default=0)


async def _add_batch(
    connection: AsyncConnection, batch: Sequence[Article], stamp: Stamp, counter: _Counter
) -> list[Change]:
    found = await _latest(connection, stamp.scope, [article.id for article in batch])
    latest = {key: (each.revision, each.article) for key, each in found.items()}
    changes, rows = [], []
    # The same id may occur twice in a batch, so each new revision is noted in `latest`.
    for article in batch:
        revision, known = latest.get(article.id, (0, None))
        if known == article:
            changes.append(Change.UNCHANGED)
            continue
        changes.append(Change.CHANGED if known else Change.ADDED)
        latest[article.id] = revision + 1, article
        act = Act.EDITED if known else Act.ADDED
        rows.append(_row(Write(article, act), revision + 1, stamp, counter.next()))
    if rows:
        await connection.execute(insert(tables.articles), rows)
    return changes


class _Latest(NamedTuple):
    """The number of an article's newest revision, and its entry unless that is unusable."""

    revision: int = 0
    entry: StoredArticle | None = None

    @property
    def article(self) -> Article | None:
        """The article, None if the scope does not have it."""
        return self.entry.article if self.entry and self.entry.is_present else None


async def _latest(connection: AsyncConnection, scope: Scope, ids: Sequence[str]) -> dict[str, _Latest]:
    rows = (await connection.execute(current_revisions(scope).where(tables.articles.c.article_id.in_(ids)))).all()
    checked = check_rows(rows)
    latest = {entry.article.id: _Latest(entry.revision, entry) for entry in checked.entries}
    # An unusable revision still counts: the next one gets the number after it.
    for article_id in checked.unusable_ids:
        latest[article_id] = _Latest(await _last_revision(connection, scope, article_id))
    return latest


async def _last_revision(connection: AsyncConnection, scope: Scope, article_id: str) -> int:
    row = tables.articles.c
    query = select(row.revision).where(row.scope == scope.guild_id, row.article_id == article_id)
    return max((each for each in (await connection.execute(query)).scalars() if isinstance(each, int)), default=0)


def _row(write: Write, revision: int, stamp: Stamp, change: int) -> dict[str, Any]:
    article = write.article
    content = content_hash(stamp.scope.guild_id, revision, write.act.value, article)
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
        "removed": not write.act.leaves_article,
        "act": write.act.value,
        "change": change,
        "undoes": write.undoes,
        "content_hash": content,
    }
