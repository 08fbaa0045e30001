"""The menu of a message: answered to who opened it, shared when they say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
from simcord import InteractionResult

from tests.discord_app.server import MENU, Server, buttons, reply, text
from tests.discord_app.small_library import FILMING


async def from_message(server: Server, content: str) -> tuple[discord.Message, InteractionResult]:
    """Have the stranger write a message, and the asker open its menu."""
    message = await server.stranger.send(server.channel, content)
    return message, await server.asker.context_menu(server.channel, MENU, message)


async def test_a_message_is_answered_to_the_member_who_opened_its_menu(server: Server) -> None:
    """The text of the message is the question, and only the asker sees the answer."""
    _, result = await from_message(server, FILMING)
    assert reply(result).ephemeral
    assert "Michael Mann says" in text(reply(result))


async def test_share_replies_to_the_message_once(server: Server) -> None:
    """A shared answer is a public reply to the message, and the private one is replaced by a notice."""
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
    """Where the bot may not send messages, the member reads what a moderator can do about it."""
    bot = server.env.bot.user
    assert bot is not None
    barred: dict[Any, discord.PermissionOverwrite] = {bot: discord.PermissionOverwrite(send_messages=False)}
    silent = server.guild.create_text_channel("silent", overwrites=barred)
    _, result = await from_message(replace(server, channel=silent), FILMING)
    said = text(reply(await server.asker.click(reply(result).message, label="Share")))
    assert "I am not allowed to write in this channel." in said


async def test_a_message_without_text_gets_a_sentence(server: Server) -> None:
    """A message with only a picture is refused with a sentence."""
    message = await server.stranger.send(server.channel, attachments=[("a.png", b"x")])
    result = await server.asker.context_menu(server.channel, MENU, message)
    assert "That message has no text to answer." in text(reply(result))
    assert reply(result).ephemeral


async def test_a_long_message_is_cut_and_says_so(server: Server) -> None:
    """A long message is cut to the maximum length of a question, and a note says so."""
    _, result = await from_message(server, "why " * 200)
    assert "Only the first 300 characters of the message were used as the question." in text(reply(result))


async def test_a_private_answer_can_be_shared_too(server: Server) -> None:
    """The asker of a private answer can post it in the channel."""
    result = await server.ask(FILMING, private=True)
    clicked = await server.asker.click(reply(result).message, label="Share")
    assert not clicked.followups[0].ephemeral
    assert "Michael Mann says" in text(clicked.followups[0])
