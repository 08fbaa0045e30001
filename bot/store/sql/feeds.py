"""Feeds, the entries that were seen, and proposed articles, in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from bot.domain import Article, FeedSource, FeedVersion, Proposal, ProposalState, Scope
from bot.errors import DraftExpiredError
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import Database, insert_into, upsert
from bot.store.database.tables import feed_entries, feeds, proposals
from bot.store.feeds import MAX_SEEN, PROPOSAL_LIFETIME, SEEN_AGAIN, UNDECIDED, decided_error
from bot.store.sql.drafts import article_from_fields, fields_of

_BATCH: Final = 200
"""Number of keys in one statement."""
_TEXTS: Final = ("id", "address", "title", "etag", "modified", "fault")
_FLAGS: Final = ("trusted", "paused", "reported")


class SqlFeeds:
    """Implements `FeedRepository` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, feed: FeedSource) -> None:
        """Store a feed, in place of the one of the same scope and id."""
        values = {
            "address": feed.address,
            "title": feed.title,
            "trusted": feed.is_trusted,
            "paused": feed.is_paused,
            "etag": feed.version.etag,
            "modified": feed.version.modified,
            "fetched_at": feed.fetched_at,
            "read_at": feed.read_at,
            "failures": feed.failures,
            "fault": feed.fault,
            "reported": feed.is_reported,
        }
        async with self._database.writing() as connection:
            await upsert(connection, feeds, {"scope": feed.scope.guild_id, "id": feed.id}, values)

    async def find(self, scope: Scope, feed_id: str) -> FeedSource | None:
        """Return the feed, None if there is none."""
        return next((feed for feed in await self.feeds(scope) if feed.id == feed_id), None)

    async def feeds(self, scope: Scope) -> list[FeedSource]:
        """Return the scope's feeds, by address."""
        query = select(feeds).where(feeds.c.scope == scope.guild_id).order_by(feeds.c.address)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [_feed_from(row) for row in rows if is_readable_feed(row)]

    async def delete(self, scope: Scope, feed_id: str) -> None:
        """Delete a feed. Its seen entries and proposals stay."""
        row = feed_entries.c
        async with self._database.writing() as connection:
            await connection.execute(delete(feeds).where(feeds.c.scope == scope.guild_id, feeds.c.id == feed_id))
            left = row.feed.not_in(select(feeds.c.id).where(feeds.c.scope == scope.guild_id))
            await _forget_oldest(connection, and_(row.scope == scope.guild_id, left))

    async def unseen(self, scope: Scope, keys: Collection[str]) -> set[str]:
        """Return the keys of entries that the scope has not seen."""
        row, unseen = feed_entries.c, set(keys)
        async with self._database.reading() as connection:
            for batch in _batches(keys):
                query = select(row.key).where(row.scope == scope.guild_id, row.key.in_(batch))
                unseen -= set((await connection.execute(query)).scalars())
        return unseen

    async def mark_seen(self, feed: FeedSource, keys: Collection[str], now: datetime) -> None:
        """Record entries of a feed as seen, and forget its oldest ones beyond MAX_SEEN."""
        if not keys:
            return
        row, scope = feed_entries.c, feed.scope.guild_id
        async with self._database.writing() as connection:
            for batch in _batches(keys):
                rows = [{"scope": scope, "key": key, "seen_at": now, "feed": feed.id} for key in batch]
                added = insert_into(feed_entries, connection).values(rows)
                # Entries that are seen at every poll are written only once in a while.
                is_due = or_(row.seen_at < now - SEEN_AGAIN, row.feed == "")
                newer = {"seen_at": added.excluded.seen_at, "feed": added.excluded.feed}
                await connection.execute(
                    added.on_conflict_do_update(index_elements=[row.scope, row.key], set_=newer, where=is_due)
                )
            await _forget_oldest(connection, and_(row.scope == scope, row.feed == feed.id))

    async def save_proposal(self, proposal: Proposal) -> None:
        """Store a proposal unless its key is known."""
        row = {
            "scope": proposal.scope.guild_id,
            "key": proposal.key,
            "made_at": proposal.made_at,
            "feed": proposal.feed,
            "copies": "\n".join(proposal.copies),
            "state": proposal.state.value,
            "fields": fields_of(proposal.article),
        }
        async with self._database.writing() as connection:
            await connection.execute(insert_into(proposals, connection).values(row).on_conflict_do_nothing())

    async def find_proposal(self, scope: Scope, key: str) -> Proposal | None:
        """Return the proposal, None if there is none."""
        async with self._database.reading() as connection:
            return await _find_proposal(connection, scope, key)

    async def proposals(self, scope: Scope) -> list[Proposal]:
        """Return all proposals of the scope that can be read, newest first."""
        query = select(proposals).where(proposals.c.scope == scope.guild_id).order_by(proposals.c.made_at.desc())
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [found for row in rows if (found := proposal_from(row))]

    async def change_article(self, scope: Scope, key: str, article: Article) -> None:
        """Put a newer version of an article into a proposal that nobody has decided on."""
        async with self._database.writing() as connection:
            change = update(proposals).where(_is_undecided(scope, key))
            await connection.execute(change.values(fields=fields_of(article)))

    async def mark_offered(self, scope: Scope, key: str) -> None:
        """Make a waiting proposal an open one."""
        row = proposals.c
        condition = and_(row.scope == scope.guild_id, row.key == key, row.state == ProposalState.WAITING.value)
        async with self._database.writing() as connection:
            await connection.execute(update(proposals).where(condition).values(state=ProposalState.OPEN.value))

    async def decide(self, scope: Scope, key: str, state: ProposalState) -> None:
        """Decide on a proposal. Raises ConflictError if somebody has, or if it is gone."""
        async with self._database.writing() as connection:
            await decide_proposal(connection, scope, key, state)

    async def delete_old(self, now: datetime) -> None:
        """Delete proposals after their lifetime."""
        async with self._database.writing() as connection:
            await connection.execute(delete(proposals).where(proposals.c.made_at < now - PROPOSAL_LIFETIME))


async def _forget_oldest(connection: AsyncConnection, chosen: ColumnElement[bool]) -> None:
    """Delete the oldest of the chosen entries beyond MAX_SEEN."""
    row = feed_entries.c
    newest = select(row.seen_at).where(chosen).order_by(row.seen_at.desc()).offset(MAX_SEEN - 1).limit(1)
    oldest = (await connection.execute(newest)).scalar()
    if isinstance(oldest, datetime):
        await connection.execute(delete(feed_entries).where(chosen, row.seen_at < oldest))


async def decide_proposal(connection: AsyncConnection, scope: Scope, key: str, state: ProposalState) -> None:
    """Decide on a proposal. Raises ConflictError if somebody has, or if it is gone."""
    done = await connection.execute(update(proposals).where(_is_undecided(scope, key)).values(state=state.value))
    if not done.rowcount:
        raise decided_error(await _find_proposal(connection, scope, key))


def _is_undecided(scope: Scope, key: str) -> ColumnElement[bool]:
    row = proposals.c
    return and_(row.scope == scope.guild_id, row.key == key, row.state.in_([each.value for each in UNDECIDED]))


async def _find_proposal(connection: AsyncConnection, scope: Scope, key: str) -> Proposal | None:
    query = select(proposals).where(proposals.c.scope == scope.guild_id, proposals.c.key == key)
    row = (await connection.execute(query)).one_or_none()
    return proposal_from(row) if row else None


def _batches(keys: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    yield from (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))


def is_readable_feed(row: Row[Any]) -> bool:
    """Return whether every value of a row of `feeds` can be read."""
    texts = all(isinstance(getattr(row, name), str) for name in _TEXTS)
    flags = all(isinstance(getattr(row, name), bool) for name in _FLAGS)
    numbers = all(isinstance(value, int) and value >= 0 for value in (row.scope, row.failures))
    moments = all(isinstance(moment, datetime | None) for moment in (row.fetched_at, row.read_at))
    return texts and flags and numbers and moments


def _feed_from(row: Row[Any]) -> FeedSource:
    return FeedSource(
        Scope(row.scope),
        row.id,
        row.address,
        row.title,
        is_trusted=row.trusted,
        is_paused=row.paused,
        version=FeedVersion(row.etag, row.modified),
        fetched_at=row.fetched_at,
        read_at=row.read_at,
        failures=row.failures,
        fault=row.fault,
        is_reported=row.reported,
    )


def proposal_from(row: Row[Any]) -> Proposal | None:
    """Return the proposal of a row, None if it cannot be read."""
    try:
        article = article_from_fields(row.fields)
        state = ProposalState(row.state)
        copies = tuple(row.copies.split("\n")) if row.copies else ()
    except (DraftExpiredError, ValueError, AttributeError):
        return None
    is_readable = isinstance(row.made_at, datetime) and isinstance(row.feed, str) and isinstance(row.scope, int)
    return Proposal(Scope(row.scope), row.key, article, row.feed, row.made_at, copies, state) if is_readable else None
