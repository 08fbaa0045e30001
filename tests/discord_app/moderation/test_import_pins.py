"""`/heat2-sources import-pins`: pages that pinned messages link to are proposed, and published after a press."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from bot.discord_app.client import Heat2Client
from bot.discord_app.custom_ids import pins_id
from bot.discord_app.replies.components import button
from bot.discord_app.replies.framed import framed
from bot.discord_app.replies.preview import proposals_view
from bot.domain import Article, Scope
from bot.errors import PageFault
from bot.library.articles.page_proposals import MAX_READ, PageProposals, propose_pages
from bot.library.library import Library
from bot.phrases import LANGUAGES, load
from bot.phrases.messages import page_error
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer
from tests.discord_app.server import buttons, reply, source, text, walk
from tests.discord_app.small_library import PLAN, TODAY
from tests.language_data import shipped_concepts

SOUP = Article(
    "soup", "Boil the carrots for nine minutes, then add salt.", "Soup", "Kitchen", "https://soup.example.com/"
)
CLOSED = "https://closed.example.com/"


async def read(address: str) -> Article:
    """Return the article at an address of a small web. Raises PageError for any other."""
    pages = {FOUND.url: FOUND, SOUP.url: SOUP}
    if address not in pages:
        raise page_error(PageFault.PAYWALL)
    return pages[address]


@pytest.fixture
def new_bot(library: Library) -> Callable[[], Heat2Client]:
    """Return a function that makes a client over that library."""
    return lambda: client_over(library, shipped_concepts(), lambda: TODAY, read)


async def pin(moderated: ModeratedServer, content: str) -> None:
    """Pin a new message of a member."""
    message = await moderated.server.stranger.send(moderated.server.channel, content)
    bot = moderated.server.env.bot
    assert isinstance(bot, Heat2Client)
    channel = bot.get_channel(moderated.server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.get_partial_message(message.id).pin()


def walk_form(result: InteractionResult) -> Iterator[dict[str, Any]]:
    """Yield all components of a form."""
    assert result.modal
    for part in walk(result.modal["components"]):
        yield from (part, *([part["component"]] if "component" in part else []))


async def test_pinned_links_about_the_film_are_proposed(moderated: ModeratedServer) -> None:
    """Only pages about the film that are not known are proposed; nothing is published without a press."""
    assert "No pinned message" in text(reply(await moderated.use("import-pins")))
    for content in (f"look {ADDRESS}", f"<{ADDRESS}> again", f"{SOUP.url} and {PLAN.url}", CLOSED):
        await pin(moderated, content)
    shown = await moderated.use("import-pins")
    assert shown.response
    said = text(shown.response)
    for part in (
        "1 article about Heat 2",
        "1 linked article is known",
        "1 linked page is not about",
        "for subscribers",
    ):
        assert part in said
    (preview,) = shown.followups
    assert "Cameras roll in August" in text(preview)
    assert await moderated.own() == []
    await moderated.moderator.click(preview.message, label="Publish")
    assert await moderated.own() == [FOUND]
    assert "2 linked articles are known" in text(reply(await moderated.use("import-pins")))


async def test_pages_that_cannot_be_read_do_not_stand_in_the_way(moderated: ModeratedServer) -> None:
    """A button goes on after the links that were read, however many of them fail; at the end there is none."""
    for number in range(MAX_READ + 1):
        await pin(moderated, f"{CLOSED}{number}")
    await pin(moderated, ADDRESS)
    first = (await moderated.use("import-pins")).response
    assert first
    assert "2 more links were not read yet" in text(first)
    second = await moderated.moderator.click(first.message, label="Read on")
    assert second.response
    said = text(second.response)
    assert "1 article about Heat 2" in said
    assert "1 link could not be read" in said
    assert "Read on" not in buttons(second.response)
    assert "Cameras roll in August" in text(second.followups[0])


async def test_only_moderators_read_on_and_only_where_the_bot_can(moderated: ModeratedServer) -> None:
    """The button checks who presses it, and that the channel is still there."""
    shown = await moderated.posted(framed([], [button("Read on", pins_id(1, CLOSED))]))
    refused = await moderated.server.stranger.click(shown, label="Read on")
    assert "Only moderators" in text(refused.response)
    gone = await moderated.moderator.click(shown, label="Read on")
    assert "cannot read the pinned messages" in text(gone.response)


async def test_each_page_that_cannot_be_read_can_be_added_as_text(moderated: ModeratedServer) -> None:
    """A select offers every failed page, however long its address is, and opens the form with that address."""
    long = f"https://closed.example.com/{'a' * 150}"
    for content in (CLOSED, long):
        await pin(moderated, content)
    shown = (await moderated.use("import-pins")).response
    assert shown
    (select,) = (part for part in walk(shown.components) if part["type"] == 3)
    values = [each["value"] for each in select["options"]]
    assert [each["label"][:20] for each in select["options"]] == ["closed.example.com/", "closed.example.com/a"]
    for value, address in zip(values, (CLOSED, long), strict=True):
        form = await moderated.moderator.select(shown.message, [value], custom_id="heat2:as_text")
        given = {part["custom_id"]: part.get("value") for part in walk_form(form) if part["type"] == 4}
        assert given["url"] == address
        preview = await moderated.moderator.submit_modal(form, {"url": address, "text": FOUND.text, "date": "2026"})
        await moderated.press(preview, "Publish")
    assert {article.url for article in await moderated.own()} == {long, CLOSED}


async def test_a_message_without_content_is_pointed_out(moderated: ModeratedServer) -> None:
    """Pinned messages that Discord hides from the bot are counted, with what to do instead."""
    said = source(proposals_view(PageProposals([], 0, 0, [], 0), 2, load("en")))
    assert "content of 2 pinned messages" in said
    assert "Add to Heat 2 articles" in said


async def test_few_pages_are_read_at_once(library: Library) -> None:
    """Of many links, the first ten are read, each address once."""
    asked: list[str] = []

    async def page(address: str) -> Article:
        asked.append(address)
        return replace(FOUND, id=address, url=address)

    links = [f"https://e.example.com/{number}" for number in range(14)]
    found = await propose_pages([*links, f"{links[0]}?utm_source=x"], Scope(7), library, page)
    assert asked == links[:MAX_READ]
    assert (len(found.articles), found.left, found.last_read) == (MAX_READ, 4, links[MAX_READ - 1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_fits_into_a_message(language: str) -> None:
    """A summary of the most pages that can fail, with the longest addresses, fits into a message."""
    failed = [("https://e.example.com/" + "*" * 1_900, page_error(PageFault.PAYWALL))] * MAX_READ
    assert len(source(proposals_view(PageProposals([FOUND], 5, 5, failed, 5), 5, load(language)))) <= 4_000
