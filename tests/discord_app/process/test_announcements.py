"""The real `heat2 run` announces in an announcement channel, with Discord's rules for nonces and publishing."""

from __future__ import annotations

from pathlib import Path

from bot.domain import GuildSettings, Scope
from bot.store.sql import open_store
from tests.discord_app.process.bot_process import start
from tests.loopback import MODERATOR, Channel, Endpoint, Flag, GatewayRules, Guild, LoopbackDiscord


async def test_an_announcement_is_sent_and_published_once(tmp_path: Path) -> None:
    """If Discord's answer is lost, the message is sent again with its nonce: one is in the channel, and published."""
    news = Channel("news", is_announcement=True)
    guild = Guild("Harbor", channels=(Channel("general"), news))
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}")
    await store.set_settings(Scope(guild.id), GuildSettings(announce_channel=news.id))
    await store.close()
    async with LoopbackDiscord(guild, rules=GatewayRules(identify_window=0.0)) as discord:
        async with start(discord, tmp_path):
            await discord.ready(within=60)
            moderator = discord.member("Neil", permissions=MODERATOR)
            settings = await moderator.slash("heat2-sources settings")
            discord.faults.server_error(Endpoint.SEND_MESSAGE, takes_effect=True)
            tested = await moderator.click(settings.message, "Test announcement")
            assert "A test was sent to" in tested.message.text
            assert len(discord.requests(Endpoint.SEND_MESSAGE)) == 2
            (sent,) = discord.state.messages.in_channel(news.id)
            assert sent.flags & Flag.CROSSPOSTED
            assert len(discord.requests(Endpoint.CROSSPOST)) == 1
        discord.assert_clean()
