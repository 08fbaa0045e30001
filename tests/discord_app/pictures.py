"""Pictures of replies as Discord shows them, taken with Debian's Chromium.

`python -m tests.discord_app.pictures docs` draws the pictures of the README from the shipped articles.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import simcord
import simcord.interactions
from PIL import Image
from playwright.async_api import Browser, async_playwright
from simcord import InteractionResult, MemberActor
from simcord.builders import UserHandle

from bot.domain import Article
from bot.library.library import Library
from bot.phrases import set_subject
from bot.reading.corpus import load_corpus
from bot.reading.subject import load_subject
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import ModeratedServer
from tests.discord_app.server import Server, reply
from tests.language_data import shipped_concepts

CHROMIUM: Final = Path("/usr/bin/chromium")
CORPUS: Final = Path(__file__).parents[2] / "corpus"
README_QUESTION: Final = "Which studio makes Heat 2?"
README_DAY: Final = date(2026, 3, 10)
NOON: Final = datetime.combine(README_DAY, time(12), UTC)
ADDED: Final = "2024-11-writing-the-screenplay"
"""The id of the shipped article that the picture of adding adds again."""
ADDED_URL: Final = "https://news.example.com/heat-2"
UNANSWERED: Final = ("Who composes the music?", "Will there be a trailer at the Super Bowl?", "What is the budget?")


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Let members use Discord in this locale; the simulator sends American English for everybody."""
    original = simcord.interactions.base_payload

    def in_locale(*args: Any, **values: Any) -> Any:
        record, payload = original(*args, **values)
        return record, {**payload, "locale": locale}

    simcord.interactions.base_payload = in_locale
    try:
        yield
    finally:
        simcord.interactions.base_payload = original


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start Chromium, which can take any number of pictures until the block ends."""
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        await browser.close()


async def picture(
    browser: Browser,
    server: Server,
    viewer: MemberActor | UserHandle,
    target: Any,
    *,
    width: int = 800,
    locale: str = "en-US",
    now: datetime = NOON,
) -> bytes:
    """Return a PNG of a message, a reply or a form as this member sees it, with times as at that moment.

    What a user sees is in their direct messages.
    """
    channel = server.channel if isinstance(viewer, MemberActor) else viewer.dm_channel
    preview = server.env.preview(
        channel, viewers=[viewer], width=width, height=1600, locale=locale, presentation_time=now
    )
    async with preview:
        manager: Any = preview._capture_manager
        manager._browser = browser
        await preview.show(target)
        capture = await preview.screenshot(allow_incomplete=True)
        manager._browser = None  # the preview would close it
        assert capture.png is not None
        return capture.png


async def read_address(address: str) -> Article:
    """Return the shipped article as if it had been read at this address."""
    return replace(next(each for each in load_corpus(CORPUS) if each.id == ADDED), url=address)


async def answer(moderated: ModeratedServer) -> InteractionResult:
    """Ask the README's question."""
    return await moderated.server.ask(README_QUESTION)


async def timeline(moderated: ModeratedServer) -> InteractionResult:
    """Show how a topic changed."""
    return await moderated.server.asker.slash(moderated.server.channel, "heat2 timeline", topic="screenplay")


async def adding(moderated: ModeratedServer) -> InteractionResult:
    """Add an article by its web address, as far as the preview."""
    form = await moderated.use("add")
    return await moderated.moderator.submit_modal(form, {"url": ADDED_URL})


async def gaps(moderated: ModeratedServer) -> InteractionResult:
    """Ask what no article answers, and list it as a moderator."""
    asker, stranger, channel = moderated.server.asker, moderated.server.stranger, moderated.server.channel
    for number, question in enumerate(UNANSWERED, 1):
        for _ in range(number):
            await asker.slash(channel, "heat2 ask", question=question)
        await stranger.slash(channel, "heat2 ask", question=question)
    return await moderated.use("gaps")


Shown = Callable[[ModeratedServer], Awaitable[InteractionResult]]
PICTURES: Final[Mapping[str, Shown]] = {"answer": answer, "timeline": timeline, "adding": adding, "gaps": gaps}
"""What the pictures of the README show, by the names of their files."""


async def draw(show: Shown) -> bytes:
    """Return a small PNG of a reply over the shipped articles."""
    concepts = shipped_concepts()
    articles = [each for each in load_corpus(CORPUS) if show is not adding or each.id != ADDED]
    library = Library(articles, MemoryStore(lambda: NOON), concepts, lambda: README_DAY)
    client = client_over(library, concepts, lambda: README_DAY, read_address)
    async with simcord.run(client) as env:
        env.backend.bot_user.name = "Heat 2"
        for task in client._background:
            task.cancel()  # periodic jobs would run for each hour until that day
        await env.advance_time((NOON - env.now()).total_seconds())
        server = Server.build(env)
        moderated = ModeratedServer.build(env, server, library)
        result = await show(moderated)
        viewer = moderated.moderator if reply(result).ephemeral else server.asker
        async with chromium() as browser:
            return smaller(await picture(browser, server, viewer, result))


def smaller(png: bytes) -> bytes:
    """Return a PNG with at most 256 colours."""
    written = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(256).save(written, "PNG", optimize=True)
    return written.getvalue()


if __name__ == "__main__":
    set_subject(load_subject(CORPUS, CORPUS))
    for name, show in PICTURES.items():
        (Path(sys.argv[1]) / f"{name}.png").write_bytes(asyncio.run(draw(show)))
