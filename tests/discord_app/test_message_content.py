"""The menus of messages read what a message says wherever Discord puts it: forwarded, embedded, or attached."""

from __future__ import annotations

from collections.abc import Callable

import discord
import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.library.library import Library
from bot.store.memory import MemoryStore
from tests.discord_app.building import client_over
from tests.discord_app.house import ADDRESS, House, read_address
from tests.discord_app.server import MENU, Server, reply, text
from tests.discord_app.small_library import ARTICLES, FILMING, TODAY
from tests.language_data import shipped_concepts

ADD = "Add to Heat 2 articles"
TEXT = "The pier is booked for nine nights in August, said the harbour master on Monday."


@pytest.fixture
def library(store: MemoryStore) -> Library:
    """The small articles, searched for real."""
    return Library(ARTICLES, store, shipped_concepts(), lambda: TODAY)


@pytest.fixture
def new_bot(library: Library) -> Callable[[], Heat2Client]:
    """The client over that library, with a web of one page."""
    return lambda: client_over(library, shipped_concepts(), lambda: TODAY, read_address)


@pytest.fixture
def house(env: Env, server: Server, library: Library) -> House:
    """The server with a moderator."""
    return House.build(env, server, library)


async def forwarded(house: House, content: str, **options: object) -> discord.Message:
    """A message that somebody wrote in one channel and forwarded to another."""
    elsewhere = house.server.guild.create_text_channel("elsewhere")
    written = await house.server.stranger.send(elsewhere, content, **options)  # type: ignore[arg-type]
    message = await house.server.stranger.forward(written, house.server.channel)
    assert message.content == ""
    return message


async def added(house: House, message: discord.Message) -> str:
    """What the moderator reads who adds the message to the articles."""
    return text(reply(await house.moderator.context_menu(house.server.channel, ADD, message)))


async def test_a_forwarded_question_is_answered(house: House) -> None:
    """Its text stands in a snapshot."""
    message = await forwarded(house, FILMING)
    result = await house.server.asker.context_menu(house.server.channel, MENU, message)
    assert "filming of Heat 2 starts in summer" in text(reply(result)).replace("*", "")


async def test_a_forwarded_text_link_or_file_becomes_an_article(house: House) -> None:
    """As if it had been written there."""
    assert "the harbour master on Monday" in await added(house, await forwarded(house, TEXT))
    assert "Harbor Weekly" in await added(house, await forwarded(house, f"look **{ADDRESS}**"))
    file = await forwarded(house, "see", attachments=[("a.txt", TEXT.encode())])
    assert "the harbour master on Monday" in await added(house, file)


async def test_an_embed_is_read_where_there_is_no_text(house: House) -> None:
    """Bots write into embeds; a link of the message's own goes before the embed that Discord adds to it."""
    embed = discord.Embed(title="Heat 2 news", description=TEXT)
    embed.add_field(name="Where", value="On the pier.")
    bot = house.server.env.bot
    assert isinstance(bot, Heat2Client)
    channel = bot.get_channel(house.server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    said = await added(house, await channel.send(embed=embed))
    assert "Heat 2 news" in said or "the harbour master on Monday" in said
    assert "On the pier." in said
    linked = await channel.send(embed=discord.Embed(title="Cameras roll", url=ADDRESS))
    assert "Harbor Weekly" in await added(house, linked)
    view = discord.ui.LayoutView().add_item(discord.ui.Container(discord.ui.TextDisplay(TEXT)))
    assert "the harbour master on Monday" in await added(house, await channel.send(view=view))


@pytest.mark.parametrize("content", ["||{}||", "[the news]({})", "<{}>", "({})", "see {}!", "harbor.example.com/date"])
async def test_a_link_is_the_one_that_discord_links(house: House, content: str) -> None:
    """Marks and brackets around it are no part of it."""
    message = await house.server.stranger.send(house.server.channel, content.replace("!", ".").format(ADDRESS))
    assert "Harbor Weekly" in await added(house, message)


async def test_of_several_links_one_is_chosen(house: House) -> None:
    """The moderator is asked which; the choice is previewed in place of the question."""
    other = "https://en.wikipedia.org/wiki/Heat_(1995_film)"
    message = await house.server.stranger.send(house.server.channel, f"{other} or <{ADDRESS}>")
    asked = await house.moderator.context_menu(house.server.channel, ADD, message)
    assert "has several links. Which one is the article?" in text(reply(asked))
    chosen = await house.moderator.select(reply(asked).message, [ADDRESS], custom_id="heat2:link")
    assert "Harbor Weekly" in text(reply(chosen))


async def test_links_that_no_choice_takes_are_said_to_be_left_out(house: House) -> None:
    """Discord takes a hundred characters of a choice."""
    long = f"https://example.com/{'a' * 100}"
    message = await house.server.stranger.send(house.server.channel, f"{ADDRESS} {long}")
    assert "Not every link fits here." in await added(house, message)


async def test_a_text_beside_links_is_the_article(house: House) -> None:
    """More words than a pointer has."""
    message = await house.server.stranger.send(house.server.channel, f"{TEXT} Source: {ADDRESS} https://example.com/b")
    assert "the harbour master on Monday" in await added(house, message)


async def test_a_message_with_nothing_to_read_says_so(house: House) -> None:
    """A forwarded picture is neither a question nor an article."""
    message = await forwarded(house, "", attachments=[("a.png", b"png")])
    assert "no text, link or readable file" in await added(house, message)
    result = await house.server.asker.context_menu(house.server.channel, MENU, message)
    assert "has no text to answer" in text(reply(result))
