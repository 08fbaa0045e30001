"""The store in a database: SQLite for one machine, PostgreSQL for many processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Select, delete, func, select

from bot.domain import Article, AskedQuestion, Scope
from bot.errors import ExpiredError
from bot.history import Act, Draft, Event, GuildSettings, StoredArticle, Unanswered, UserRecord, Write
from bot.store import guilds, history, tables, users
from bot.store.asked import Asked, asked_under, drop_asked_before, keep_asked
from bot.store.base import Change, Current
from bot.store.claims import claim_in
from bot.store.database import Database
from bot.store.first_start import check_not_emptied, make_whole
from bot.store.integrity import Checked, Reporter, checked
from bot.store.revisions import (
    Stamp,
    add_revisions,
    articles_of,
    last_change,
    present_articles_of,
    write_revisions,
)
from bot.store.rules import DRAFT_KEPT_FOR, EXPIRED, KEPT_FOR, check_storable, check_user, new_key, utc_now
from bot.store.schema import bring_up_to_date
from bot.store.upsert import upsert
from bot.store.write_behind import WriteBehind

CLEARED_EVERY: Final = timedelta(hours=1)
"""How often questions that are too old are looked for: not with every question."""


async def open_store(
    url: str, *, patience: float = 5.0, clock: Callable[[], datetime] = utc_now, keeps_former: bool = True
) -> SqlStore:
    """Open the database at an address like `sqlite+aiosqlite:///heat2.db` and bring its tables up to date.

    `patience` is how many seconds to wait for another program's lock; `keeps_former` says whether a SQLite database is
    copied beside itself before its tables change. Raises StoreError when the database cannot be
    used or is newer than this program; the message never holds a password.
    """
    database = Database(url, patience)
    if database.sqlite_file is not None and not str(database.sqlite_file).startswith("file:"):
        check_not_emptied(database.sqlite_file)
        await make_whole(database.sqlite_file, lambda file: _fill(file, patience))
    try:
        await bring_up_to_date(database, keeps_former=keeps_former)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database, clock)


async def _fill(file: Path, patience: float) -> None:
    database = Database(f"sqlite+aiosqlite:///{file}", patience)
    try:
        await bring_up_to_date(database)
    finally:
        await database.close()


class SqlStore:
    """The contract of `Store` in a database whose tables are up to date: `open_store` makes one."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._reporter = Reporter()
        self._next_clearing = datetime.min.replace(tzinfo=UTC)
        self._asked = WriteBehind(self._keep_asked)

    async def articles(self, scope: Scope) -> list[Article]:
        """The current revision of each article of exactly this scope, by id. Raises StoreError."""
        return (await self.current(scope)).articles

    async def current(self, scope: Scope) -> Current:
        """The same articles, and the ids of those that cannot be used. Raises StoreError."""
        return (await self._checked(present_articles_of(scope))).current

    async def _checked(self, query: Select[Any]) -> Checked:
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        # In a thread: the text of thousands of articles is hashed.
        found = await asyncio.to_thread(checked, rows)
        self._reporter.report(found.set_aside)
        return found

    async def revision(self, scope: Scope) -> int:
        """A number that grows with every change to the scope's articles; 0 when there was none. Raises StoreError."""
        async with self._database.reading() as connection:
            return await last_change(connection, scope)

    async def stamp(self) -> str:
        """Another one after any change to the articles of any scope. Raises StoreError."""
        # RevisionCache only grow, so their sum tells of every change.
        query = select(func.sum(tables.scopes.c.revision))
        async with self._database.reading() as connection:
            return str((await connection.execute(query)).scalar() or 0)

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Keep the article whole; a known id with other content becomes a new revision. Raises StoreError."""
        return (await self.add_all([article], scope, added_by))[0]

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Like `add` for each, all in one transaction: all of them are kept, or none. Raises StoreError."""
        check_storable(articles)
        async with self._database.writing() as connection:
            return await add_revisions(connection, articles, Stamp(scope, added_by, self._clock()))

    async def hidden(self, scope: Scope) -> frozenset[str]:
        """The ids of everyone's articles that this scope does not want to see. Raises StoreError."""
        row = tables.articles.c
        query = articles_of(scope).where(row.act == Act.HIDDEN.value).with_only_columns(row.article_id)
        async with self._database.reading() as connection:
            return frozenset(each for each in (await connection.execute(query)).scalars() if isinstance(each, str))

    async def entries(self, scope: Scope) -> list[StoredArticle]:
        """Every article that exactly this scope has or had, as it stands now, by id. Raises StoreError."""
        entries = (await self._checked(articles_of(scope))).entries
        return sorted(entries, key=lambda entry: entry.article.id)

    async def write(self, writes: Sequence[Write], scope: Scope, by: str, undoes: int = 0) -> list[Event]:
        """Make changes in one transaction and give the events that they became. Raises ConflictError, StoreError."""
        check_storable(write.article for write in writes)
        async with self._database.writing() as connection:
            numbers = await write_revisions(connection, writes, Stamp(scope, by, self._clock(), undoes))
            events, _ = await history.events(connection, scope, "", max(numbers) + 1, len(numbers))
        return events

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """The scope's changes, or those of one of its articles, newest first. Raises StoreError."""
        async with self._database.reading() as connection:
            events, set_aside = await history.events(connection, scope, article_id, before, limit)
        self._reporter.report(set_aside)
        return events

    async def added_since(self, scope: Scope, by: str, moment: datetime) -> int:
        """How many articles somebody has added to the scope after that moment. Raises StoreError."""
        async with self._database.reading() as connection:
            return await history.added_since(connection, scope, by, moment)

    async def settings(self, scope: Scope) -> GuildSettings:
        """What a server's moderators have chosen. Raises StoreError."""
        async with self._database.reading() as connection:
            settings, set_aside = await guilds.settings_of(connection, scope)
        self._reporter.report(set_aside)
        return settings

    async def set_settings(self, scope: Scope, settings: GuildSettings) -> None:
        """Keep it. Raises StoreError."""
        async with self._database.writing() as connection:
            await guilds.keep_settings(connection, scope, settings)

    async def keep_draft(self, draft: Draft, key: str = "") -> str:
        """Keep an article for a day until it is published; return its key. Raises StoreError."""
        check_storable([draft.article])
        key, now, drafts = key or new_key(), self._clock(), tables.drafts
        row = {
            "scope": draft.scope.guild_id,
            "made_by": draft.by,
            "made_at": now,
            "fields": guilds.draft_fields(draft.article),
        }
        async with self._database.writing() as connection:
            await connection.execute(delete(drafts).where(drafts.c.made_at <= now - DRAFT_KEPT_FOR))
            await upsert(connection, drafts, {"key": key}, row)
        return key

    async def draft(self, key: str) -> Draft:
        """What was kept. Raises ExpiredError when it is no longer, and StoreError."""
        drafts = tables.drafts
        kept = (drafts.c.key == key) & (drafts.c.made_at > self._clock() - DRAFT_KEPT_FOR)
        async with self._database.reading() as connection:
            return guilds.draft_from((await connection.execute(select(drafts).where(kept))).one_or_none())

    async def drop_draft(self, key: str) -> None:
        """Forget a draft; no matter if it is there. Raises StoreError."""
        async with self._database.writing() as connection:
            await connection.execute(delete(tables.drafts).where(tables.drafts.c.key == key))

    async def count_unanswered(self, question: str, scope: Scope) -> None:
        """Keep a question that no article answered, or count that it was asked again. Raises StoreError."""
        async with self._database.writing() as connection:
            await guilds.count_unanswered(connection, scope, question, self._clock())

    async def unanswered(self, scope: Scope) -> list[Unanswered]:
        """The questions that no article answered, the most frequent first. Raises StoreError."""
        row = tables.unanswered.c
        query = select(tables.unanswered).where(row.scope == scope.guild_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(row.times.desc(), row.last_asked.desc(), row.question))
            return [found for each in rows if (found := guilds.to_unanswered(each))]

    async def set_left(self, scope: Scope, left_at: datetime | None) -> None:
        """Note when the bot left a server; None: it is there (again). Raises StoreError."""
        async with self._database.writing() as connection:
            await guilds.keep_left(connection, scope, left_at)

    async def left_before(self, moment: datetime) -> list[Scope]:
        """The servers that the bot left before that moment. Raises StoreError."""
        async with self._database.reading() as connection:
            return await guilds.left_before(connection, moment)

    async def erase(self, scope: Scope) -> None:
        """Remove all that is kept of a server; its revision grows. Raises StoreError."""
        await self._asked.forget(lambda asked: asked.question.scope == scope)
        async with self._database.writing() as connection:
            await guilds.erase(connection, scope)

    async def user_record(self, user: str) -> UserRecord:
        """How much is stored with the id of this user. Raises StoreError."""
        async with self._database.reading() as connection:
            return await users.record_of(connection, user)

    async def erase_user(self, user: str) -> UserRecord:
        """Store nothing with the id of this user any more. Raises StoreError, and ValueError for no user's id."""
        check_user(user)
        async with self._database.writing() as connection:
            return await users.erase(connection, user)

    async def remember(self, question: AskedQuestion) -> str:
        """Keep what a reply's buttons need and return the key; the database has it within a second or so."""
        key = new_key()
        self._asked.put(key, Asked(question, self._clock()))
        return key

    async def flush(self) -> None:
        """Write what is not in the database yet. Raises StoreError; then it waits on."""
        await self._asked.flush()

    async def _keep_asked(self, asked: Mapping[str, Asked]) -> None:
        async with self._database.writing() as connection:
            now = self._clock()
            if now >= self._next_clearing:
                await drop_asked_before(connection, now - KEPT_FOR)
                self._next_clearing = now + CLEARED_EVERY
            await keep_asked(connection, asked)

    async def recall(self, key: str) -> AskedQuestion:
        """What was remembered. Raises ExpiredError when it is no longer kept, and StoreError."""
        asked = self._asked.get(key)
        if asked is None:
            async with self._database.reading() as connection:
                asked = await asked_under(connection, key)
        if asked is None or asked.at <= self._clock() - KEPT_FOR:
            raise ExpiredError(EXPIRED)
        return asked.question

    async def note(self, name: str) -> str:
        """A small named value of the program's own, '' when it was never set. Raises StoreError."""
        query = select(tables.notes.c.value).where(tables.notes.c.name == name)
        async with self._database.reading() as connection:
            value = (await connection.execute(query)).scalar()
        return value if isinstance(value, str) else ""

    async def set_note(self, name: str, value: str) -> None:
        """Set such a value. Raises StoreError."""
        async with self._database.writing() as connection:
            await upsert(connection, tables.notes, {"name": name}, {"value": value})

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take a turn: 0.0 when it was taken, else the seconds until it is free. Raises StoreError."""
        async with self._database.writing() as connection:
            return await claim_in(connection, name, claimant, seconds, self._clock().timestamp())

    async def close(self) -> None:
        """Write what is still to be written and give back connections; the store is not used afterwards."""
        await self._asked.close()
        await self._database.close()
