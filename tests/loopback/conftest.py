"""Fixtures: a loopback Discord server and the sample bot."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from .process import BotProcess
from .server import LoopbackDiscord

SAMPLE_BOT = Path(__file__).with_name("sample_bot.py")

StartBot = Callable[..., BotProcess]


def _start_bot(server: LoopbackDiscord, **settings: str) -> BotProcess:
    address = {"SAMPLE_API_URL": server.api_url, "SAMPLE_GATEWAY_URL": server.gateway_url, "SAMPLE_TOKEN": server.token}
    return BotProcess(sys.executable, SAMPLE_BOT, environment=address | settings)


@pytest.fixture
def start_bot() -> StartBot:
    """Start the sample bot on a server, with these settings as environment variables."""
    return _start_bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A server with the sample bot logged in, shared by the tests of a module."""
    async with LoopbackDiscord() as server, _start_bot(server):
        await server.ready()
        yield server


@pytest.fixture(scope="session")
def openapi() -> Path:
    """Path of Discord's `openapi.json`. Skips the test if it is not in the folder beside the checkout."""
    path = Path(__file__).parents[2].parent / "shared" / "discord" / "openapi.json"
    if not path.exists():
        pytest.skip(f"needs Discord's openapi.json at {path}")
    return path
