"""Errors of the database's libraries hold no values, which would bring questions and articles into a log."""

from __future__ import annotations

import traceback

import pytest
from sqlalchemy import insert

from bot.errors import StoreError
from bot.store.database import tables
from bot.store.database.database import Database
from bot.store.sql import open_store


async def test_a_failed_statement_does_not_show_its_values(database_url: str) -> None:
    """The whole chain of errors of a failed statement holds no value that was to be stored."""
    await (await open_store(database_url)).close()
    database = Database(database_url, lock_timeout=5)
    row = {"name": "a note", "value": "a secret question"}
    with pytest.raises(StoreError) as failed:
        async with database.writing() as connection:
            await connection.execute(insert(tables.notes), [row, row])
    await database.close()
    said = "".join(traceback.format_exception(failed.value))
    assert "INSERT INTO notes" in said
    assert "secret" not in said
