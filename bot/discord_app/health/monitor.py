"""The state of the running bot, and reports on it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from bot.discord_app.health.event_loop import LoopTimes
from bot.discord_app.health.other_process import OtherProcess
from bot.discord_app.health.report import Check, Report
from bot.discord_app.health.shard_states import ShardStates
from bot.discord_app.health.systemd import Notifier
from bot.errors import StoreError
from bot.library.library import Library
from bot.text.counts import counted

if TYPE_CHECKING:
    from bot.discord_app.services import Services
    from bot.discord_app.tracing import Trace

MAX_LAG_SECONDS: Final = 3.0
"""Lag of the event loop above which members see errors: Discord waits three seconds for an acknowledgement."""
PROBE_SECONDS: Final = 2.0
"""Time in which the database answers, or is known to be away."""
PROBE_TTL_SECONDS: Final = 1.0
"""Time for which the result of a probe of the database is reused."""
PROBE_NAME: Final = "health"
"""Name of a note that is read to probe the database."""
_MAX_LISTED: Final = 10
"""Maximum number of shards that a report names."""


class Monitor:
    """Collects the state of the running bot. Its parts are set as they come into being."""

    def __init__(self, times: LoopTimes | None = None) -> None:
        self.times = times
        self.shards = ShardStates()
        self.other_process = OtherProcess()
        self.notifier = Notifier()
        self.library: Library | None = None
        self.services: Services | None = None
        """The services whose jobs, feeds and notices the metrics count; None until they are built."""
        self.expected_shards: Sequence[int] = ()
        """The shards of this process; empty until their number is known."""
        self.latencies: Callable[[], Mapping[int, float]] = dict
        """Returns each shard's time between a heartbeat and its answer, in seconds."""
        self.servers: Callable[[], int] = int
        """Returns the number of servers that the shards of this process have."""
        self.on_trace: Callable[[Trace], None] | None = None
        """Called with each interaction that has ended."""
        self.version = version("heat2-bot")
        self._probing = asyncio.Lock()
        self._probe: tuple[float, Check] | None = None

    def live(self) -> Report:
        """Report whether the event loop runs. A loop that is blocked cannot answer at all."""
        lag = self.times.lag if self.times else 0.0
        check = Check("event loop", lag < MAX_LAG_SECONDS, f"longest delay of the last minute: {lag:.3f} s")
        return Report((check,), self.version)

    async def ready(self) -> Report:
        """Report whether the bot can answer members."""
        checks = self._check_shards(), self._check_articles(), await self._check_database(), self._check_other()
        return Report(checks, self.version)

    async def is_healthy(self) -> bool:
        """Return whether both reports are good."""
        return self.live().ok and (await self.ready()).ok

    def _check_shards(self) -> Check:
        expected = self.expected_shards
        if not expected:
            return Check("shards", ok=False, detail="not logged in to Discord yet")
        alive = self.shards.alive(expected)
        missing = sorted(set(expected).difference(alive))
        detail = f"{len(alive)} of {len(expected)} connected, with heartbeats answered"
        if missing:
            named = ", ".join(map(str, missing[:_MAX_LISTED])) + (", …" if len(missing) > _MAX_LISTED else "")
            detail += f"; not connected: {named}"
        return Check("shards", not missing, detail)

    def _check_articles(self) -> Check:
        found = self.library.statistics() if self.library else None
        if found is None:
            return Check("articles", ok=False, detail="not loaded yet")
        detail = f"{found.articles} for everyone, with {counted(found.passages, 'passage')}"
        if found.embeddings and found.embeddings.missing:
            detail += f"; {found.embeddings.missing} are still to be embedded"
        return Check("articles", ok=True, detail=detail)

    def _check_other(self) -> Check:
        return Check("processes", ok=True, detail=self.other_process.detail)

    async def _check_database(self) -> Check:
        """Probe the database, once for all that ask at the same time."""
        async with self._probing:
            if self._probe is None or time.monotonic() - self._probe[0] > PROBE_TTL_SECONDS:
                check = await self._probe_database()
                self._probe = time.monotonic(), check
            return self._probe[1]

    async def _probe_database(self) -> Check:
        if self.library is None:
            return Check("database", ok=False, detail="not opened yet")
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self.library.store.note(PROBE_NAME)
        except StoreError:
            # The bot still answers from what is loaded.
            return Check("database", ok=True, detail="away; questions are answered from what is loaded")
        except TimeoutError:
            return Check("database", ok=False, detail=f"no answer in {PROBE_SECONDS:.0f} s")
        return Check("database", ok=True, detail="reachable")
