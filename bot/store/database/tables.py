"""The tables, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text, false

from bot.store.database.column_types import AnyText, Day, Flag, UtcMoment

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
`change` numbers the changes of a scope. `content_hash` shows whether a row was altered, see `bot.store.sql.integrity`.
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
"""Servers' settings, and when the bot left a server. Ids of roles and of channels are separated by spaces."""

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
"""Work that is done at intervals of `seconds`. `token` is that of the process that runs it, '' for none.

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

`next_at` is the earliest time of the next message; `seen_everyones` and `seen_own` are the numbers of the last changes
of which the follower was notified.
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
"""Links of articles: when one was tried last, and how often in a row it led nowhere."""

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
    Column("feed", String(16), nullable=False, server_default=""),
    Index("feed_entries_by_feed", "scope", "feed", "seen_at"),
)
"""Hashes of the addresses that feeds have named, each with its feed, so that nothing is proposed twice."""

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
