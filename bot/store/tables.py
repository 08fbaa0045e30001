"""The tables, the same on SQLite and PostgreSQL, and the kinds of value that a database would not keep as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Final

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
)


class Unreadable:
    """Stands for a value in the database that is not of its column's type."""


UNREADABLE: Final = Unreadable()

Processor = Callable[[Any], Any]


def _tolerant(convert: Processor | None) -> Processor:
    """The same conversion, which gives UNREADABLE where it would fail: one bad value must not stop a whole query."""

    def process(value: Any) -> Any:
        try:
            return convert(value) if convert else value
        except (ValueError, TypeError, OverflowError, RecursionError):
            return UNREADABLE

    return process


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite drops the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any zone into UTC. Raises ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """UNREADABLE for what is no moment."""
        return _tolerant(super().result_processor(dialect, coltype))


class Day(TypeDecorator[date]):
    """A day of the calendar."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """UNREADABLE for what is no day."""
        return _tolerant(super().result_processor(dialect, coltype))


class AnyText(TypeDecorator[str]):
    """Whatever a person typed, as JSON in ASCII: PostgreSQL takes no NUL, and neither takes half a surrogate pair."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write the characters out."""
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Read them back, exactly. Raises ValueError for what is no text in JSON."""
        if value is None:
            return None
        read = json.loads(value)
        if not isinstance(read, str):
            raise ValueError("no text")
        return read

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """UNREADABLE for what is no text in JSON."""
        return _tolerant(super().result_processor(dialect, coltype))


class Flag(TypeDecorator[bool]):
    """Yes or no; SQLite keeps 1 or 0, and would take anything else for yes."""

    impl = Boolean
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:
        """UNREADABLE for what is neither."""

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
"""Every revision of every article; rows are only ever added. `published` is in EDTF form, '' for unknown.

`removed` says that the scope does not have the article afterwards: it was removed, or everyone's is (un)hidden.
`change` counts the changes of a scope; 0 for those of before they were counted. `content_hash` shows whether a row is
still what was stored, see `bot.store.integrity`.
"""

scopes: Final = Table(
    "scopes",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
)
"""How often a scope's articles have changed; who writes to a scope holds its row."""

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
"""What the buttons under a reply answer again; nothing says who asked."""

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
    Column("left_at", UtcMoment),
)
"""What a server's moderators have chosen, and when the bot was removed from it; role ids between blanks."""

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
"""Articles that a moderator looks at before they are published; the fields as JSON."""

unanswered: Final = Table(
    "unanswered",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("question", AnyText, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_asked", UtcMoment, nullable=False),
)
"""Questions that no article answered, of servers that want to know them; nothing says who asked."""

SCOPED: Final = (articles, questions, guilds, drafts, unanswered)
"""Every table whose rows belong to a scope and are erased with it; the counter of its changes goes on."""
