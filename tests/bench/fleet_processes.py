"""Several processes of the bot, each with its own shards, with one PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.discord_app.process.bot_process import bot_process
from tests.loopback import BotProcess, LoopbackDiscord

ROOT = Path(__file__).parents[2]
START_TIMEOUT = 180.0


class Fleet:
    """One `heat2 run` process for each group of shards. Use it as an async context manager."""

    def __init__(
        self, discord: LoopbackDiscord, database: str, groups: Sequence[range], folder: Path, **more: str
    ) -> None:
        """Take further settings from `more`. Logins pause unless the loopback Discord lets them follow each other."""
        self._discord = discord
        self._groups = groups
        self._environment = {
            **discord.environment,
            "HEAT2_DATABASE_URL": database,
            "HEAT2_DATA_DIR": str(folder),
            "HEAT2_LOG_LEVEL": "WARNING",
            "HEAT2_SHARD_COUNT": str(groups[-1].stop),
            **more,
        }
        self._processes: dict[int, BotProcess] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Fleet:
        await asyncio.gather(*(self.start(number) for number in range(len(self._groups))))
        return self

    async def __aexit__(self, *_failure: object) -> None:
        await self._stack.aclose()

    @property
    def running(self) -> list[BotProcess]:
        """The running processes, ordered by number."""
        return [self._processes[number] for number in sorted(self._processes)]

    async def start(self, number: int) -> None:
        """Start a process and wait until all its shards are logged in."""
        shards = ",".join(map(str, self._groups[number]))
        environment = {**self._environment, "HEAT2_SHARD_IDS": shards}
        bot = self._process(environment)
        known = set(self._discord.gateway.sessions)
        self._processes[number] = await self._stack.enter_async_context(bot)
        await self._discord.gateway.until(
            lambda gateway: (
                {one.shard_id for one in gateway.live_sessions if one.id not in known} >= set(self._groups[number])
            ),
            START_TIMEOUT,
        )

    def _process(self, environment: Mapping[str, str]) -> BotProcess:
        if not self._discord.gateway.rules.identify_window:
            return bot_process(environment, grace=40.0)
        return BotProcess(sys.executable, "-m", "bot", "run", environment=environment, directory=ROOT, grace=40.0)

    async def kill(self, number: int) -> None:
        """Kill a process with SIGKILL."""
        await self._processes.pop(number).kill()

    async def restart(self, number: int) -> None:
        """Stop a process with SIGTERM and start it again. Raises AssertionError for an exit code other than 0."""
        code = await self._processes.pop(number).stop()
        if code:
            raise AssertionError(f"process {number} ended with {code}")
        await self.start(number)
