"""Whether a SQLite database has the tables of this program and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

from sqlalchemy.dialects import sqlite

from bot.store.tables import metadata
from bot.text.safe_text import one_line

_OWN_TABLES: Final = frozenset({*metadata.tables, "alembic_version"})


def foreign_objects(connection: sqlite3.Connection) -> list[str]:
    """Triggers, views, tables and indexes that this program did not make: they could change what it reads."""
    own = {"table": _OWN_TABLES, "index": {str(i.name) for table in metadata.tables.values() for i in table.indexes}}
    rows = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return [f"the {kind} {_shown(name)}" for kind, name in rows if name not in own.get(kind, ())]


def differences(connection: sqlite3.Connection) -> Iterator[str]:
    """What is missing of the tables, has another type, or is too much. The tables are those of today's version."""
    dialect = sqlite.dialect()
    for table in metadata.sorted_tables:
        found = {
            name: kind for _, name, kind, *_ in connection.execute("SELECT * FROM pragma_table_xinfo(?)", (table.name,))
        }
        if not found:
            yield f"the table {table.name} is missing"
            continue
        for column in table.columns:
            expected = column.type.compile(dialect)
            if column.name not in found:
                yield f"the column {table.name}.{column.name} is missing"
            elif found[column.name].upper() != expected:
                yield f"the column {table.name}.{column.name} is of type {_shown(found[column.name])}, not {expected}"
        for name in found.keys() - table.columns.keys():
            yield f"the column {table.name}.{_shown(name)} is not of this program"


def _shown(name: object) -> str:
    return one_line(str(name), 60)
