"""Mentions of the bot, replies to its messages, and direct messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from simcord import ChannelHandle

from bot.discord_app.client import Heat2Client
from bot.discord_app.limits import MAX_QUESTION
from bot.discord_app.tracing import Outcome, Trace
from bot.domain import AskedQuestion, GuildSettings, Mentions, Scope
from bot.errors import StoreError
from bot.library.library import Library
from bot.phrases import load
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import PER_MEMBER
from tests.discord_app.server import Server, buttons, reply, source, text
from tests.discord_app.small_library import AT_LENGTH, FILMING, OSLO, FixedLibrary


def bot_id(server: Server) -> int:
    """Return the id of the bot."""
    user = server.env.bot.user
    assert user is not None
    return user.id


def sent(channel: ChannelHandle, server: Server) -> list[discord.Message]:
    """Return the bot's messages in a channel, oldest first."""
    messages = channel.history()
    return [each for each in messages if each.author.id == bot_id(server) and not each.is_system()]


async def say(server: Server, words: str, **options: Any) -> list[discord.Message]:
    """Mention the bot in the channel, and return its new messages there."""
    before = len(sent(server.channel, server))
    await server.asker.send(server.channel, f"<@{bot_id(server)}> {words}", **options)
    await server.env.settle()
    return sent(server.channel, server)[before:]


async def configure(server: Server, **values: Any) -> None:
    """Set the server's settings."""
    bot: Any = server.env.bot
    data = bot.services.moderators.moderation.server_data
    await data.set_settings(Scope(server.guild.id), GuildSettings(**values))


async def test_a_mention_is_answered_where_it_stands(server: Server) -> None:
    """The answer is a public reply to the message, notifies nobody, and can be deleted by its asker."""
    [answer] = await say(server, FILMING)
    assert "Michael Mann says that filming of Heat 2 starts in summer." in text(answer)
    assert answer.reference is not None
    assert answer.reference.message_id is not None
    assert buttons(answer)["Delete"] == f"heat2:delete:{server.asker.id}"
    body: Any = [entry.json for entry in server.env.http_requests if entry.path.endswith("/messages")][-1]
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_messages_for_the_bot_are_counted(server: Server) -> None:
    """The metrics learn how a message was addressed to the bot and what came of it; other messages are not counted."""
    bot: Any = server.env.bot
    recorded: list[Trace] = []
    bot.monitor.on_trace = recorded.append
    [answer] = await say(server, FILMING)
    await server.asker.send(server.channel, "When does filming start?")
    await say(server, "and where?", reply_to=answer)
    assert {trace.kind for trace in recorded} == {"message"}
    assert [trace.name for trace in recorded] == ["mention", "reply"]
    assert [trace.outcome for trace in recorded] == [Outcome.DONE, Outcome.DONE]


@pytest.mark.parametrize(
    "words", ["@everyone When does filming start?", "When does filming start?", "<@&1234> When does filming start?"]
)
async def test_other_messages_are_not_answered(server: Server, words: str) -> None:
    """A message that does not mention the bot itself gets no answer."""
    await server.asker.send(server.channel, words)
    await server.env.settle()
    assert sent(server.channel, server) == []


async def test_who_mentions_the_bots_role_is_told_once_how_to_ask(server: Server) -> None:
    """Discord sends no text of a message to the bot's role: its author reads once how to ask, and others nothing."""
    handle = server.guild.create_role("Heat 2", mentionable=True)
    guild = server.env.bot.get_guild(server.guild.id)
    assert guild is not None
    role = guild.get_role(handle.id)
    assert role is not None
    role.tags = discord.RoleTags({"bot_id": str(bot_id(server))})
    for _ in range(2):
        await server.asker.send(server.channel, f"<@&{handle.id}> {FILMING}")
    await server.env.settle()
    [hint] = sent(server.channel, server)
    assert f"Write <@{bot_id(server)}> with your question" in source(hint)
    other = server.guild.create_role("Moderators")
    await server.stranger.send(server.guild.create_text_channel("quiet"), f"<@&{other.id}> {FILMING}")
    [answer] = await say(server, f"<@&{handle.id}> {FILMING}")
    assert "filming of Heat 2 starts in summer" in text(answer)


async def test_a_role_is_not_explained_where_mentions_are_off(server: Server) -> None:
    """A server that wants no answers to mentions gets no hint either."""
    await configure(server, mentions=Mentions.OFF)
    role = server.guild.create_role("Heat 2", mentionable=True)
    server.env.bot.get_guild(server.guild.id).get_role(role.id).tags = discord.RoleTags({"bot_id": str(bot_id(server))})  # type: ignore[union-attr]
    await server.asker.send(server.channel, f"<@&{role.id}> {FILMING}")
    await server.env.settle()
    assert sent(server.channel, server) == []


async def test_other_bots_are_not_answered(server: Server) -> None:
    """Another bot, a webhook and the bot itself get no answer, so that no two bots talk without end."""
    other = server.guild.add_member(server.env.create_user("other", bot=True))
    await other.send(server.channel, f"<@{bot_id(server)}> {FILMING}")
    await server.env.settle()
    assert sent(server.channel, server) == []


async def test_a_reply_is_understood_in_its_context(server: Server) -> None:
    """A reply takes what it lacks from the question of the message replied to, and the answer says so."""
    [first] = await say(server, FILMING)
    [answer] = await say(server, "and where?", reply_to=first)
    assert "Understood as: and where: filming start?" in text(answer)
    assert text(answer).startswith("and where?")
    [third] = await say(server, "why?", reply_to=answer)
    assert "Understood as: why: filming start?" in text(third)


@pytest.mark.parametrize(
    ("language", "question", "message"),
    [
        ("fr", "Quand commence le tournage ?", "merci mec"),
        ("es", "¿Cuándo empieza el rodaje?", "Al Pacino 2026?"),
        ("it", "Quando iniziano le riprese?", "Al Pacino"),
        ("de", "Wann beginnen die Dreharbeiten?", "budget?"),
    ],
)
async def test_a_reply_that_tells_no_language_is_answered_in_the_former_one(
    server: Server, monkeypatch: pytest.MonkeyPatch, language: str, question: str, message: str
) -> None:
    """A few words may tell no language: then the reply is in that of the question before."""
    monkeypatch.setattr(FixedLibrary, "ask", Library.ask)
    [first] = await say(server, question)
    [answer] = await say(server, message, reply_to=first)
    assert load(language).say("button.delete") in buttons(answer)


async def test_the_context_survives_a_restart(
    server: Server, new_bot: Callable[[], Heat2Client], store: MemoryStore
) -> None:
    """The former question stands in the message replied to; a long one is stored once."""
    [first] = await say(server, AT_LENGTH)
    await server.env.restart_bot(new_bot())
    [answer] = await say(server, "and where?", reply_to=first)
    assert "Understood as: and where: filming start, and does anybody say so" in text(answer)


async def test_a_reply_to_a_command_is_read_if_it_mentions_the_bot(server: Server) -> None:
    """Discord sends no text of a reply to a command's response: with a mention it does, else the member reads that."""
    message = reply(await server.ask(FILMING)).message
    [answer] = await say(server, "and where?", reply_to=message)
    assert "Understood as: and where: filming start?" in text(answer)


async def test_a_reply_without_its_text_gets_a_hint(server: Server) -> None:
    """A reply that pings the bot and comes without text gets a sentence that says what to do."""
    message = reply(await server.ask(FILMING)).message
    await server.asker.send(server.channel, "and where?", reply_to=message)
    await server.env.settle()
    [hint] = sent(server.channel, server)[1:]
    assert "Discord does not let me read this reply." in text(hint)


async def test_a_mention_without_a_question(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mention without words is told what the bot can do, and small talk is answered without a search."""
    monkeypatch.setattr(FixedLibrary, "ask", Library.ask)
    [answer] = await say(server, "")
    assert "Ask me about Heat 2 in your own words." in text(answer)
    [answer] = await say(server, "hello")
    assert "Ask me anything about Heat 2" in text(answer)


async def test_a_mention_with_only_a_file(server: Server) -> None:
    """A file cannot be answered, and the member reads that."""
    [answer] = await say(server, "", attachments=[("a.png", b"x")])
    assert "That message has no text to answer." in text(answer)


async def test_a_long_message_is_cut_and_says_so(server: Server) -> None:
    """Only the beginning of a long message is the question."""
    [answer] = await say(server, "why " * MAX_QUESTION)
    assert "Only the first 300 characters of the message were used as the question." in text(answer)


async def test_names_and_marks_in_a_question(server: Server) -> None:
    """People are called by their user names; the bot, roles, channels and emoji are left out."""
    words = f"<@{server.stranger.id}> asks <#{server.channel.id}> <:fire:1234> when"
    [answer] = await say(server, words)
    assert text(answer).startswith("@stranger asks when")


async def test_an_edited_message_is_answered_once(server: Server) -> None:
    """An edit of a message is no new question."""
    await say(server, FILMING)
    message = server.channel.history()[0]
    await server.asker.edit(message, f"<@{bot_id(server)}> {OSLO}")
    await server.env.settle()
    assert len(sent(server.channel, server)) == 1


async def test_a_direct_message_is_a_question(server: Server) -> None:
    """In direct messages no mention is needed."""
    await server.asker.send_dm(FILMING)
    await server.env.settle()
    [answer] = sent(server.asker.user.dm_channel, server)
    assert "Michael Mann says" in text(answer)


async def test_an_unanswered_question_is_noted_once(server: Server, store: MemoryStore) -> None:
    """A question without an answer counts as one that members miss, as if it had been typed into the command."""
    await configure(server, keeps_unanswered=True)
    await say(server, OSLO)
    assert [each.question for each in await store.unanswered(Scope(server.guild.id))] == [OSLO]


@pytest.mark.parametrize(
    ("mentions", "chosen", "is_answered"),
    [
        (Mentions.OFF, False, False),
        (Mentions.CHANNELS, False, False),
        (Mentions.CHANNELS, True, True),
        (Mentions.EVERYWHERE, False, True),
    ],
)
async def test_a_server_chooses_where_mentions_are_answered(
    server: Server, mentions: Mentions, chosen: bool, is_answered: bool
) -> None:
    """Nowhere, in chosen channels, or everywhere."""
    channels = frozenset({server.channel.id}) if chosen else frozenset({1})
    await configure(server, mentions=mentions, mention_channels=channels)
    assert bool(await say(server, FILMING)) is is_answered


async def test_an_answer_in_a_thread(server: Server) -> None:
    """Where the server wants it, the answer stands in a thread that is named after the question."""
    await configure(server, answers_in_threads=True)
    assert await say(server, FILMING) == []
    [thread] = server.channel.threads
    assert thread.name == FILMING
    [answer] = sent(thread, server)
    assert "Michael Mann says" in text(answer)


async def test_the_language_of_an_answer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is in the language of the question, or in that of the server's settings."""
    monkeypatch.setattr(FixedLibrary, "ask", Library.ask)
    [answer] = await say(server, "Wann beginnen die Dreharbeiten?")
    assert "Löschen" in buttons(answer)
    await configure(server, language="fr")
    [answer] = await say(server, "Wann beginnen die Dreharbeiten?")
    assert "Supprimer" in buttons(answer)


def barred(server: Server, **permissions: bool) -> Server:
    """Return the server with a channel in which the bot lacks permissions."""
    bot = server.env.bot.user
    assert bot is not None
    overwrites: dict[Any, discord.PermissionOverwrite] = {bot: discord.PermissionOverwrite(**permissions)}
    return replace(server, channel=server.guild.create_text_channel("closed", overwrites=overwrites))


@pytest.mark.parametrize("lacking", ["send_messages", "view_channel"])
async def test_a_closed_channel_gets_no_answer(server: Server, lacking: str, caplog: pytest.LogCaptureFixture) -> None:
    """Where the bot may not write, nothing is tried, and the log has no traceback."""
    assert await say(barred(server, **{lacking: False}), FILMING) == []
    assert "Traceback" not in caplog.text


async def test_missing_permissions_for_replies_and_threads(server: Server) -> None:
    """Without the history the answer is no reply; without the right to open threads it is no thread."""
    await configure(server, answers_in_threads=True)
    closed = barred(server, read_message_history=False, create_public_threads=False)
    [answer] = await say(closed, FILMING)
    assert answer.reference is None
    assert closed.channel.threads == []


async def test_a_mention_storm_is_answered_with_one_notice(server: Server) -> None:
    """Somebody who asks too often is told once, and then not answered until their time has passed."""
    for _ in range(PER_MEMBER):
        await server.ask(FILMING)
    notices = [message for _ in range(5) for message in await say(server, FILMING)]
    assert len(notices) == 1
    assert "You have asked a lot within a minute" in text(notices[0])


async def test_an_error_is_told_in_a_sentence(
    server: Server, library: FixedLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that fails, and an error that nobody foresaw, give a sentence instead of silence."""

    async def fail(question: AskedQuestion) -> None:
        raise errors.pop()

    errors: list[Exception] = [ZeroDivisionError("x"), StoreError("the database is away")]
    monkeypatch.setattr(library, "ask", fail)
    [first] = await say(server, FILMING)
    assert "The bot's database cannot do that right now" in text(first)
    [second] = await say(server, FILMING)
    assert "Something went wrong here, and it has been noted." in text(second)
