"""How soon every process finds what another process has added for everyone."""

from __future__ import annotations

import asyncio
import time
from itertools import count

from bot.domain import EVERYONE, Article
from bot.store.sql import SqlStore
from tests.bench.fleet_world import World
from tests.loopback import LoopbackDiscord

ROUNDS = 10
WITHIN = 30.0
_PAUSE = 0.02


async def heard_after(store: SqlStore, discord: LoopbackDiscord, world: World, shards: int) -> list[float]:
    """Seconds from an addition until members of every shard are shown it. Raises TimeoutError."""
    return [await _heard(number, store, discord, world, shards) for number in range(ROUNDS)]


async def _heard(number: int, store: SqlStore, discord: LoopbackDiscord, world: World, shards: int) -> float:
    word = f"zeppelin{number}x"
    article = Article(f"heard-{number}", f"Heat 2 has hired a {word} for the airport scenes.", language="en")
    await store.add(article, EVERYONE)
    begin = time.perf_counter()

    async def ask(server: int) -> None:
        member = discord.member("listener", guild=world.guilds[server])
        for _ in count():
            exchange = await member.slash("heat2 ask", question=f"was a {word} hired for the airport scenes")
            # The words of the question are bold in a quote.
            if exchange.answered and f"hired a {word}" in exchange.message.text.replace("*", ""):
                return
            await asyncio.sleep(_PAUSE)

    async with asyncio.timeout(WITHIN):
        # The last servers are the smallest ones, and neighbours are on different shards.
        await asyncio.gather(*(ask(-1 - shard) for shard in range(shards)))
    return time.perf_counter() - begin
