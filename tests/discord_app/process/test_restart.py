"""Ending and starting the real `heat2 run`: what members have asked is answered, and Discord's limits are kept."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

from bot.domain import EVERYONE, Article
from bot.store.sql import open_store
from tests.discord_app.process.bot_process import start
from tests.loopback import Endpoint, Exchange, GatewayRules, LoopbackDiscord

QUESTION = "when does filming start"


async def acknowledged(discord: LoopbackDiscord, count: int) -> None:
    """Wait until the bot has acknowledged that many interactions."""
    async with asyncio.timeout(20):
        while len(discord.requests(Endpoint.CALLBACK)) < count:  # noqa: ASYNC110 - requests tell nobody
            await asyncio.sleep(0.01)


async def test_acknowledged_interactions_are_answered_before_the_shutdown(tmp_path: Path) -> None:
    """After SIGTERM a pending command and a pending press are answered, and then the program ends with 0."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord, start(discord, tmp_path) as bot:
        await discord.ready()
        neil = discord.member("Neil")
        shown = await neil.slash("heat2 ask", question=QUESTION)
        discord.faults.slow(Endpoint.CALLBACK, seconds=1.0, times=2)
        both = [
            asyncio.create_task(neil.slash("heat2 ask", question=QUESTION)),
            asyncio.create_task(neil.click(shown.message, "Why these?")),
        ]
        before = len(discord.requests(Endpoint.CALLBACK))
        await acknowledged(discord, before + 2)
        assert await bot.stop() == 0
        answered: list[Exchange] = await asyncio.gather(*both)
        assert all(each.ok and each.message.text for each in answered)
        assert "before the shutdown" in bot.output
        assert not discord.gateway.live_sessions
        discord.assert_clean()


async def test_a_second_signal_ends_at_once(tmp_path: Path) -> None:
    """A second signal ends the program although an answer hangs."""
    async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord, start(discord, tmp_path) as bot:
        await discord.ready()
        discord.faults.slow(Endpoint.CALLBACK, seconds=30.0)
        hanging = asyncio.create_task(discord.member().with_answer_timeout(0.1).slash("heat2 ask", question=QUESTION))
        await acknowledged(discord, 1)
        bot._signal(signal.SIGTERM)
        await bot.line("before the shutdown")
        assert await bot.stop() == 0
        await hanging


async def test_the_end_does_not_wait_for_a_login(tmp_path: Path) -> None:
    """A bot that has no login left logs that, does not log in, and can be stopped."""
    async with LoopbackDiscord(rules=GatewayRules(session_starts=0)) as discord, start(discord, tmp_path) as bot:
        await bot.line("left: 0")
        assert await bot.stop() == 0
        assert not any("Traceback" in line for line in bot.lines)
        discord.assert_clean()


async def test_a_start_uses_the_analysis_of_the_last_one(tmp_path: Path) -> None:
    """The first start logs that it analyses all articles and saves the result; the next start does not."""
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}")
    text = "\n\n".join(f"The cameras of Heat 2 roll in harbour{number} in August 2026." for number in range(120))
    await store.add(Article("a", text, "Filming", language="en"), EVERYONE)
    await store.close()
    for says in (True, False):
        async with LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord, start(discord, tmp_path) as bot:
            await discord.ready()
            asked = await discord.member().slash("heat2 ask", question="Do cameras roll in harbour7?")
            assert "harbour7" in asked.message.text
            assert await bot.stop() == 0
            assert ("all articles are analysed again" in bot.output) is says
        assert (tmp_path / "search" / "everyone").is_file()
