"""The store in a database: SQLite for one process, PostgreSQL for several."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from bot.domain import (
    OPERATOR,
    Act,
    Article,
    AskedQuestion,
    Draft,
    Event,
    GuildSettings,
    ProposalState,
    Scope,
    SettingChange,
    StoredArticle,
    Unanswered,
    UserRecord,
    Write,
)
from bot.errors import ExpiredError, StoreError
from bot.store.base import Change, CurrentArticles, StoreStatistics
from bot.store.database import tables
from bot.store.database.coordination import take_claim
from bot.store.database.database import Database, upsert
from bot.store.database.schema import check_not_emptied, create_if_missing, migrate
from bot.store.database.write_behind import WriteBehind
from bot.store.feedback import UNANSWERED_LIFETIME
from bot.store.rules import QUESTION_EXPIRED, QUESTION_LIFETIME, check_storable, check_user, new_key, utc_now
from bot.store.sql import drafts, erasure, events, guilds, questions
from bot.store.sql.feedback import SqlFeedback
from bot.store.sql.feeds import SqlFeeds, decide_proposal
from bot.store.sql.follows import SqlFollows
from bot.store.sql.integrity import CheckedRows, UnusableRowLog, check_rows
from bot.store.sql.jobs import SqlJobs
from bot.store.sql.links import SqlLinks
from bot.store.sql.notices import SqlNotices
from bot.store.sql.questions import StoredQuestion
from bot.store.sql.reader_requests import SqlReaderRequests
from bot.store.sql.revisions import (
    Stamp,
    add_revisions,
    current_revisions,
    last_change,
    present_revisions,
    write_revisions,
)
from bot.store.sql.setting_changes import list_setting_changes, record_changes

CLEANUP_INTERVAL: Final = timedelta(hours=1)
"""Time between two deletions of expired questions, so that not every write pays for one."""


async def open_store(
    url: str, *, lock_timeout: float = 5.0, clock: Callable[[], datetime] = utc_now, keeps_former: bool = True
) -> SqlStore:
    """Open the database at an address like `sqlite+aiosqlite:///heat2.db` and bring its tables up to date.

    `lock_timeout` is the number of seconds to wait for another program's lock. With `keeps_former` a SQLite database is
    copied to a file next to it before its tables change. Raises StoreError if the database cannot be used or is newer
    than this program; the message never holds a password.
    """
    database = Database(url, lock_timeout)
    if database.sqlite_file is not None and not str(database.sqlite_file).startswith("file:"):
        check_not_emptied(database.sqlite_file)
        await create_if_missing(database.sqlite_file, lock_timeout)
    try:
        await migrate(database, keeps_former=keeps_former)
    except BaseException:
        await database.close()
        raise
    return SqlStore(database, clock)


class SqlStore:
    """Implements `Store` in a database whose tables are up to date. `open_store` makes one."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._unusable_log = UnusableRowLog()
        self._next_cleanup = datetime.min.replace(tzinfo=UTC)
        self._questions = WriteBehind(self._insert_questions, "questions of buttons")
        self._unanswered = WriteBehind(self._count_unanswered, "unanswered questions")
        self.feeds = SqlFeeds(database)
        self.jobs = SqlJobs(database)
        self.feedback = SqlFeedback(database)
        self.notices = SqlNotices(database)
        self.follows = SqlFollows(database)
        self.links = SqlLinks(database)
        self.reader_requests = SqlReaderRequests(database)

    @property
    def statistics(self) -> StoreStatistics:
        """Numbers for the operator."""
        return self._database.statistics

    async def articles(self, scope: Scope) -> list[Article]:
        """Return the current revision of each article of exactly this scope, by id."""
        return (await self.current(scope)).articles

    async def current(self, scope: Scope) -> CurrentArticles:
        """Return the articles as `articles` does, and the ids of those that cannot be used."""
        return (await self._read_checked(present_revisions(scope))).current

    async def _read_checked(self, query: Select[Any]) -> CheckedRows:
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        # In a thread: the text of thousands of articles is hashed.
        checked = await asyncio.to_thread(check_rows, rows)
        self._unusable_log.report(checked.unusable)
        return checked

    async def revision(self, scope: Scope) -> int:
        """Return a number that grows with every change to the scope's articles; 0 if there was none."""
        async with self._database.reading() as connection:
            return await last_change(connection, scope)

    async def stamp(self) -> str:
        """Return a value that differs after any change to the articles of any scope."""
        # Revisions only grow, so their sum changes with every change.
        query = select(func.sum(tables.scopes.c.revision))
        async with self._database.reading() as connection:
            return str((await connection.execute(query)).scalar() or 0)

    async def add(self, article: Article, scope: Scope, added_by: str = "") -> Change:
        """Store the article; a known id with other content becomes a new revision."""
        return (await self.add_all([article], scope, added_by))[0]

    async def add_all(self, articles: Sequence[Article], scope: Scope, added_by: str = "") -> list[Change]:
        """Add the articles in one transaction."""
        check_storable(articles)
        async with self._database.writing() as connection:
            return await add_revisions(connection, articles, Stamp(scope, added_by, self._clock()))

    async def hidden(self, scope: Scope) -> frozenset[str]:
        """Return the ids of everyone's articles that this scope has hidden."""
        row = tables.articles.c
        query = current_revisions(scope).where(row.act == Act.HIDDEN.value).with_only_columns(row.article_id)
        async with self._database.reading() as connection:
            return frozenset(each for each in (await connection.execute(query)).scalars() if isinstance(each, str))

    async def entries(self, scope: Scope) -> list[StoredArticle]:
        """Return every article that exactly this scope has or had, in its current state, by id."""
        entries = (await self._read_checked(current_revisions(scope))).entries
        return sorted(entries, key=lambda entry: entry.article.id)

    async def write(self, writes: Sequence[Write], scope: Scope, by: str, proposal: str = "") -> list[Event]:
        """Make changes in one transaction and return their events, newest first. Raises ConflictError."""
        check_storable(write.article for write in writes)
        async with self._database.writing() as connection:
            if proposal:
                await decide_proposal(connection, scope, proposal, ProposalState.PUBLISHED)
            numbers = await write_revisions(connection, writes, Stamp(scope, by, self._clock()))
            written, _ = await events.list_events(connection, scope, "", max(numbers) + 1, len(numbers))
        return written

    async def events(self, scope: Scope, article_id: str = "", before: int = 0, limit: int = 100) -> list[Event]:
        """Return changes, newest first, of the scope or of one article."""
        async with self._database.reading() as connection:
            found, unusable = await events.list_events(connection, scope, article_id, before, limit)
        self._unusable_log.report(unusable)
        return found

    async def added_since(self, scope: Scope, by: str, moment: datetime) -> int:
        """Return the number of articles that a user has added to the scope after that moment."""
        async with self._database.reading() as connection:
            return await events.count_added_since(connection, scope, by, moment)

    async def settings(self, scope: Scope) -> GuildSettings:
        """Return the server's settings, or the defaults."""
        async with self._database.reading() as connection:
            settings, unusable = await guilds.find_settings(connection, scope)
        self._unusable_log.report(unusable)
        return settings

    async def set_settings(self, scope: Scope, settings: GuildSettings, by: str = OPERATOR) -> None:
        """Store the server's settings, and record who has changed which of them."""
        async with self._database.writing() as connection:
            await guilds.lock_settings(connection, scope)
            before, _ = await guilds.find_settings(connection, scope)
            await guilds.save_settings(connection, scope, settings)
            await record_changes(connection, scope, before, settings, by, self._clock())

    async def setting_changes(self, scope: Scope, before: int = 0, limit: int = 100) -> list[SettingChange]:
        """Return changes of the server's settings, newest first."""
        async with self._database.reading() as connection:
            return await list_setting_changes(connection, scope, before, limit)

    async def save_draft(self, draft: Draft, key: str = "") -> str:
        """Store an unpublished article for a day; return its key."""
        check_storable([draft.article])
        key = key or new_key()
        async with self._database.writing() as connection:
            await drafts.save_draft(connection, key, draft, self._clock())
        return key

    async def load_draft(self, key: str) -> Draft:
        """Return the draft. Raises DraftExpiredError if there is none."""
        async with self._database.reading() as connection:
            return await drafts.find_draft(connection, key, self._clock())

    async def delete_draft(self, key: str) -> None:
        """Delete the draft if it exists."""
        async with self._database.writing() as connection:
            await drafts.delete_draft(connection, key)

    async def count_unanswered(self, question: str, scope: Scope) -> None:
        """Store a question that no article answered, or count that it was asked again."""
        # Each question has a key of its own: two that are equal count as two.
        self._unanswered.put(new_key(), StoredQuestion(AskedQuestion(question, scope), self._clock()))

    async def _count_unanswered(self, stored: Mapping[str, StoredQuestion]) -> None:
        async with self._database.writing() as connection:
            for asked in stored.values():
                await questions.count_unanswered(connection, asked)

    async def unanswered(self, scope: Scope) -> list[Unanswered]:
        """Return the questions that no article answered, the most frequent first."""
        # If this process cannot write its newest questions now, the others are listed.
        with suppress(StoreError):
            await self._unanswered.flush()
        async with self._database.reading() as connection:
            return await questions.list_unanswered(connection, scope, self._clock() - UNANSWERED_LIFETIME)

    async def set_left(self, scope: Scope, left_at: datetime | None) -> None:
        """Store when the bot left a server; None if it is in it."""
        async with self._database.writing() as connection:
            await guilds.save_left_at(connection, scope, left_at)

    async def left_before(self, moment: datetime) -> list[Scope]:
        """Return the servers that the bot left before that moment."""
        async with self._database.reading() as connection:
            return await guilds.list_left_before(connection, moment)

    async def erase(self, scope: Scope) -> None:
        """Delete everything that is stored of a server; its revision grows."""
        for waiting in (self._questions, self._unanswered):
            await waiting.discard(lambda stored: stored.question.scope == scope)
        await self.feedback.discard(scope)
        async with self._database.writing() as connection:
            await erasure.erase_guild(connection, scope)

    async def user_record(self, user: str) -> UserRecord:
        """Return how much is stored with the id of this user."""
        with suppress(StoreError):
            await self.feedback.flush()
        async with self._database.reading() as connection:
            return await erasure.count_user_rows(connection, user)

    async def erase_user(self, user: str) -> UserRecord:
        """Remove the id of this user everywhere. Raises ValueError for anything but a user's id."""
        check_user(user)
        await self.feedback.flush()
        async with self._database.writing() as connection:
            return await erasure.erase_user(connection, user)

    async def save_question(self, question: AskedQuestion) -> str:
        """Store a question for the buttons of its reply and return its key."""
        key = new_key()
        self._questions.put(key, StoredQuestion(question, self._clock()))
        return key

    async def _insert_questions(self, stored: Mapping[str, StoredQuestion]) -> None:
        async with self._database.writing() as connection:
            now = self._clock()
            if now >= self._next_cleanup:
                await questions.delete_questions_until(connection, now - QUESTION_LIFETIME)
                self._next_cleanup = now + CLEANUP_INTERVAL
            await questions.insert_questions(connection, stored)

    async def load_question(self, key: str) -> AskedQuestion:
        """Return the question under the key. Raises ExpiredError if there is none."""
        stored = self._questions.get(key)
        if stored is None:
            async with self._database.reading() as connection:
                stored = await questions.find_question(connection, key)
        if stored is None or stored.asked_at <= self._clock() - QUESTION_LIFETIME:
            raise ExpiredError(QUESTION_EXPIRED)
        return stored.question

    async def note(self, name: str) -> str:
        """Return a small named value of the program's own, '' if it was never set."""
        query = select(tables.notes.c.value).where(tables.notes.c.name == name)
        async with self._database.reading() as connection:
            value = (await connection.execute(query)).scalar()
        return value if isinstance(value, str) else ""

    async def set_note(self, name: str, value: str) -> None:
        """Set a small named value of the program's own."""
        async with self._database.writing() as connection:
            await upsert(connection, tables.notes, {"name": name}, {"value": value})

    async def claim(self, name: str, claimant: str, seconds: float) -> float:
        """Take a claim and return 0.0, or return the seconds until it is free."""
        async with self._database.writing() as connection:
            return await take_claim(connection, name, claimant, seconds, self._clock().timestamp())

    async def close(self) -> None:
        """Write what is not written yet and close connections."""
        await asyncio.gather(self._questions.close(), self._unanswered.close(), self.feedback.close())
        await self._database.close()
