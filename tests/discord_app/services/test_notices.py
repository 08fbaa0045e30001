"""Messages that the bot sends by itself: once, to the right channel, and with nobody mentioned by accident."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import discord
import pytest

from bot.discord_app.client import Heat2Client
from bot.discord_app.replies.framed import framed
from bot.discord_app.services.notices import LEASE, MAX_PER_HOUR, Notices, Outcome
from bot.domain import GuildSettings, Scope
from bot.store.memory import MemoryStore
from bot.store.sql import open_store
from tests.discord_app.server import Server, source, text

VIEW = framed(["@everyone Cameras roll."])


class Bench:
    """Notices over a server whose settings and clock a test changes."""

    def __init__(self, server: Server, store: MemoryStore) -> None:
        self.server = server
        self.store = store
        self.now = datetime(2026, 7, 1, tzinfo=UTC)
        self.settings = GuildSettings(announce_channel=server.channel.id)
        self.notices = self.process()
        bot = server.env.bot
        assert isinstance(bot, Heat2Client)
        guild = bot.get_guild(server.guild.id)
        assert guild
        self.guild = guild

    def process(self) -> Notices:
        """Return the notices of a further process, or of one that was restarted."""
        return Notices(self.store.notices, self.current_settings, lambda: self.now)

    async def current_settings(self, _scope: Scope) -> GuildSettings:
        """Return the settings."""
        return self.settings

    async def announce(self, key: str = "a") -> Outcome:
        """Announce the view."""
        return await self.notices.announce(self.guild, VIEW, key=key)

    def sent(self) -> list[discord.Message]:
        """The messages in the announcement channel."""
        return self.server.channel.history()


@pytest.fixture
def bench(server: Server, store: MemoryStore) -> Bench:
    """Notices over a server with an announcement channel."""
    return Bench(server, store)


async def test_two_processes_send_one_message(bench: Bench) -> None:
    """A notice of the same key is sent once, whoever tries; one of another key is sent too."""
    assert await bench.announce() is Outcome.SENT
    bench.notices = bench.process()
    assert await bench.announce() is Outcome.SENT_BEFORE
    assert len(bench.sent()) == 1
    assert await bench.announce("b") is Outcome.SENT
    assert len(bench.sent()) == 2


async def test_two_processes_at_the_same_moment(bench: Bench, tmp_path: Path) -> None:
    """Of two processes over one database that announce at the same moment, one sends the message."""
    stores = [await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}") for _ in range(2)]
    processes = [Notices(store.notices, bench.current_settings) for store in stores]
    outcomes = await asyncio.gather(*(each.announce(bench.guild, VIEW, key="a") for each in processes))
    assert outcomes.count(Outcome.SENT) == 1
    assert len(bench.sent()) == 1
    for store in stores:
        await store.close()


async def test_a_process_that_died_after_sending_is_not_repeated(bench: Bench) -> None:
    """After a kill between sending and recording, the message is found in the channel and not sent again."""
    scope = Scope(bench.guild.id)
    await bench.store.notices.claim(scope, "a", bench.now, LEASE)
    assert await bench.announce() is Outcome.BUSY
    channel = bench.guild.get_channel(bench.server.channel.id)
    assert isinstance(channel, discord.TextChannel)
    bench.now = (await channel.send(view=VIEW)).created_at
    await bench.store.notices.claim(scope, "b", bench.now - LEASE, LEASE)
    assert await bench.announce("b") is Outcome.SENT_BEFORE
    assert len(bench.sent()) == 1
    await bench.store.notices.claim(scope, "c", bench.now - LEASE, LEASE)
    assert await bench.notices.announce(bench.guild, framed(["Other words"]), key="c") is Outcome.SENT


async def test_only_the_role_of_the_settings_is_mentioned(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The role of the settings may be notified; nobody else may, whatever the text says, and never everybody."""
    role = bench.server.guild.create_role("fans")
    bench.settings = replace(bench.settings, announce_role=role.id)
    seen: list[discord.AllowedMentions] = []
    send = discord.TextChannel.send

    async def spied(channel: discord.TextChannel, **options: object) -> discord.Message:
        assert isinstance(options["allowed_mentions"], discord.AllowedMentions)
        seen.append(options["allowed_mentions"])
        return await send(channel, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(discord.TextChannel, "send", spied)
    await bench.announce()
    assert source(bench.sent()[-1]).startswith(f"<@&{role.id}>\n")
    assert dict(seen[-1].to_dict()) == {"parse": [], "roles": [role.id]}
    for gone in (bench.guild.id, 5):
        bench.settings = replace(bench.settings, announce_role=gone)
        await bench.announce(f"to {gone}")
        assert "<@&" not in source(bench.sent()[-1])
        assert seen[-1].to_dict()["parse"] == []


async def test_an_announcement_channel_is_published(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message in an announcement channel is published to servers that follow it; one in another channel is not."""
    news = bench.server.guild.create_news_channel("news")
    published: list[int] = []
    publish = discord.Message.publish

    async def spied(message: discord.Message) -> None:
        await publish(message)
        published.append(message.channel.id)

    monkeypatch.setattr(discord.Message, "publish", spied)
    await bench.announce()
    bench.settings = replace(bench.settings, announce_channel=news.id)
    await bench.announce("b")
    assert published == [news.id]


async def test_a_notice_that_was_not_published_is_published_by_the_next_process(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the process was killed between sending and publishing, the next one publishes the message, once."""
    news = bench.server.guild.create_news_channel("news")
    bench.settings = replace(bench.settings, announce_channel=news.id)
    bench.now = discord.utils.snowflake_time(news.id)

    async def killed(_: discord.Message) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(discord.Message, "publish", killed)
        with pytest.raises(asyncio.CancelledError):
            await bench.announce()
    bench.now += LEASE
    assert [await bench.announce() for _ in range(2)] == [Outcome.SENT_BEFORE] * 2
    assert len(news.history()) == 1
    assert sum(request.path.endswith("/crosspost") for request in bench.server.env.http_requests) == 1


async def test_a_closed_channel_is_reported_once_until_it_works_again(bench: Bench) -> None:
    """The moderators read once that a channel cannot be used, and again only if it worked meanwhile."""
    mods = bench.server.guild.create_text_channel("mods")
    open_channel = bench.server.channel.id
    bench.settings = GuildSettings(announce_channel=1, moderator_channel=mods.id)
    for key in "abc":
        assert await bench.announce(key) is Outcome.UNREACHABLE
    assert len(mods.history()) == 1
    assert "I cannot write in" in text(mods.history()[0])
    bench.settings = replace(bench.settings, moderator_channel=1)
    assert await bench.notices.tell_moderators(bench.guild, VIEW, key="d") is Outcome.UNREACHABLE
    bench.settings = GuildSettings(announce_channel=open_channel, moderator_channel=mods.id)
    assert await bench.announce("a") is Outcome.SENT


async def test_a_channel_that_refuses_is_tried_again_later(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure of the network leaves the notice unsent, and the same call sends it when its claim has ended."""

    async def broken(*_: object, **__: object) -> None:
        raise aiohttp.ClientOSError

    with monkeypatch.context() as patched:
        patched.setattr(discord.TextChannel, "send", broken)
        assert await bench.announce() is Outcome.FAILED
    assert await bench.announce() is Outcome.BUSY
    bench.now += LEASE
    assert await bench.announce() is Outcome.SENT


async def test_a_server_gets_a_bounded_number_of_notices(bench: Bench) -> None:
    """A storm of notices ends after MAX_PER_HOUR, and goes on an hour later."""
    for number in range(MAX_PER_HOUR):
        await bench.store.notices.claim(Scope(bench.guild.id), str(number), bench.now, LEASE)
        await bench.store.notices.mark_sent(Scope(bench.guild.id), str(number), bench.now)
    assert await bench.announce() is Outcome.LIMITED
    bench.now += timedelta(hours=1)
    assert await bench.announce() is Outcome.SENT
    assert sorted((kind, each.name) for kind, each in bench.notices.outcomes) == [("a", "LIMITED"), ("a", "SENT")]


async def test_without_a_channel_nothing_is_sent(bench: Bench) -> None:
    """A server whose settings name no channel gets no announcement and no report."""
    bench.settings = GuildSettings()
    assert await bench.announce() is Outcome.NO_CHANNEL
    assert await bench.notices.tell_moderators(bench.guild, VIEW, key="b") is Outcome.NO_CHANNEL
    assert bench.sent() == []
