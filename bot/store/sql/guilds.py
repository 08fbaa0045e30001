"""Servers' settings in the database, and when the bot left a server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text, update

from bot.domain import DEFAULT_SETTINGS, GuildSettings, Mentions, Scope
from bot.store.database import tables
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.database import upsert
from bot.store.sql.integrity import UnusableRow


async def find_settings(connection: AsyncConnection, scope: Scope) -> tuple[GuildSettings, list[UnusableRow]]:
    """Return the server's settings, the defaults if it has none, and those of them that cannot be read."""
    query = select(tables.guilds).where(tables.guilds.c.scope == scope.guild_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return DEFAULT_SETTINGS, []
    return _settings_from(row), unreadable_settings(row)


async def lock_settings(connection: AsyncConnection, scope: Scope) -> None:
    """Lock the server's settings against other writers until the transaction ends."""
    if connection.dialect.name == "postgresql":
        # A server without a row has none to lock, so the lock is on its number.
        await connection.execute(text("SELECT pg_advisory_xact_lock(:scope)"), {"scope": scope.guild_id})


async def save_settings(connection: AsyncConnection, scope: Scope, settings: GuildSettings) -> None:
    """Store the server's settings; the bot counts as being in the server afterwards."""
    values = {
        "curator_roles": " ".join(map(str, sorted(settings.curator_roles))),
        "announce_channel": settings.announce_channel,
        "private_answers": settings.private_answers,
        "language": settings.language,
        "keeps_unanswered": settings.keeps_unanswered,
        "announce_role": settings.announce_role,
        "moderator_channel": settings.moderator_channel,
        "weekly_digest": settings.weekly_digest,
        "uses_reader": settings.uses_reader,
        "mentions": settings.mentions.value,
        "mention_channels": " ".join(map(str, sorted(settings.mention_channels))),
        "answers_in_threads": settings.answers_in_threads,
        "left_at": None,
    }
    await upsert(connection, tables.guilds, {"scope": scope.guild_id}, values)


def unreadable_settings(row: Row[Any]) -> list[UnusableRow]:
    """Return one entry for each setting in a row of `guilds` that cannot be read."""
    place = f"the settings of server {row.scope}"
    return [UnusableRow(place, f"cannot be read: '{name}' holds no such value") for name in _unreadable_names(row)]


def _unreadable_names(row: Row[Any]) -> list[str]:
    readable = {
        "curator_roles": _are_ids(row.curator_roles),
        "announce_channel": isinstance(row.announce_channel, int),
        "private_answers": isinstance(row.private_answers, bool),
        "language": isinstance(row.language, str),
        "keeps_unanswered": isinstance(row.keeps_unanswered, bool),
        "announce_role": isinstance(row.announce_role, int),
        "moderator_channel": isinstance(row.moderator_channel, int),
        "weekly_digest": isinstance(row.weekly_digest, bool),
        "uses_reader": isinstance(row.uses_reader, bool),
        "mentions": row.mentions in list(Mentions),
        "mention_channels": _are_ids(row.mention_channels),
        "answers_in_threads": isinstance(row.answers_in_threads, bool),
    }
    return [name for name, is_readable in readable.items() if not is_readable]


def _are_ids(value: object) -> bool:
    return isinstance(value, str) and all(each.isdecimal() for each in value.split())


def _ids(value: str) -> frozenset[int]:
    return frozenset(map(int, value.split()))


def _settings_from(row: Row[Any]) -> GuildSettings:
    """Return the settings. One that cannot be read gets the value that shows and stores the least."""
    wrong = frozenset(_unreadable_names(row))
    return GuildSettings(
        frozenset() if "curator_roles" in wrong else _ids(row.curator_roles),
        0 if "announce_channel" in wrong else row.announce_channel,
        True if "private_answers" in wrong else row.private_answers,
        "" if "language" in wrong else row.language,
        False if "keeps_unanswered" in wrong else row.keeps_unanswered,
        0 if "announce_role" in wrong else row.announce_role,
        0 if "moderator_channel" in wrong else row.moderator_channel,
        False if "weekly_digest" in wrong else row.weekly_digest,
        False if "uses_reader" in wrong else row.uses_reader,
        Mentions.OFF if "mentions" in wrong else Mentions(row.mentions),
        frozenset() if "mention_channels" in wrong else _ids(row.mention_channels),
        False if "answers_in_threads" in wrong else row.answers_in_threads,
    )


async def save_left_at(connection: AsyncConnection, scope: Scope, left_at: datetime | None) -> None:
    """Store when the bot left the server; None if it is in it."""
    of_scope = tables.guilds.c.scope == scope.guild_id
    found = (await connection.execute(select(tables.guilds.c.scope).where(of_scope))).one_or_none()
    if found is None:
        # A server without a row has the defaults and counts as one that the bot is in.
        if left_at is None:
            return
        await save_settings(connection, scope, DEFAULT_SETTINGS)
    await connection.execute(update(tables.guilds).where(of_scope).values(left_at=left_at))


async def list_left_before(connection: AsyncConnection, moment: datetime) -> list[Scope]:
    """Return the servers that the bot left before that moment."""
    row = tables.guilds.c
    rows = await connection.execute(select(row.scope, row.left_at).where(row.left_at.is_not(None)))
    # Compared here: in the database, text that is no moment may compare as less, and the server would be erased.
    return [Scope(each.scope) for each in rows if _is_before(each.left_at, moment) and is_scope(each.scope)]


def _is_before(left_at: object, moment: datetime) -> bool:
    return isinstance(left_at, datetime) and left_at < moment


def is_scope(value: object) -> bool:
    """Return whether the value can be a server's id, or 0 for everyone."""
    return isinstance(value, int) and value >= 0
