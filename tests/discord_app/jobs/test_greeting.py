"""The greeting of a server that the bot has joined."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest
from simcord import Env, GuildHandle

from bot.discord_app.client import Heat2Client
from bot.discord_app.jobs.greeting import GREETING, greet, greeting_channel
from bot.discord_app.replies.greeting import greeting_view
from bot.domain import Scope
from bot.phrases import LANGUAGES, load
from bot.store.jobs import Job
from bot.store.memory import MemoryStore
from bot.store.rules import utc_now
from tests.discord_app.client_builder import client_over
from tests.discord_app.server import Server, text


def bot_of(env: Env) -> Heat2Client:
    """Return the bot."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    return bot


def joined(env: Env, guild: GuildHandle) -> discord.Guild:
    """Return the server as the bot sees it."""
    found = bot_of(env).get_guild(guild.id)
    assert found
    return found


async def test_a_new_server_is_greeted_once(server: Server, env: Env, store: MemoryStore) -> None:
    """Some seconds after it joined, the bot says what it does; a second join or process greets no more."""
    guild, services = joined(env, server.guild), bot_of(env).services
    bot_of(env).dispatch("guild_join", guild)
    await env.settle()
    (job,) = await store.jobs.of_scope(GREETING, Scope(guild.id))
    assert timedelta() < job.due_at - utc_now() <= timedelta(seconds=30)
    other = client_over(bot_of(env).services.members._library, bot_of(env).services.members._concepts).services
    for each in (services, services, other):
        await bot_of(env).on_guild_join(guild)
        await greet(job, each, bot_of(env))
        assert await store.jobs.of_scope(GREETING, Scope(guild.id)) == []
    (greeting,) = server.channel.history()
    for words in ("quotes from dated articles", "/heat2 ask", "/heat2-sources add", "/heat2-sources settings"):
        assert words in text(greeting)
    assert "For example: “When does filming start?”" in text(greeting)


async def test_a_restart_greets_nobody(server: Server, env: Env, store: MemoryStore) -> None:
    """A server that the bot is in when it starts is not greeted."""
    scope = Scope(server.guild.id)
    await env.restart_bot(client_over(bot_of(env).services.members._library, bot_of(env).services.members._concepts))
    assert bot_of(env).get_guild(server.guild.id)
    assert await store.jobs.of_scope(GREETING, scope) == []


async def test_where_the_bot_may_not_write_nothing_is_said(server: Server, env: Env, store: MemoryStore) -> None:
    """Without any channel to write in, the greeting is dropped; a server that removed the bot meanwhile gets none."""
    guild = joined(env, server.guild)
    for channel in guild.text_channels:
        await channel.set_permissions(guild.default_role, send_messages=False)
    await env.settle()
    for scope in (Scope(guild.id), Scope(5)):
        await greet(Job(GREETING, timedelta(days=1), utc_now(), scope), bot_of(env).services, bot_of(env))
        assert await store.jobs.of_scope(GREETING, scope) == []
    assert server.channel.history() == []


async def test_the_greeting_stands_where_everybody_sees_it(env: Env) -> None:
    """It goes to the system's channel, else to the first open one: not to announcements, rules or a closed channel."""
    handle = env.create_guild("new")
    guild = joined(env, handle)
    everybody = guild.default_role
    assert greeting_channel(guild) is None
    handle.create_text_channel("team", overwrites={everybody: discord.PermissionOverwrite(view_channel=False)})
    handle.create_text_channel("closed", overwrites={everybody: discord.PermissionOverwrite(send_messages=False)})
    handle.create_news_channel("news")
    assert greeting_channel(guild) is None
    chat = handle.create_text_channel("chat")
    handle.create_text_channel("more")
    found = greeting_channel(guild)
    assert found
    assert found.id == chat.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_greeting_is_whole_in_every_language(language: str) -> None:
    """It says all in the server's language, with and without examples."""
    phrases = load(language)
    shown = text(greeting_view(["a?", "b?"], phrases))
    for key in ("greeting.hello", "help.about", "greeting.ask", "greeting.moderators"):
        assert phrases.say(key) in shown
    assert phrases.say("help.examples", examples="")[:5] not in text(greeting_view([], phrases))
