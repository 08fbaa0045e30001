"""When a shard may log in to the gateway: Discord counts logins, over all processes together.

`max_concurrency` says how many shards may log in within five seconds: one of each bucket, and a shard's bucket is its
number modulo that. Beside it there are so many logins a day; a bot that exceeds them loses its token.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import discord

from bot.errors import StoreError
from bot.store.base import Store

WINDOW: Final = 5.25
"""Seconds between two logins of a bucket: Discord's five, and a little for the way there."""
RETRIED_AFTER: Final = 2.0
"""Seconds after which Discord or a database that is away is asked again."""

_log = logging.getLogger(__name__)


class Logins:
    """Hands out the turns of this process's shards.

    `limits` asks Discord what is allowed now; `name` tells the bot from another that uses the same store.
    """

    def __init__(
        self,
        limits: Callable[[], Awaitable[discord.SessionStartLimits]],
        store: Store,
        name: str,
        window: float = WINDOW,
    ) -> None:
        self._limits = limits
        self._store = store
        self._name = name
        self._window = window
        self._held: dict[int, tuple[str, int]] = {}

    async def wait(self, shard_id: int) -> None:
        """Wait for the shard's turn before a connection is opened, which Discord would not keep open for long."""
        held = secrets.token_hex(8), (await self._allowed()).max_concurrency
        await self._claim(shard_id, *held)
        self._held[shard_id] = held

    async def confirm(self, shard_id: int) -> None:
        """Wait until the shard may log in this instant; the turn that it waited for is used up."""
        if shard_id not in self._held:
            await self.wait(shard_id)
        await self._claim(shard_id, *self._held.pop(shard_id))

    async def _claim(self, shard_id: int, claimant: str, buckets: int) -> None:
        bucket = f"login of {self._name} in bucket {shard_id % buckets}"
        left = await self._left(bucket, claimant)
        while left:
            await asyncio.sleep(left)
            left = await self._left(bucket, claimant)

    async def _left(self, bucket: str, claimant: str) -> float:
        try:
            return await self._store.claim(bucket, claimant, self._window)
        except StoreError as error:
            _log.warning("logging in waits for the database, which keeps processes from doing so at once: %s", error)
            return RETRIED_AFTER

    async def _allowed(self) -> discord.SessionStartLimits:
        """What Discord allows, as soon as it allows any login.

        As many as may happen at once are left over, since other processes may use them at this moment.
        """
        while True:
            try:
                limits = await self._limits()
            except (discord.GatewayNotFound, aiohttp.ClientError, OSError, TimeoutError):
                _log.warning("Discord cannot be asked how many logins are left, and is asked again")
                await asyncio.sleep(RETRIED_AFTER)
                continue
            if limits.remaining >= limits.max_concurrency:
                return limits
            await self._used_up(limits)

    async def _used_up(self, limits: discord.SessionStartLimits) -> None:
        seconds = max(limits.reset_after / 1000, RETRIED_AFTER)
        _log.warning(
            "Discord allows this bot %d logins a day and %d are left: the next is tried in %.0f minutes. "
            "Find out what logs in so often (a program that restarts it?)",
            limits.total,
            limits.remaining,
            seconds / 60,
        )
        await asyncio.sleep(seconds)
