"""A client that reports the state of its connections, and that tries to log in until Discord can be reached."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from bot.discord_app.health.monitor import Monitor
from bot.store.base import Store

SLOW_SECONDS: Final = 5.0
"""Time after which the log says that Discord does not answer a login."""
CONNECT_SECONDS: Final = 60.0
"""Maximum time of one try to connect."""
FIRST_PAUSE_SECONDS: Final = 1.0
MAX_PAUSE_SECONDS: Final = 60.0
"""Time between two tries. It doubles from the first to the maximum."""
_REST: Final = -1
"""Number that stands for the login by REST among the shards."""
_TOO_MANY_REQUESTS: Final = 429
_ADVICE: Final = "check the network, and HEAT2_DISCORD_API_URL and HEAT2_DISCORD_GATEWAY_URL if they are set"

_Result = TypeVar("_Result")

_log = logging.getLogger(__name__)


class MonitoredClient(discord.AutoShardedClient):
    """Tells a monitor about its shards. Each failed try to log in is one line in the log."""

    def __init__(self, store: Store, monitor: Monitor, **options: Any) -> None:
        # Tries have a time limit of their own. The library's would end the login of a shard that waits for its turn.
        super().__init__(shard_connect_timeout=None, **options)
        self.monitor = monitor
        monitor.latencies = lambda: dict(self.latencies)
        monitor.servers = lambda: len(self.guilds)
        self._store = store
        self._slow: dict[int, asyncio.TimerHandle] = {}
        self._limits: dict[int, asyncio.Timeout] = {}

    async def login(self, token: str) -> None:
        """Log in by REST, and try again while Discord cannot be reached."""
        await self._until_reached("Discord", lambda: self._login_once(token))

    async def _login_once(self, token: str) -> None:
        self.expect_answer(_REST)
        try:
            await super().login(token)
        except BaseException:
            # The next try makes a new session.
            await self.http.close()
            self.http.connector = discord.utils.MISSING
            raise
        finally:
            self._answered(_REST)

    async def until_connected(self, shard_id: int, connect: Callable[[], Awaitable[_Result]]) -> _Result:
        """Open the first connection of a shard, and try again until it is open.

        The library's own tries are nested: their tracebacks grow, and after some hundred tries the process would end.
        """

        async def connect_once() -> _Result:
            async with asyncio.timeout(CONNECT_SECONDS) as self._limits[shard_id]:
                self.expect_answer(shard_id)
                return await connect()

        return await self._until_reached(f"Discord's gateway (shard {shard_id})", connect_once)

    async def _until_reached(self, what: str, attempt: Callable[[], Awaitable[_Result]]) -> _Result:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                return await attempt()
            except (OSError, TimeoutError, aiohttp.ClientError, discord.GatewayNotFound, ReconnectWebSocket) as error:
                reason = type(error).__name__
            except discord.HTTPException as error:
                if error.status < 500 and error.status != _TOO_MANY_REQUESTS:
                    raise
                reason = f"status {error.status}"
            _log.warning("%s cannot be reached (%s): %s. Next try in %.0f s", what, reason, _ADVICE, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE_SECONDS)

    # What the gateway connection reports

    async def setup_hook(self) -> None:
        """Note that Discord has answered the login by REST."""
        self._answered(_REST)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Set no limit to the time in which a shard waits for its turn to log in."""
        self._answered(shard_id or 0)
        if limit := self._limits.pop(shard_id or 0, None):
            limit.reschedule(None)

    def expect_answer(self, shard_id: int) -> None:
        """Say in the log if Discord does not answer soon. Called when a connection is opened or a login was sent."""
        self._answered(shard_id)
        self._slow[shard_id] = asyncio.get_running_loop().call_later(SLOW_SECONDS, _say_slow, shard_id)

    def _answered(self, shard_id: int) -> None:
        if handle := self._slow.pop(shard_id, None):
            handle.cancel()

    async def on_identified(self, shard_id: int) -> None:
        """Expect Discord's answer to a login."""
        self.expect_answer(shard_id)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note a login."""
        self._answered(shard_id)
        is_new = not self.monitor.shards.has_connected(shard_id)
        self.monitor.shards.connected(shard_id)
        _log.log(logging.DEBUG if is_new else logging.INFO, "shard %d is logged in", shard_id)
        await self._check_other_process(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note a resumed session."""
        self._answered(shard_id)
        self.monitor.shards.connected(shard_id)
        _log.info("shard %d is connected again", shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note a lost connection."""
        self.monitor.shards.disconnected(shard_id)

    async def on_heartbeat_sent(self, shard_id: int) -> None:
        """Note a heartbeat. The other work of an idle process is done now, so that nothing else wakes it up."""
        self.monitor.shards.heartbeat_sent(shard_id)
        await self._check_other_process(shard_id)

    async def on_heartbeat_answered(self, shard_id: int) -> None:
        """Note Discord's answer to a heartbeat."""
        self.monitor.shards.heartbeat_answered(shard_id)

    async def _check_other_process(self, shard_id: int) -> None:
        await self.monitor.other_process.check(self._store, self.application_id or 0, shard_id)

    async def close(self) -> None:
        """Close the connection."""
        for shard_id in list(self._slow):
            self._answered(shard_id)
        await super().close()


def _say_slow(shard_id: int) -> None:
    who = "Discord" if shard_id == _REST else f"Discord's gateway (shard {shard_id})"
    _log.warning("%s has not answered the login for %.0f s; still waiting: %s", who, SLOW_SECONDS, _ADVICE)
