"""The buttons under an answer, pressed by the asker, by others, after a restart, and in another server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord import ResponseMessage

from bot.discord_app.client import Heat2Client
from bot.discord_app.custom_ids import AnswerPage, Order, inline_key, why_id
from bot.discord_app.replies.components import button
from bot.discord_app.replies.framed import framed
from bot.store.memory import MemoryStore
from tests.discord_app.server import Server, buttons, reply, source, text
from tests.discord_app.small_library import AT_LENGTH, FILMING, OSLO


async def opened(server: Server) -> ResponseMessage:
    """Return the answer to FILMING with all of its quotes shown."""
    return reply(await server.asker.click(reply(await server.ask(FILMING)).message, label="More (4)"))


async def test_more_and_less_turn_the_same_message(server: Server) -> None:
    """“More” opens the other quotes under the first one, page by page, and “Less” folds them again."""
    message = reply(await server.ask(FILMING))
    assert "Die Dreharbeiten" not in text(message)
    opened = reply(await server.asker.click(message.message, label="More (4)"))
    assert opened.id == message.id
    assert "Michael Mann says" in text(opened)
    assert "Die Dreharbeiten" in text(opened)
    last = reply(await server.asker.click(opened.message, label="More (1)"))
    assert "No contract says when the cameras roll." in text(last)
    back = reply(await server.asker.click(last.message, label="Back"))
    assert text(back) == text(opened)
    assert text(reply(await server.asker.click(back.message, label="Less"))) == text(message)


async def test_the_order_of_time_can_be_turned(server: Server) -> None:
    """Oldest first begins with the oldest quote, and newest first with the newest again."""
    message = await opened(server)
    oldest = reply(await server.asker.click(message.message, label="Oldest first"))
    assert text(oldest).index("Paper 1") < text(oldest).index("Paper 2")
    newest = text(reply(await server.asker.click(oldest.message, label="Newest first")))
    assert newest.index("Michael Mann says") < newest.index("Kinoblatt")


async def test_closest_passages_are_labelled_as_no_answer(server: Server) -> None:
    """The closest passages are labelled as not an answer."""
    message = reply(await server.ask(OSLO))
    closest = text(reply(await server.asker.click(message.message, label="What comes closest")))
    assert "This comes closest, but is not an answer" in closest
    assert "my articles don't mention “Oslo” so far" in closest
    assert "Someone heard of a set in Norway." in closest


async def test_an_explanation_is_private(server: Server) -> None:
    """The explanation is shown to the member who pressed, and to nobody else."""
    message = reply(await server.ask(FILMING))
    why = reply(await server.stranger.click(message.message, label="Why these?"))
    assert why.ephemeral
    assert "Asked for: when" in text(why)
    assert "start · in 1 passage" in text(why)
    assert "“older” marks what a newer article has replaced." in text(why)
    assert not any(sign in source(why) for sign in "█░"), "bars say nothing to a fan"


async def test_buttons_work_after_a_restart(server: Server, new_bot: Callable[[], Heat2Client]) -> None:
    """After a restart the buttons of older answers still work."""
    message = reply(await server.ask(FILMING))
    await server.env.restart_bot(new_bot())
    turned = reply(await server.asker.click(message.message, label="More (4)"))
    assert "Die Dreharbeiten zu Heat 2 beginnen im August." in text(turned)


async def test_a_stranger_gets_a_copy(server: Server) -> None:
    """A stranger who turns a page gets a private copy, and the asker's message does not change."""
    message = reply(await server.ask(FILMING))
    before = text(message)
    copy = reply(await server.stranger.click(message.message, label="More (4)"))
    assert copy.ephemeral
    assert "Die Dreharbeiten" in text(copy)
    assert text(server.channel.last_message) == before
    assert "Share" in buttons(copy)


async def test_delete_is_for_the_asker(server: Server) -> None:
    """The asker can delete the answer."""
    message = reply(await server.ask(FILMING))
    await server.asker.click(message.message, label="Delete")
    assert server.channel.last_message is None


async def test_delete_is_refused_to_a_stranger(server: Server) -> None:
    """Another member cannot delete the answer, and reads why."""
    message = reply(await server.ask(FILMING))
    refused = reply(await server.stranger.click(message.message, label="Delete"))
    assert refused.ephemeral
    assert "Only the person who asked, or a moderator" in text(refused)
    assert server.channel.last_message is not None


async def test_delete_is_for_moderators_too(server: Server) -> None:
    """A member who manages messages can delete any answer."""
    role = server.guild.create_role("mods", permissions=discord.Permissions(manage_messages=True))
    moderator = server.guild.add_member(server.env.create_user("moderator"), roles=[role])
    message = reply(await server.ask(FILMING))
    await moderator.click(message.message, label="Delete")
    assert server.channel.last_message is None


async def test_a_short_question_stands_in_its_buttons(server: Server, store: MemoryStore) -> None:
    """A short question is not stored, and its buttons never expire."""
    message = reply(await server.ask(FILMING))
    assert store._questions == {}
    store._clock = lambda: datetime.now(UTC) + timedelta(days=365)
    assert "Die Dreharbeiten" in text(reply(await server.asker.click(message.message, label="More (4)")))


async def test_an_inline_question_is_answered_from_the_articles_of_the_place(server: Server) -> None:
    """A button with its question inside is answered from the articles of the place where it is pressed."""
    key = inline_key(OSLO)
    channel = server.env.bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send(view=framed(["Press"], [button("x", why_id(key))]))
    assert "Why no answer?" in text(reply(await server.stranger.click(sent, label="x")))


async def test_an_expired_answer_says_so(server: Server, store: MemoryStore) -> None:
    """A button whose stored question has expired says to ask again."""
    message = reply(await server.ask(AT_LENGTH))
    store._clock = lambda: datetime.now(UTC) + timedelta(days=365)
    expired = reply(await server.asker.click(message.message, label="More (4)"))
    assert "This answer is no longer kept." in text(expired)
    assert expired.ephemeral


@pytest.mark.parametrize(
    "custom_id", [lambda key: AnswerPage(key).page_id, lambda key: AnswerPage(key).share_id, why_id]
)
async def test_a_key_of_another_server_is_refused(server: Server, custom_id: Callable[[str], str]) -> None:
    """A button with the key of another server's question shows nothing of its answer."""
    message = reply(await server.ask(AT_LENGTH))
    key = buttons(message)["Why these?"].split(":")[-1]
    elsewhere = server.env.create_guild("elsewhere")
    channel = elsewhere.create_text_channel("general")
    forger = elsewhere.add_member(server.env.create_user("forger"))
    target = server.env.bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    sent = await target.send(view=framed(["Press"], [button("x", custom_id(key))]))
    refused = reply(await forger.click(sent, label="x"))
    assert "This answer is no longer kept." in text(refused)
    assert "Mann" not in text(refused)


async def test_a_page_that_does_not_exist_shows_the_last(server: Server) -> None:
    """A button for a page beyond the last shows the last page."""
    message = reply(await server.ask(FILMING))
    key = buttons(message)["Why these?"].split(":")[-1]
    page = AnswerPage(key, Order.NEWEST, 999, server.asker.id)
    channel = server.env.bot.get_channel(server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send(view=framed(["Press"], [button("x", page.page_id)]))
    assert "No contract" in text(reply(await server.asker.click(sent, label="x")))
