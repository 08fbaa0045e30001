"""The menu of a message: answered to who opened it, shared when they say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from simcord import InteractionResult

from tests.discord_app.server import MENU, Server, buttons, reply, text
from tests.discord_app.small_library import FILMING


async def from_message(server: Server, content: str) -> tuple[discord.Message, InteractionResult]:
    """Let the stranger write, and the asker open the menu of what they wrote."""
    message = await server.stranger.send(server.channel, content)
    return message, await server.asker.context_menu(server.channel, MENU, message)


async def test_a_message_is_answered_to_who_opened_its_menu(server: Server) -> None:
    """The text of the message is the question, and nobody else sees the answer."""
    _, result = await from_message(server, FILMING)
    assert reply(result).ephemeral
    assert "Michael Mann says" in text(reply(result))


async def test_share_replies_to_the_message_once(server: Server) -> None:
    """Shared, the answer is a public reply to the message, and the private one makes way for a word of it."""
    message, result = await from_message(server, FILMING)
    await server.asker.click(reply(result).message, label="Share")
    shared = server.channel.last_message
    assert shared is not None
    assert shared.reference is not None
    assert shared.reference.message_id == message.id
    assert "Michael Mann says" in text(shared)
    assert buttons(shared)["Delete"] == f"heat2:delete:{server.asker.id}"
    assert text(reply(result)) == "Shared."


async def test_share_says_when_it_may_not_write(server: Server) -> None:
    """Where the bot may not send messages, the member reads what a moderator can do."""
    bot = server.env.bot.user
    assert bot is not None
    barred: dict[Any, discord.PermissionOverwrite] = {bot: discord.PermissionOverwrite(send_messages=False)}
    silent = server.guild.create_text_channel("silent", overwrites=barred)
    _, result = await from_message(replace(server, channel=silent), FILMING)
    said = text(reply(await server.asker.click(reply(result).message, label="Share")))
    assert "I am not allowed to write in this channel." in said


async def test_a_message_without_text_gets_a_sentence(server: Server) -> None:
    """A picture is no question, and the member is told so."""
    message = await server.stranger.send(server.channel, attachments=[("a.png", b"x")])
    result = await server.asker.context_menu(server.channel, MENU, message)
    assert "That message has no text to answer." in text(reply(result))
    assert reply(result).ephemeral


async def test_a_long_message_is_cut_and_says_so(server: Server) -> None:
    """Only so much of a message is taken as a question as can be typed as one."""
    _, result = await from_message(server, "why " * 200)
    assert "Only the first 300 characters of the message were used as the question." in text(reply(result))


async def test_a_private_answer_can_be_shared_too(server: Server) -> None:
    """What was asked privately is posted in the channel when its asker says so."""
    result = await server.ask(FILMING, private=True)
    clicked = await server.asker.click(reply(result).message, label="Share")
    assert not clicked.followups[0].ephemeral
    assert "Michael Mann says" in text(clicked.followups[0])
