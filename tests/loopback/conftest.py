"""The double with the sample bot logged in."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .process import BotProcess
from .server import LoopbackDiscord

SAMPLE_BOT = Path(__file__).with_name("sample_bot.py")


def sample_bot(discord: LoopbackDiscord, **settings: str) -> BotProcess:
    """The sample bot, pointed at this double."""
    return BotProcess(sys.executable, SAMPLE_BOT, environment=discord.environment | settings)


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    """A loopback Discord with one server, in which the sample bot is logged in."""
    async with LoopbackDiscord() as double, sample_bot(double):
        await double.ready()
        yield double
