"""The double with the sample bot logged in."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from .process import BotProcess
from .server import LoopbackDiscord

SAMPLE_BOT = Path(__file__).with_name("sample_bot.py")

StartBot = Callable[..., BotProcess]


def _start_bot(double: LoopbackDiscord, **settings: str) -> BotProcess:
    return BotProcess(sys.executable, SAMPLE_BOT, environment=double.environment | settings)


@pytest.fixture
def start_bot() -> StartBot:
    """Starts the sample bot, pointed at a double, with settings of its own."""
    return _start_bot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord in which the sample bot is logged in, shared by the tests of a module."""
    async with LoopbackDiscord() as double, _start_bot(double):
        await double.ready()
        yield double


@pytest.fixture(scope="session")
def openapi() -> Path:
    """Discord's own description of its interface, which lies beside the checkout if it lies anywhere."""
    path = Path(__file__).parents[2].parent / "shared" / "discord" / "openapi.json"
    if not path.exists():
        pytest.skip(f"needs Discord's openapi.json at {path}")
    return path
