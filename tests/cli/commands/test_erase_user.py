"""`heat2 erase-user`, with a database in a file."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain import ERASED_USER, Act, Article, Scope, Write
from bot.store.sql import open_store
from tests.cli.conftest import Terminal

WHO, GUILD = "123456789012345678", Scope(7)


def test_a_users_id_is_erased(terminal: Terminal) -> None:
    """The output counts how often the id was stored, and the history no longer contains it."""
    (terminal.folder / "data").mkdir()
    url = f"sqlite+aiosqlite:///{terminal.folder / 'data' / 'heat2.db'}"

    async def fill() -> None:
        store = await open_store(url)
        await store.write([Write(Article("a", "Some text."), Act.ADDED, 0)], GUILD, WHO)
        await store.close()

    async def who() -> list[str]:
        store = await open_store(url)
        events = await store.events(GUILD)
        await store.close()
        return [event.by for event in events]

    asyncio.run(fill())
    done = terminal.heat2("erase-user", WHO)
    assert (done.returncode, done.stderr) == (0, "")
    deleted = "0 unpublished articles, 0 followed topics and 0 recent votes deleted"
    assert f"id erased from 1 change, {deleted}" in done.stdout
    assert asyncio.run(who()) == [ERASED_USER]


@pytest.mark.parametrize("user", ["", "somebody", "12x"])
def test_an_invalid_id_is_wrong_usage(terminal: Terminal, user: str) -> None:
    """Anything but a number gives one line and exit code 2, and no database is created."""
    done = terminal.heat2("erase-user", user)
    assert done.returncode == 2
    assert "a user's id is a number" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (terminal.folder / "data" / "heat2.db").exists()
