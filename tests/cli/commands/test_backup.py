"""`heat2 backup` and `heat2 restore`, run as processes."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli.commands.backup import backup
from bot.config.database_url import DatabaseUrl
from bot.domain import EVERYONE, Article
from bot.errors import StoreError
from bot.store.maintenance.backup import back_up
from bot.store.sql import open_store
from tests.cli.conftest import Terminal


async def test_a_backup_is_restored(terminal: Terminal) -> None:
    """After a restore the lost article is listed again, and the output names the former database."""
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
def test_a_missing_database_or_backup_is_an_error(terminal: Terminal, command: str) -> None:
    """Without a database, or without the file, the exit code is 1 and no file is created."""
    done = terminal.heat2(command, "copy.db")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert not terminal.database.exists()


async def test_postgresql_is_backed_up_with_its_own_tool() -> None:
    """The error contains the whole pg_dump command, without the password."""
    url = DatabaseUrl.parse("postgresql+asyncpg://user:hunter2@host/heat2", Path())
    with pytest.raises(StoreError, match="pg_dump --format=custom --file=copy") as refused:
        await backup(url, Path("copy"), io.StringIO(), back_up)
    assert "hunter2" not in str(refused.value)
