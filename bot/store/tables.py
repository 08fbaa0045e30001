"""The tables, the same on SQLite and PostgreSQL, and column types for values that a database would change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
)


class Unreadable:
    """The type of UNREADABLE, which replaces a value that is not of its column's type."""


UNREADABLE: Final = Unreadable()

Processor = Callable[[Any], Any]

_Value = TypeVar("_Value")


def _tolerant(convert: Processor | None) -> Processor:
    """Wrap a conversion to return UNREADABLE where it fails, since one bad value must not stop a whole query."""

    def process(value: Any) -> Any:
        try:
            return convert(value) if convert else value
        except (ValueError, TypeError, OverflowError, RecursionError):
            return UNREADABLE

    return process


class _TolerantType(TypeDecorator[_Value]):
    """A column type that reads UNREADABLE for a value that is not of its type."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """Return the tolerant conversion."""
        return _tolerant(super().result_processor(dialect, coltype))


class UtcMoment(_TolerantType[datetime]):
    """A moment in UTC. SQLite drops the time zone, so it is added again on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC. Raises ValueError for a moment without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the time zone."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Day(_TolerantType[date]):
    """A day of the calendar."""

    impl = Date
    cache_ok = True


class AnyText(_TolerantType[str]):
    """Any text that a person typed, as JSON in ASCII.

    PostgreSQL accepts no NUL, and neither database accepts an unpaired surrogate.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Convert to JSON."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Convert from JSON. Raises ValueError for anything but a JSON string."""
        if value is None:
            return None
        read = json.loads(value)
        if not isinstance(read, str):
            raise ValueError("no text")
        return read


class Flag(TypeDecorator[bool]):
    """A Boolean. SQLite stores 1 or 0, and SQLAlchemy would take anything else for true."""

    impl = Boolean
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """Return a conversion that gives UNREADABLE for anything but 1, 0 or NULL."""

        def process(value: Any) -> Any:
            if value is None:
                return None
            return bool(value) if isinstance(value, int) and value in (0, 1) else UNREADABLE

        return process


metadata: Final = MetaData()

articles: Final = Table(
    "articles",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("added_at", UtcMoment, nullable=False),
    Column("added_by", AnyText, nullable=False),
    Column("removed", Flag, nullable=False),
    Column("act", String(16), nullable=False),
    Column("change", BigInteger, nullable=False),
    Column("undoes", BigInteger, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Index("articles_by_change", "scope", "change"),
)
"""Every revision of every article; rows are only added. `published` is in EDTF form, '' for unknown.

`removed` is true if the scope does not have the article afterwards: it was removed, or everyone's is (un)hidden.
`change` numbers the changes of a scope. `content_hash` shows whether a row was altered, see `bot.store.integrity`.
"""

scopes: Final = Table(
    "scopes",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
)
"""The number of changes to a scope's articles. A writer locks its scope's row."""

questions: Final = Table(
    "questions",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("text", AnyText, nullable=False),
    Column("scope", BigInteger, nullable=False),
    Column("as_of", Day),
    Column("asked_at", UtcMoment, nullable=False),
    Index("questions_by_age", "asked_at"),
)
"""Questions that the buttons under a reply answer again, without who asked."""

notes: Final = Table(
    "notes",
    metadata,
    Column("name", AnyText, primary_key=True),
    Column("value", AnyText, nullable=False),
)
"""Small named values of the program's own."""

guilds: Final = Table(
    "guilds",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("curator_roles", Text, nullable=False),
    Column("announce_channel", BigInteger, nullable=False),
    Column("private_answers", Flag, nullable=False),
    Column("language", Text, nullable=False),
    Column("keeps_unanswered", Flag, nullable=False),
    Column("uses_reader", Flag, nullable=False),
    Column("mentions", String(16), nullable=False),
    Column("mention_channels", Text, nullable=False),
    Column("answers_in_threads", Flag, nullable=False),
    Column("left_at", UtcMoment),
    Column("announce_role", BigInteger, nullable=False, server_default="0"),
    Column("moderator_channel", BigInteger, nullable=False, server_default="0"),
    Column("weekly_digest", Flag, nullable=False, server_default=false()),
)
"""Servers' settings, and when the bot left a server. Ids of roles and of channels are separated by blanks."""

drafts: Final = Table(
    "drafts",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("scope", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", UtcMoment, nullable=False),
    Column("fields", AnyText, nullable=False),
    Index("drafts_by_age", "made_at"),
)
"""Articles that a moderator previews before they are published; the fields as JSON."""

unanswered: Final = Table(
    "unanswered",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("question", AnyText, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_asked", UtcMoment, nullable=False),
)
"""Questions that no article answered, without who asked, of servers that collect them."""

votes: Final = Table(
    "votes",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("question", AnyText, primary_key=True),
    Column("voter", String(32), primary_key=True),
    Column("is_up", Flag, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("at", UtcMoment, nullable=False),
)
"""Votes on answers. `voter` is a keyed hash, see `bot.store.feedback`; `reason` is '' if none was given."""

vote_keys: Final = Table(
    "vote_keys",
    metadata,
    Column("period", BigInteger, primary_key=True, autoincrement=False),
    Column("secret", String(64), nullable=False),
)
"""The keys of the hashes of voters. Each is deleted after some days."""

dismissed: Final = Table(
    "dismissed",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("question", AnyText, primary_key=True),
    Column("at", UtcMoment, nullable=False),
)
"""Questions that a server's moderators do not want to see among those without an answer."""

jobs: Final = Table(
    "jobs",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(80), primary_key=True),
    Column("seconds", BigInteger, nullable=False),
    Column("due_at", UtcMoment, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("token", String(16), nullable=False),
    Index("jobs_by_time", "due_at"),
)
"""Work that is done every so many seconds. `token` is that of the process that runs it, '' for none.

While a job runs, `due_at` is the time when it counts as abandoned.
"""

notices: Final = Table(
    "notices",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(120), primary_key=True),
    Column("since", UtcMoment, nullable=False),
    Column("claimed_at", UtcMoment, nullable=False),
    Column("sent_at", UtcMoment),
    Index("notices_by_age", "claimed_at"),
)
"""Messages that the bot sends by itself: when one was claimed first and last, and when it was sent."""

follows: Final = Table(
    "follows",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("scope", BigInteger, nullable=False),
    Column("topic", AnyText, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("channel", BigInteger, nullable=False),
    Column("role", BigInteger, nullable=False),
    Column("language", Text, nullable=False),
    Column("next_at", UtcMoment, nullable=False),
    Column("seen_everyones", BigInteger, nullable=False),
    Column("seen_own", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),
    Index("follows_by_scope", "scope", "next_at"),
    Index("follows_by_user", "user_id"),
)
"""Topics that users follow, or channels where `user_id` is ''.

`next_at` is the earliest time of the next message; `seen_everyones` and `seen_own` are the last changes of which was
told.
"""

setting_changes: Final = Table(
    "setting_changes",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("before", AnyText, nullable=False),
    Column("after", AnyText, nullable=False),
    Column("changed_by", AnyText, nullable=False),
    Column("changed_at", UtcMoment, nullable=False),
)
"""Changes of servers' settings, numbered in each server; the values as text."""

links: Final = Table(
    "links",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("checked_at", UtcMoment, nullable=False),
    Column("failures", Integer, nullable=False),
)
"""Links of articles: when one was tried last, and how often in a row it has led nowhere."""

feeds: Final = Table(
    "feeds",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(16), primary_key=True),
    Column("address", Text, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("trusted", Flag, nullable=False),
    Column("paused", Flag, nullable=False),
    Column("etag", AnyText, nullable=False),
    Column("modified", AnyText, nullable=False),
    Column("fetched_at", UtcMoment),
    Column("read_at", UtcMoment),
    Column("failures", Integer, nullable=False),
    Column("fault", String(20), nullable=False),
    Column("reported", Flag, nullable=False),
)
"""Feeds of servers and of everyone's scope, without who added them."""

feed_entries: Final = Table(
    "feed_entries",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(16), primary_key=True),
    Column("seen_at", UtcMoment, nullable=False),
    Index("feed_entries_by_age", "scope", "seen_at"),
)
"""Hashes of the addresses that feeds have named, so that nothing is proposed twice."""

proposals: Final = Table(
    "proposals",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(16), primary_key=True),
    Column("made_at", UtcMoment, nullable=False),
    Column("feed", AnyText, nullable=False),
    Column("copies", AnyText, nullable=False),
    Column("state", String(16), nullable=False),
    Column("fields", AnyText, nullable=False),
    Index("proposals_by_age", "scope", "made_at"),
)
"""Articles of feeds that moderators decide on; the fields as JSON."""

reader_requests: Final = Table(
    "reader_requests",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
)
"""Requests to a reader on the last day, a proleptic Gregorian ordinal. Direct messages have the scope of everyone."""

SCOPED: Final = (
    articles,
    questions,
    guilds,
    drafts,
    unanswered,
    jobs,
    notices,
    follows,
    setting_changes,
    links,
    votes,
    dismissed,
    feeds,
    feed_entries,
    proposals,
    reader_requests,
)
"""Tables whose rows belong to a scope and are erased with it. Its row in `scopes` stays, so that the number grows."""
