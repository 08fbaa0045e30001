"""The real `heat2 run` tells followers, and a restart in the middle repeats and loses nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.domain import Article, PublishedDate, Scope
from bot.store.follows import Follow
from bot.store.jobs import Job
from bot.store.rules import utc_now
from bot.store.sql import open_store
from tests.discord_app.process.bot_process import start
from tests.loopback import Endpoint, GatewayRules, LoopbackDiscord

TOPIC = "when does filming start"
FOLLOWERS = 6


async def fill(folder: Path, discord: LoopbackDiscord) -> list[int]:
    """Store a new article, followers of its topic, one who has left among them, and the job; return the others' ids."""
    scope = Scope(discord.guild.id)
    members = [discord.member(f"Member {number}").id for number in range(FOLLOWERS)]
    store = await open_store(f"sqlite+aiosqlite:///{folder / 'heat2.db'}")
    for number, user in enumerate([*members, 12345]):
        await store.follows.add(Follow(f"{number:016x}", scope, TOPIC, utc_now(), str(user)))
    text = "Filming of Heat 2 will start in Lisbon on 4 May 2027, the studio announced on Sunday."
    article = Article("new", text, "Heat 2", "Paper", published=PublishedDate(2026, 1, 5), language="en")
    await store.add(article, scope)
    await store.jobs.put(Job("follows", timedelta(minutes=20), utc_now(), scope), reschedules=True)
    await store.close()
    return members


async def told(discord: LoopbackDiscord, count: int) -> list[int]:
    """Wait for that many direct messages, and return the users who have received one."""
    channels = {str(discord.state.dm_channel(user)): user for user in discord.state.users}
    async with asyncio.timeout(90):
        while True:
            paths = (request.path.split("/")[-2] for request in discord.requests(Endpoint.SEND_MESSAGE))
            sent = [channel for channel in paths if channel in channels]
            if len(sent) >= count:
                return [channels[each] for each in sent]
            await asyncio.sleep(0.02)


async def ended(folder: Path, user: str) -> None:
    """Wait until a user, who is the last to be told, follows nothing any more."""
    store = await open_store(f"sqlite+aiosqlite:///{folder / 'heat2.db'}")
    async with asyncio.timeout(90):
        while True:
            if not await store.follows.of_user(user):
                break
            await asyncio.sleep(0.05)
    await store.close()


async def test_a_restart_in_the_middle_tells_everybody_once(tmp_path: Path) -> None:
    """After a restart the remaining followers are told; members who left are not, and nobody is told twice."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord:
        members = await fill(tmp_path, discord)
        async with start(discord, tmp_path) as bot:
            await told(discord, 2)
            assert await bot.stop() == 0
        async with start(discord, tmp_path):
            await told(discord, FOLLOWERS)
            await ended(tmp_path, "12345")
            assert sorted(await told(discord, FOLLOWERS)) == sorted(members)
            discord.assert_clean()
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}")
    assert await store.follows.count(Scope(discord.guild.id)) == FOLLOWERS
    await store.close()
