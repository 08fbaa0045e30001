"""The queue of shards that log in to the gateway, over all processes.

Discord lets `max_concurrency` shards log in within five seconds: one of each bucket. A shard's bucket is its number
modulo `max_concurrency`. It also limits the logins a day; a bot that exceeds that limit loses its token.
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

LOGIN_WINDOW_SECONDS: Final = 5.25
"""Time between two logins of a bucket: Discord's five seconds, and a little for the network."""
RETRY_SECONDS: Final = 2.0
"""Time after which Discord or the database is asked again when it did not respond."""

_log = logging.getLogger(__name__)


class LoginQueue:
    """Gives each shard of this process its turn to log in.

    `limits` asks Discord for the current limits; `name` separates this bot from another that uses the same store.
    """

    def __init__(
        self,
        limits: Callable[[], Awaitable[discord.SessionStartLimits]],
        store: Store,
        name: str,
        window: float,
    ) -> None:
        self._limits = limits
        self._store = store
        self._name = name
        self._window = window
        self._claims: dict[int, tuple[str, int]] = {}

    async def wait(self, shard_id: int) -> None:
        """Wait for the shard's turn before the connection is opened: Discord closes one that does not log in soon."""
        claim = secrets.token_hex(8), (await self._limits_with_login_left()).max_concurrency
        await self._claim(shard_id, *claim)
        self._claims[shard_id] = claim

    async def confirm(self, shard_id: int) -> None:
        """Wait until the shard may log in now, and use its turn up."""
        if shard_id not in self._claims:
            await self.wait(shard_id)
        # Claimed with the same key, the turn that was waited for is still this shard's own.
        await self._claim(shard_id, *self._claims.pop(shard_id))

    async def _claim(self, shard_id: int, claimant: str, buckets: int) -> None:
        bucket = f"login of {self._name} in bucket {shard_id % buckets}"
        wait = await self._seconds_left(bucket, claimant)
        while wait:
            await asyncio.sleep(wait)
            wait = await self._seconds_left(bucket, claimant)

    async def _seconds_left(self, bucket: str, claimant: str) -> float:
        try:
            return await self._store.claim(bucket, claimant, self._window)
        except StoreError as error:
            _log.warning("a login waits for the database, which coordinates the logins of all processes: %s", error)
            return RETRY_SECONDS

    async def _limits_with_login_left(self) -> discord.SessionStartLimits:
        """Return Discord's limits as soon as they allow a login.

        A reserve of `max_concurrency` logins is left, because other processes may be logging in at this moment.
        """
        while True:
            try:
                limits = await self._limits()
            except (discord.GatewayNotFound, aiohttp.ClientError, OSError, TimeoutError):
                _log.warning(
                    "Discord did not say how many logins are left: check the network; trying again in %.0f s",
                    RETRY_SECONDS,
                )
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if limits.remaining >= limits.max_concurrency:
                return limits
            await self._wait_for_reset(limits)

    async def _wait_for_reset(self, limits: discord.SessionStartLimits) -> None:
        seconds = max(limits.reset_after / 1000, RETRY_SECONDS)
        _log.warning(
            "Discord allows this bot %d logins a day; left: %d. The next try is in %.0f min. "
            "Find out what logs in so often (does something restart the bot?)",
            limits.total,
            limits.remaining,
            seconds / 60,
        )
        await asyncio.sleep(seconds)
