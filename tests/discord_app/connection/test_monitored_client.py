"""A gateway or database that cannot be reached: one line for each try, with what to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.building import wait_for_store
from bot.config.settings import Settings
from bot.discord_app.client import Heat2Client
from bot.discord_app.connection import monitored_client
from bot.discord_app.connection.gateway import UnusableConnectionError
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from tests.discord_app.client_builder import client_over


@pytest.fixture
async def client(
    library: Library, concepts: ConceptList, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Heat2Client]:
    """Return a client that tries again after a short time."""
    monkeypatch.setattr(monitored_client, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(monitored_client, "MAX_PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(monitored_client, "SLOW_SECONDS", 0.05)
    async with client_over(library, concepts) as built:
        yield built


async def test_a_gateway_that_is_away_is_tried_again(client: Heat2Client, caplog: pytest.LogCaptureFixture) -> None:
    """Each failed try is one line without a traceback, whatever the failure; the connection is returned at last."""
    failures = [
        OSError("refused"),
        ConnectionRefusedError("no"),
        UnusableConnectionError("no greeting"),
        TimeoutError(),
    ]
    tries = iter(failures)

    async def connect() -> str:
        error = next(tries, None)
        if error:
            raise error
        return "connected"

    assert await client.until_connected(3, connect) == "connected"
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == len(failures)
    assert all("shard 3" in line and "check the network" in line for line in lines)
    assert not any(record.exc_info for record in caplog.records)


async def test_a_silent_gateway_is_named(client: Heat2Client, caplog: pytest.LogCaptureFixture) -> None:
    """A login without an answer is said once; one that waits for its turn, and one that is answered, are not."""
    for shard in (0, 1, 2):
        client.expect_answer(shard)
    await monitored_client.MonitoredClient.before_identify_hook(client, 1)
    await client.on_shard_connect(2)
    await asyncio.sleep(0.1)
    (line,) = (record.getMessage() for record in caplog.records)
    assert "shard 0" in line
    assert "has not answered the login" in line


async def test_a_database_that_is_away_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each try to open the database is one line that says what to check, without the password."""
    monkeypatch.setattr("bot.cli.building.FIRST_PAUSE_SECONDS", 0.01)
    settings = Settings(database_url="postgresql+asyncpg://me:s3cret@127.0.0.1:1/heat2", data_dir=tmp_path)
    with caplog.at_level(logging.WARNING), pytest.raises(TimeoutError):
        await asyncio.wait_for(wait_for_store(settings), 1)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) > 1
    assert all("cannot be reached: check that it runs" in line and "Next try" in line for line in lines)
    assert "s3cret" not in caplog.text
