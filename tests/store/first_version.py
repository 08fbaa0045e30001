"""A database of the first version of the program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, column, insert, table

from bot.domain import Scope
from bot.store.database.schema import MIGRATIONS
from bot.store.database.tables import articles

OLD_GUILD: Final = Scope(1234)


def upgrade_to(connection: Connection, version: str) -> None:
    """Run the migrations up to a version of the tables."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, version)


def first_version(connection: Connection) -> None:
    """Create the tables of the first version, with rows."""
    upgrade_to(connection, "0001")
    minute = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [("a", 1, "First.", "1", False), ("b", 1, "First words.", "1", False)]
    rows += [("b", 2, "Second words.", "1", False), ("a", 2, "First.", "2", True)]
    names = ["title", "publisher", "url", "published", "evidence", "language"]
    for number, (key, revision, words, by, removed) in enumerate(rows):
        values = dict.fromkeys(names, "") | {"scope": OLD_GUILD.guild_id, "article_id": key, "revision": revision}
        values |= {"text": words, "added_at": minute + timedelta(minutes=number), "removed": removed}
        old = table("articles", *(column(name, articles.c[name].type) for name in (*values, "added_by")))
        connection.execute(insert(old).values(**values, added_by=by))
    scopes = table("scopes", column("scope"), column("revision"))
    connection.execute(insert(scopes).values(scope=OLD_GUILD.guild_id, revision=len(rows)))
