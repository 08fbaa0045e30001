"""`heat2 backup` and `heat2 restore` as the operator meets them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli.backup import backup
from bot.config.database_url import DatabaseUrl
from bot.domain import EVERYONE, Article
from bot.errors import StoreError
from bot.store.backup import back_up
from bot.store.sql import open_store
from tests.cli.conftest import Terminal


async def test_what_was_backed_up_comes_back(terminal: Terminal) -> None:
    """After a restore the article that was lost is listed again, and the former database is named."""
    terminal.database.parent.mkdir()
    store = await open_store(f"sqlite+aiosqlite:///{terminal.database}")
    await store.add(Article("lost", "A text about Heat 2.", title="Lost and found"), EVERYONE)
    await store.close()
    done = terminal.heat2("backup", "copy.db")
    assert (done.returncode, done.stdout) == (0, "copy.db: 1 article backed up and checked\n")
    terminal.database.write_bytes(b"lightning" * 1000)
    done = terminal.heat2("restore", "copy.db")
    assert done.returncode == 0
    kept = done.stdout.strip().partition("the former database is ")[2]
    assert Path(kept).read_bytes() == b"lightning" * 1000
    assert "Lost and found" in terminal.heat2("latest").stdout


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_nothing_to_take_is_one_line(terminal: Terminal, command: str) -> None:
    """Without a database, or without the file, the exit code is 1 and nothing is made."""
    done = terminal.heat2(command, "copy.db")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert not terminal.database.exists()


async def test_postgresql_has_its_own_tool() -> None:
    """The message names the whole command to use instead."""
    url = DatabaseUrl.parse("postgresql+asyncpg://user:hunter2@host/heat2", Path())
    with pytest.raises(StoreError, match="pg_dump --format=custom --file=copy") as refused:
        await backup(url, Path("copy"), io.StringIO(), back_up)
    assert "hunter2" not in str(refused.value)
