"""Pictures of replies as Discord shows them, taken with Debian's Chromium.

`python -m tests.discord_app.pictures docs/answer.png` draws the README's picture from the shipped articles.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import simcord
from playwright.async_api import async_playwright
from simcord import InteractionResult, MemberActor

from bot.discord_app.client import Heat2Client
from bot.library.library import Library
from bot.reading.corpus import load_corpus
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.server import Server
from tests.language_data import shipped_concepts

CHROMIUM: Final = Path("/usr/bin/chromium")
CORPUS: Final = Path(__file__).parents[2] / "corpus"
README_QUESTION: Final = "Which studio makes Heat 2?"
README_DAY: Final = date(2026, 3, 10)


async def picture(server: Server, viewer: MemberActor, target: InteractionResult, *, width: int = 800) -> bytes:
    """Return a PNG of a reply as this member sees it."""
    noon = datetime.combine(README_DAY, time(12), UTC)
    preview = server.env.preview(server.channel, viewers=[viewer], width=width, height=1600, presentation_time=noon)
    async with async_playwright() as player, preview:
        browser = await player.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        manager: Any = preview._capture_manager
        manager._browser, manager._playwright = browser, player
        await preview.show(target)
        capture = await preview.screenshot(allow_incomplete=True)
        assert capture.png is not None
        return capture.png


def bot_over_the_corpus(today: date) -> Heat2Client:
    """Return the bot with the shipped articles, on a given day."""
    concepts = shipped_concepts()
    library = Library(load_corpus(CORPUS), MemoryStore(), concepts, lambda: today)
    return client_over(library, concepts, lambda: today)


async def draw() -> bytes:
    """Ask the README's question and return a PNG of the answer."""
    async with simcord.run(bot_over_the_corpus(README_DAY)) as env:
        env.backend.bot_user.name = "Heat 2"
        assert isinstance(env.bot, Heat2Client)
        for task in env.bot._background:
            task.cancel()  # periodic jobs would run for each hour until that day
        await env.advance_time((datetime.combine(README_DAY, time(12), UTC) - env.now()).total_seconds())
        server = Server.build(env)
        result = await server.ask(README_QUESTION)
        return await picture(server, server.asker, result)


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(asyncio.run(draw()))
