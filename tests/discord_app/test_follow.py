"""Followed topics in Discord: from the command to the message, and its Stop button."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.discord_app.replies.follows import following_view, news_view
from bot.discord_app.services.follow_service import JOB, NEWS_DELAY
from bot.domain import EVERYONE, Scope
from bot.library.library import Library
from bot.phrases import LANGUAGES, load
from bot.store.follows import Follow
from bot.store.jobs import Job
from bot.store.memory import MemoryStore
from bot.store.rules import utc_now
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import ADDRESS, FOUND, ModeratedServer, read_address
from tests.discord_app.server import Server, buttons, components_of, reply, source, text, walk
from tests.discord_app.small_library import ARTICLES, PLAN, TODAY, excerpt_of
from tests.language_data import shipped_concepts

TOPIC = "When do the cameras roll?"


@pytest.fixture
async def library(store: MemoryStore) -> Library:
    """Return a library that really searches the small articles, and has answered its first question, which is slow."""
    library = Library(ARTICLES, store, shipped_concepts(), lambda: TODAY)
    await library.ask_text(TOPIC)
    return library


@pytest.fixture
def new_bot(library: Library) -> Callable[[], Heat2Client]:
    """Return a function that makes a client over that library, with a web of one page."""
    return lambda: client_over(library, shipped_concepts(), lambda: TODAY, read_address)


async def look(env: Env, scope: Scope) -> timedelta | None:
    """Do what the periodic job does for a server."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    return await bot.services.follows.deliver(Job(JOB, NEWS_DELAY, utc_now(), scope), bot)


async def follow(server: Server, topic: str = TOPIC, **options: Any) -> Any:
    """Use the command."""
    return await server.asker.slash(server.channel, "heat2 follow", topic=topic, **options)


async def test_a_topic_that_no_article_mentions_yet_can_be_followed(moderated: ModeratedServer) -> None:
    """The member reads that nothing is said about it so far; what means nothing at all is refused."""
    assert "So far no article says anything about this" in text(reply(await follow(moderated.server, "zeppelin crews")))
    assert "not something that articles" in text(reply(await follow(moderated.server, "hello")))


async def test_a_member_is_told_once_and_stops(moderated: ModeratedServer, env: Env) -> None:
    """A new statement comes as a direct message with its quote; the button ends the follow, for its owner only."""
    asker, server = moderated.server.asker, moderated.server
    started = reply(await follow(server))
    assert started.ephemeral
    assert "at most one a day" in text(started)
    assert "no article says anything" not in text(started)
    await moderated.press(await moderated.use("add", address=ADDRESS), "Publish")
    (job,) = await moderated.library.store.jobs.of_scope(JOB, moderated.scope)
    assert job.due_at <= utc_now() + NEWS_DELAY
    for _ in range(2):
        await look(env, moderated.scope)
    (message,) = asker.user.dm_channel.history()
    assert "New on “When do the cameras roll?”" in text(message)
    assert "Cameras roll on Heat 2 in August 2026" in text(message).replace("*", "")
    assert f"You follow this topic in {server.guild.name}" in text(message)
    stolen = await moderated.posted(news_view_of(await follows_of(moderated)))
    assert "Only the member who follows" in text(reply(await server.stranger.click(stolen, label="Stop")))
    stopped = await asker.user.click(message, label="Stop")
    assert "There will be no more messages" in text(reply(stopped))
    assert await follows_of(moderated) == []
    assert "already" in text(reply(await asker.user.click(message, label="Stop")))
    await look(env, moderated.scope)
    assert await moderated.library.store.jobs.of_scope(JOB, moderated.scope) == []


async def follows_of(moderated: ModeratedServer) -> list[Follow]:
    """Return what the asker follows."""
    return await moderated.library.store.follows.of_user(str(moderated.server.asker.id))


def news_view_of(follows: list[Follow]) -> discord.ui.LayoutView:
    """Return a message about the first follow."""
    view = news_view(follows[0], [excerpt_of(PLAN)], "here", load("en"), TODAY)
    assert view
    return view


async def test_followed_topics_are_listed_and_ended(moderated: ModeratedServer) -> None:
    """The list shows a member's topics; some or all of them end at once, and erasing one's data ends them too."""
    server = moderated.server
    for topic in (TOPIC, "who is in the cast", "release date"):
        await follow(server, topic)
    assert "followed already" in text(reply(await follow(server, TOPIC.upper())))
    assert "not something that articles" in text(reply(await follow(server, "hello")))
    shown = reply(await server.asker.slash(server.channel, "heat2 following"))
    assert text(shown).count(server.guild.name) == 3
    assert "topics that you follow: 3" in text(reply(await server.asker.slash(server.channel, "heat2 privacy")))
    (first, *_) = await follows_of(moderated)
    left = reply(await server.asker.select(shown.message, [first.key], custom_id="heat2:follows:own"))
    assert len(await follows_of(moderated)) == 2
    assert first.topic not in text(left)
    await server.asker.click(left.message, label="Stop all of mine")
    assert await follows_of(moderated) == []
    await follow(server)
    privacy = reply(await server.asker.slash(server.channel, "heat2 privacy"))
    await server.asker.click(reply(await server.asker.click(privacy, label="Erase my data")), label="Erase for good")
    assert await follows_of(moderated) == []


async def test_who_has_left_is_told_nothing(moderated: ModeratedServer, env: Env) -> None:
    """A member who has left the server reads nothing of its articles, and nothing is kept of them."""
    await follow(moderated.server)
    await moderated.publish()
    moderated.server.guild.remove_member(moderated.server.asker)
    await look(env, moderated.scope)
    assert await follows_of(moderated) == []
    assert moderated.server.asker.user.dm_channel.history() == []


async def test_a_channel_is_told_with_a_role(moderated: ModeratedServer, env: Env) -> None:
    """A moderator has a channel told, where only the chosen role is mentioned; members cannot."""
    server, moderator = moderated.server, moderated.moderator
    role = server.guild.create_role("fans", mentionable=True)
    refused = await follow(server, channel=server.channel, role=role)
    assert "Only moderators" in text(reply(refused))
    options: dict[str, Any] = {"topic": TOPIC, "role": role}
    assert "Name the channel" in text(reply(await moderator.slash(server.channel, "heat2 follow", **options)))
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    guild = bot.get_guild(moderated.scope.guild_id)
    assert guild
    options["channel"] = server.guild.create_text_channel(
        "closed", overwrites={guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    assert "not allowed to write" in text(reply(await moderator.slash(server.channel, "heat2 follow", **options)))
    options["channel"] = server.channel
    started = source(reply(await moderator.slash(server.channel, "heat2 follow", **options)))
    assert f"<#{server.channel.id}> gets a message" in started
    await moderated.publish()
    for _ in range(2):
        await look(env, moderated.scope)
    message = server.channel.last_message
    assert message
    assert "This channel follows the topic" in text(message)
    assert source(message).startswith(f"<@&{role.id}>")
    assert "Only moderators" in text(reply(await server.stranger.click(message, label="Stop")))
    listed = reply(await moderator.slash(server.channel, "heat2 following"))
    assert "What channels of this server follow" in text(listed)
    (follow_,) = await moderated.library.store.follows.of_channels(moderated.scope)
    await moderator.select(listed.message, [follow_.key], custom_id="heat2:follows:channels")
    assert await moderated.library.store.follows.of_channels(moderated.scope) == []


async def test_a_moderator_has_the_bot_do_only_what_they_may(moderated: ModeratedServer, env: Env) -> None:
    """The bot does not mention a role, or write in a channel, for a moderator who may not do so there."""
    server, moderator = moderated.server, moderated.moderator
    options: dict[str, Any] = {"topic": TOPIC, "channel": server.channel, "role": server.guild.create_role("staff")}
    assert "may not mention" in text(reply(await moderator.slash(server.channel, "heat2 follow", **options)))
    guild = env.bot.get_guild(moderated.scope.guild_id)
    assert guild
    options = {"topic": TOPIC}
    options["channel"] = server.guild.create_text_channel(
        "news",
        overwrites={
            guild.default_role: discord.PermissionOverwrite(send_messages=False),
            guild.me: discord.PermissionOverwrite(send_messages=True),
        },
    )
    assert "may not write" in text(reply(await moderator.slash(server.channel, "heat2 follow", **options)))
    assert await moderated.library.store.follows.of_channels(moderated.scope) == []


async def test_closed_direct_messages_end_a_follow(
    moderated: ModeratedServer, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of Discord is tried again soon; closed direct messages count, and end the follow in the end."""
    await follow(moderated.server)
    await moderated.publish()
    broken: list[type[Exception]] = [discord.DiscordServerError, *[discord.Forbidden] * 3]

    class Response:
        status, reason = 403, "Forbidden"

    async def send(*_: object, **__: object) -> None:
        raise broken.pop(0)(Response(), {"code": 50007, "message": "Cannot send messages to this user"})

    monkeypatch.setattr(discord.DMChannel, "send", send)
    store = moderated.library.store.follows
    for failures in (0, 1, 2):
        await look(env, moderated.scope)
        (kept,) = await follows_of(moderated)
        assert kept.failures == failures
        assert await store.move(kept, replace(kept, next_at=utc_now()))
    await look(env, moderated.scope)
    assert await follows_of(moderated) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_fits_into_a_message(language: str) -> None:
    """The longest list of topics and the longest news keep Discord's limits."""
    follows = [Follow(f"{n:016x}", EVERYONE, "*" * 100, utc_now(), "1", 5 * (n > 0), 6) for n in range(20)]
    long = excerpt_of(replace(FOUND, text="_word_ " * 2_000, title="*" * 500))
    phrases = load(language)
    news = news_view(follows[0], [long] * 9, "*" * 100, phrases, TODAY)
    assert news
    for view in (news, following_view(follows, follows, lambda _: "*" * 100, phrases)):
        assert len(source(view)) <= 4_000
        assert len(list(walk(components_of(view)))) <= 40
        assert buttons(view)
        assert json.dumps(components_of(view))


async def test_a_message_on_its_way_is_finished(
    moderated: ModeratedServer, env: Env, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the job is cancelled, the message that is being sent arrives, and counts as sent."""
    await follow(moderated.server)
    await moderated.publish()
    started, may_end, arrived = asyncio.Event(), asyncio.Event(), list[object]()

    async def send(*_: object, **options: object) -> None:
        started.set()
        await may_end.wait()
        arrived.append(options["view"])

    monkeypatch.setattr(discord.DMChannel, "send", send)
    job = asyncio.create_task(look(env, moderated.scope))
    await started.wait()
    job.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await job
    await look(env, moderated.scope)
    assert len(arrived) == 1


async def test_a_member_cannot_have_a_channel_told(server: Server) -> None:
    """A member who names a channel reads that only moderators may, and how to be told themselves."""
    refused = text(reply(await follow(server, channel=server.channel)))
    assert "Only moderators can choose a channel. Leave out channel and role" in refused
