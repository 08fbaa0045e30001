"""The history of servers' settings in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, delete, func, insert, select, update

from bot.domain import ERASED_USER, GuildSettings, Scope, SettingChange, settings_as_text
from bot.store.database.async_engine import AsyncConnection
from bot.store.database.tables import setting_changes

MAX_KEPT: Final = 500
"""Maximum number of changes that are kept of a server; the oldest are dropped."""


async def record_changes(
    connection: AsyncConnection, scope: Scope, before: GuildSettings, after: GuildSettings, by: str, now: datetime
) -> None:
    """Record each setting that differs. The caller has locked the server's settings."""
    row = setting_changes.c
    old, new = settings_as_text(before), settings_as_text(after)
    last = select(func.max(row.number)).where(row.scope == scope.guild_id)
    number = int((await connection.execute(last)).scalar() or 0)
    changed = [name for name in new if old[name] != new[name]]
    rows = [
        {
            "scope": scope.guild_id,
            "number": number + place,
            "name": name,
            "before": old[name],
            "after": new[name],
            "changed_by": by,
            "changed_at": now,
        }
        for place, name in enumerate(changed, 1)
    ]
    if rows:
        await connection.execute(insert(setting_changes), rows)
        too_old = row.number <= number + len(rows) - MAX_KEPT
        await connection.execute(delete(setting_changes).where(row.scope == scope.guild_id, too_old))


async def list_setting_changes(
    connection: AsyncConnection, scope: Scope, before: int, limit: int
) -> list[SettingChange]:
    """Return at most that many changes that can be read, newest first, with numbers below `before` (0: all)."""
    row = setting_changes.c
    query = select(setting_changes).where(row.scope == scope.guild_id).order_by(row.number.desc()).limit(limit)
    rows = await connection.execute(query.where(row.number < before) if before else query)
    return [_change_from(each) for each in rows if is_readable_change(each)]


async def erase_user_from_changes(connection: AsyncConnection, user: str) -> None:
    """Replace the user's id by ERASED_USER."""
    mine = setting_changes.c.changed_by == user
    await connection.execute(update(setting_changes).where(mine).values(changed_by=ERASED_USER))


def is_readable_change(row: Row[Any]) -> bool:
    """Return whether every value of a row of `setting_changes` can be read."""
    texts = (row.name, row.before, row.after, row.changed_by)
    numbers = all(isinstance(value, int) and value >= 0 for value in (row.scope, row.number))
    return numbers and all(isinstance(value, str) for value in texts) and isinstance(row.changed_at, datetime)


def _change_from(row: Row[Any]) -> SettingChange:
    return SettingChange(row.number, row.name, row.before, row.after, row.changed_by, row.changed_at)
