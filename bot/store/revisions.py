"""Articles in the database: rows of revisions that are only ever added, and never leave their scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain import Article, Scope
from bot.history import Act, StoredArticle, Write
from bot.store import tables
from bot.store.base import Change
from bot.store.integrity import checked, content_hash
from bot.store.listening import tell
from bot.store.rules import conflict
from bot.store.upsert import upsert

BATCH: Final = 500
"""How many articles one statement compares or adds."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who adds revisions, where and when, and which change they take back."""

    scope: Scope
    by: str
    at: datetime
    undoes: int = 0


def articles_of(scope: Scope) -> Select[Any]:
    """The current revision of each article of exactly this scope, removed ones too: the only way to these rows.

    Who reads them has them `checked`.
    """
    row, newer = tables.articles.c, tables.articles.alias().c
    overtaken = exists().where(
        newer.scope == row.scope, newer.article_id == row.article_id, newer.revision > row.revision
    )
    return select(tables.articles).where(row.scope == scope.guild_id, ~overtaken)


def present_articles_of(scope: Scope) -> Select[Any]:
    """The same without what the scope certainly does not have; what cannot be told is there, to be set aside."""
    row = tables.articles.c
    absent = row.act.in_([act.value for act in Act if not act.leaves_article])
    return articles_of(scope).where(or_(row.removed.is_(None), ~row.removed, row.act.is_(None), ~absent))


async def add_revisions(connection: AsyncConnection, added: Sequence[Article], stamp: Stamp) -> list[Change]:
    """Add a revision of each article that is new or differs, in order, and count the scope's changes.

    The scope's counter is held from the first statement on: when two processes add the same article at the same
    moment, the second waits for the first to finish and then finds the article there.
    """
    counter = _Counter(await _hold(connection, stamp.scope))
    changes: list[Change] = []
    for start in range(0, len(added), BATCH):
        changes += await _add_batch(connection, added[start : start + BATCH], stamp, counter)
    await counter.keep(connection, stamp.scope)
    return changes


async def write_revisions(connection: AsyncConnection, writes: Sequence[Write], stamp: Stamp) -> list[int]:
    """Add a revision for each change and return their numbers, all or none.

    Raises ConflictError when an article is not at the revision that a change expects.
    """
    counter = _Counter(await _hold(connection, stamp.scope))
    latest = await _latest(connection, stamp.scope, [write.article.id for write in writes])
    rows = []
    for write in writes:
        revision, entry = latest.get(write.article.id, _Latest())
        # Who writes has not seen an entry that is set aside: what they expect is that there is none.
        if write.expected is not None and write.expected != (entry.revision if entry else 0):
            raise conflict(entry)
        rows.append(_row(write, revision + 1, stamp, counter.next()))
    await connection.execute(insert(tables.articles), rows)
    await counter.keep(connection, stamp.scope)
    return [row["change"] for row in rows]


class _Counter:
    """The numbers of a scope's changes while the scope is held."""

    def __init__(self, number: int) -> None:
        self._before = self._number = number

    def next(self) -> int:
        self._number += 1
        return self._number

    async def keep(self, connection: AsyncConnection, scope: Scope) -> None:
        if self._number != self._before:
            of_scope = update(tables.scopes).where(tables.scopes.c.scope == scope.guild_id)
            await connection.execute(of_scope.values(revision=self._number))
            await tell(connection, scope)


async def _hold(connection: AsyncConnection, scope: Scope) -> int:
    """Keep others from writing to the scope until the transaction ends, and give the number of its last change."""
    held = tables.scopes.c.revision
    await upsert(connection, tables.scopes, {"scope": scope.guild_id}, {"revision": 0}, on_conflict={"revision": held})
    return await last_change(connection, scope)


async def last_change(connection: AsyncConnection, scope: Scope) -> int:
    """The number of the scope's last change, 0 for none.

    Where the counter cannot be read, the changes themselves tell.
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
    """The newest revision of an article: its number, and its entry unless that is set aside."""

    revision: int = 0
    entry: StoredArticle | None = None

    @property
    def article(self) -> Article | None:
        """The article, where the scope has it."""
        return self.entry.article if self.entry and self.entry.is_present else None


async def _latest(connection: AsyncConnection, scope: Scope, ids: Sequence[str]) -> dict[str, _Latest]:
    rows = (await connection.execute(articles_of(scope).where(tables.articles.c.article_id.in_(ids)))).all()
    sound = checked(rows)
    latest = {entry.article.id: _Latest(entry.revision, entry) for entry in sound.entries}
    for article_id in sound.ids_set_aside:
        latest[article_id] = _Latest(await _highest_revision(connection, scope, article_id))
    return latest


async def _highest_revision(connection: AsyncConnection, scope: Scope, article_id: str) -> int:
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
        "undoes": stamp.undoes,
        "content_hash": content,
    }
