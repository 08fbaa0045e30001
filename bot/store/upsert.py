"""Setting a row whether it is there or not, without a moment between in which another process could act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def upsert(
    connection: AsyncConnection,
    table: Table,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    on_conflict: Mapping[str, ColumnElement[Any]] | None = None,
) -> None:
    """Insert the row of key and values; where the key is taken, set `on_conflict`, or else the values.

    Until the transaction ends nobody else can change that row.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values({**key, **values})
    changes = on_conflict or {name: statement.excluded[name] for name in values}
    await connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changes))
