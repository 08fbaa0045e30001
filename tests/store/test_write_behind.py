"""The write-behind buffer between the store and the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

import pytest

from bot.errors import StoreError
from bot.store.database import write_behind
from bot.store.database.write_behind import WriteBehind


class Table:
    """Stores rows unless it is unreachable, and counts the rows of each batch."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.batches: list[int] = []
        self.is_away = False
        self.was_written = asyncio.Event()

    async def keep(self, rows: Mapping[str, int]) -> None:
        """Store all rows. Raises StoreError while it is unreachable."""
        if self.is_away:
            self.was_written.set()
            raise StoreError("the database is away")
        self.rows |= rows
        self.batches.append(len(rows))
        self.was_written.set()


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    """A table, without pauses between attempts."""
    monkeypatch.setattr(write_behind, "WRITE_DELAY_SECONDS", 0.0)
    monkeypatch.setattr(write_behind, "RETRY_SECONDS", 0.0)
    return Table()


async def test_rows_are_written_in_the_background(table: Table) -> None:
    """Rows are written in the background, many in one batch."""
    behind = WriteBehind(table.keep, "numbers")
    for number in range(100):
        behind.put(str(number), number)
    assert behind.get("7") == 7
    await table.was_written.wait()
    await asyncio.sleep(0)
    assert table.batches == [100]
    assert behind.get("7") is None


async def test_failed_writes_are_tried_again(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    """Rows that could not be written are tried again, and the log has their number."""
    behind = WriteBehind(table.keep, "numbers")
    table.is_away = True
    behind.put("a", 1)
    with caplog.at_level(logging.WARNING):
        await table.was_written.wait()
        await asyncio.sleep(0)
    assert "numbers waiting to be stored: 1 " in caplog.text
    assert behind.get("a") == 1
    table.is_away = False
    table.was_written.clear()
    await table.was_written.wait()
    assert table.rows == {"a": 1}


async def test_the_oldest_rows_are_dropped_when_too_many_wait(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest rows are dropped if too many wait."""
    monkeypatch.setattr(write_behind, "MAX_WAITING", 3)
    behind = WriteBehind(table.keep, "numbers")
    for number in range(5):
        behind.put(str(number), number)
    await behind.flush()
    assert table.rows == {"2": 2, "3": 3, "4": 4}


async def test_a_newer_row_of_the_same_key_is_kept(table: Table) -> None:
    """A row that replaces one while this is being written is written after it."""

    async def write(rows: Mapping[str, int]) -> None:
        await table.keep(rows)
        if rows == {"a": 1}:
            behind.put("a", 2)

    behind = WriteBehind(write, "numbers")
    behind.put("a", 1)
    await behind.flush()
    assert table.rows == {"a": 2}


async def test_closing_writes_what_waits(table: Table, caplog: pytest.LogCaptureFixture) -> None:
    """Closing writes all rows, or logs the number of those that are lost."""
    for is_away in (False, True):
        table.is_away = is_away
        behind = WriteBehind(table.keep, "numbers")
        behind.put("late", 1)
        await behind.close()
    assert table.rows == {"late": 1}
    assert "numbers lost, since they cannot be stored: 1 " in caplog.text
