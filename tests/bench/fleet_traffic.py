"""Members who ask and moderators who add, at a steady rate whatever becomes of it, and what became of it."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.reading.files import read_pasted
from tests.bench.fleet_world import World, question
from tests.loopback import MODERATOR, Exchange, LoopbackDiscord

TRIES = 30
"""So often a member asks again when Discord says that the application did not respond."""
PAUSE = 1.0
"""Seconds before they do."""
_PUBLISHED = "heat2:undo"
"""In the custom id of the button under what was published."""
_FAILURES = ("The database", "Something went wrong")


@dataclass(slots=True)
class Phase:
    """What happened to what was begun in one stretch of time. Times are milliseconds."""

    asked: int = 0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    again: int = 0
    """Tries that nobody acknowledged: the shard was away, and the member tried again."""
    hung: int = 0
    """Tries that were acknowledged and then left without an answer; the member tried again."""
    told: int = 0
    """Tries that were answered with an apology; the member tried again."""
    longest: float = 0.0
    """From the first try to the answer."""
    lost: int = 0
    """Without an answer after every try."""

    def row(self) -> list[str]:
        """The phase as cells of the table."""
        numbers = (self.asked, len(self.answered), self.lost, self.again, self.hung, self.told)
        return [*map(str, numbers), _percentiles(self.acknowledged), _percentiles(self.answered), f"{self.longest:.1f}"]


COLUMNS = (
    "asked",
    "answered",
    "lost",
    "no reply, asked again",
    "hung, asked again",
    "apology, asked again",
    "acknowledged, ms p50 / p99",
    "answered, ms p50 / p99",
    "longest way, s",
)


def _percentiles(values: list[float]) -> str:
    if len(values) < 2:
        return "-"
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return f"{cuts[49]:.0f} / {cuts[98]:.0f}"


class Traffic:
    """Questions and additions at so many a second, one in `additions` of them an addition."""

    def __init__(self, discord: LoopbackDiscord, world: World, per_second: float, additions: int, seed: int) -> None:
        self.phases: defaultdict[str, Phase] = defaultdict(Phase)
        self.added: list[tuple[int, str]] = []
        """The servers and texts of additions that moderators were told of."""
        self.apologies: Counter[str] = Counter()
        """What members read where they did not get what they wanted, up to its first colon."""
        self._discord = discord
        self._world = world
        self._pause = 1 / per_second
        self._additions = additions
        self._chance = random.Random(seed)  # noqa: S311
        self._tasks: set[asyncio.Task[None]] = set()
        self._number = 0

    async def run(self, name: str, until: Awaitable[object]) -> None:
        """Begin questions and additions of a phase until something has happened."""
        happening = asyncio.ensure_future(until)
        due = time.perf_counter()
        while not happening.done():
            self._begin(self.phases[name])
            due += self._pause
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        happening.result()

    async def ask_each(self, name: str, servers: int) -> None:
        """Ask once in each of the largest servers, two at a time: nothing of theirs is loaded yet."""
        numbers = iter(range(min(servers, len(self._world.guilds))))

        async def ask() -> None:
            for server in numbers:
                await self._ask(self.phases[name], server, question(self._chance))

        await asyncio.gather(ask(), ask())

    async def finish(self) -> None:
        """Wait for everything that was begun."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _begin(self, phase: Phase) -> None:
        self._number += 1
        server = self._world.somewhere(self._chance)
        adds = not self._number % self._additions
        work = self._add(phase, server, self._number) if adds else self._ask(phase, server, question(self._chance))
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, phase: Phase, server: int, asked: str) -> None:
        member = self._discord.member(f"member {self._number}", guild=self._world.guilds[server])
        await self._counted(phase, lambda: member.slash("heat2 ask", question=asked), _is_answer)

    async def _add(self, phase: Phase, server: int, number: int) -> None:
        moderator = self._discord.member(f"mod {number}", guild=self._world.guilds[server], permissions=MODERATOR)
        text = f"Heat 2 addition {number}: the {number} cameras roll in the harbour at night."

        async def publish() -> Exchange:
            opened = await moderator.slash("heat2-sources add")
            if opened.modal is None:
                return opened
            shown = await moderator.submit(opened, {"title": f"Addition {number}", "text": text})
            if not shown.ok or "heat2:publish" not in str(shown.message.components):
                return shown
            return await moderator.click(shown.message, "Publish")

        if await self._counted(phase, publish, lambda exchange: _PUBLISHED in str(exchange.message.components)):
            self.added.append((server, read_pasted(text, f"Addition {number}", "").text))

    async def _counted(
        self, phase: Phase, attempt: Callable[[], Awaitable[Exchange]], is_done: Callable[[Exchange], bool]
    ) -> bool:
        """Try until there is an answer; False when there is none in the end."""
        phase.asked += 1
        begin = time.perf_counter()
        for _ in range(TRIES):
            exchange = await _tried(attempt)
            if exchange and exchange.answered and is_done(exchange):
                phase.acknowledged.append((exchange.acknowledged_after or 0) * 1000)
                phase.answered.append((exchange.answered_after or 0) * 1000)
                phase.longest = max(phase.longest, time.perf_counter() - begin)
                return True
            phase.again += exchange is None or exchange.acknowledged is None
            phase.hung += exchange is not None and exchange.acknowledged is not None and not exchange.answered
            if exchange and exchange.answered:
                phase.told += 1
                self.apologies[exchange.message.text.partition(":")[0]] += 1
            await asyncio.sleep(PAUSE)
        phase.lost += 1
        return False


async def _tried(attempt: Callable[[], Awaitable[Exchange]]) -> Exchange | None:
    """The outcome; None where no session of the bot covers the server, which looks to a member like silence."""
    try:
        return await attempt()
    except LookupError:
        return None


def _is_answer(exchange: Exchange) -> bool:
    return not exchange.message.text.startswith(_FAILURES)
