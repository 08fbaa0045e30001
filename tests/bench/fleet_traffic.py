"""Questions and additions at a constant rate, with their results, and the time until an addition is visible."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from bot.domain import EVERYONE, Article
from bot.reading.files import read_pasted
from bot.store.sql import SqlStore
from tests.bench.fleet_world import World, question
from tests.loopback import MODERATOR, Exchange, LoopbackDiscord

MAX_ATTEMPTS = 30
"""Maximum number of attempts before a question or an addition counts as lost."""
RETRY_SECONDS = 1.0
"""Seconds between two attempts."""
_UNDO_BUTTON = "heat2:undo"
"""Prefix of a custom id that only the reply to a publication contains."""
_FAILURES = ("The database", "Something went wrong")

PROPAGATION_ROUNDS = 10
PROPAGATION_TIMEOUT = 30.0
"""Seconds."""
_POLL_SECONDS = 0.02


@dataclass(slots=True)
class Phase:
    """Results of the questions and additions that started in one phase. Times are in milliseconds."""

    asked: int = 0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    unacknowledged: int = 0
    """Attempts without an acknowledgement, since the shard was offline. Each was retried."""
    unanswered: int = 0
    """Attempts that were acknowledged but not answered. Each was retried."""
    apologised: int = 0
    """Attempts that were answered with an error message. Each was retried."""
    longest: float = 0.0
    """Longest time in seconds from the first attempt to the answer."""
    lost: int = 0
    """Questions and additions without an answer after all attempts."""

    def row(self) -> list[str]:
        """Return the cells of the table."""
        numbers = (self.asked, len(self.answered), self.lost, self.unacknowledged, self.unanswered, self.apologised)
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
    """Generate `per_second` actions a second; one of `additions` actions is an addition, the others are questions."""

    def __init__(self, discord: LoopbackDiscord, world: World, per_second: float, additions: int, seed: int) -> None:
        self.phases: defaultdict[str, Phase] = defaultdict(Phase)
        self.added: list[tuple[int, str]] = []
        """Server numbers and texts of the confirmed additions."""
        self.apologies: Counter[str] = Counter()
        """Error messages to members, up to the first colon, with their counts."""
        self._discord = discord
        self._world = world
        self._interval = 1 / per_second
        self._additions = additions
        self._random = random.Random(seed)  # noqa: S311
        self._tasks: set[asyncio.Task[None]] = set()
        self._number = 0

    async def run(self, name: str, until: Awaitable[object]) -> None:
        """Start questions and additions of a phase until `until` is done."""
        event = asyncio.ensure_future(until)
        due = time.perf_counter()
        while not event.done():
            self._begin(self.phases[name])
            due += self._interval
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        event.result()

    async def ask_each(self, name: str, servers: int) -> None:
        """Ask once in each of the largest servers, two at a time, before their articles are loaded."""
        numbers = iter(range(min(servers, len(self._world.guilds))))

        async def ask() -> None:
            for server in numbers:
                await self._ask(self.phases[name], server, question(self._random))

        await asyncio.gather(ask(), ask())

    async def finish(self) -> None:
        """Wait for all started questions and additions."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _begin(self, phase: Phase) -> None:
        self._number += 1
        server = self._world.random_server(self._random)
        adds = not self._number % self._additions
        work = self._add(phase, server, self._number) if adds else self._ask(phase, server, question(self._random))
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, phase: Phase, server: int, asked: str) -> None:
        member = self._discord.member(f"member {self._number}", guild=self._world.guilds[server])
        await self._retry(phase, lambda: member.slash("heat2 ask", question=asked), _is_answer)

    async def _add(self, phase: Phase, server: int, number: int) -> None:
        moderator = self._discord.member(f"mod {number}", guild=self._world.guilds[server], permissions=MODERATOR)
        text = f"Heat 2 addition {number}: the {number} cameras roll in the harbour at night."

        async def publish() -> Exchange:
            opened = await moderator.slash("heat2-sources add")
            if opened.modal is None:
                return opened
            shown = await moderator.submit(opened, {"text": text})
            if not shown.ok or "heat2:publish" not in str(shown.message.components):
                return shown
            return await moderator.click(shown.message, "Publish")

        if await self._retry(phase, publish, lambda exchange: _UNDO_BUTTON in str(exchange.message.components)):
            self.added.append((server, read_pasted(text).text))

    async def _retry(
        self, phase: Phase, attempt: Callable[[], Awaitable[Exchange]], is_done: Callable[[Exchange], bool]
    ) -> bool:
        """Attempt an action until it is answered. Return False if it is lost."""
        phase.asked += 1
        begin = time.perf_counter()
        for _ in range(MAX_ATTEMPTS):
            exchange = await _attempt(attempt)
            if exchange and exchange.answered and is_done(exchange):
                phase.acknowledged.append((exchange.acknowledged_after or 0) * 1000)
                phase.answered.append((exchange.answered_after or 0) * 1000)
                phase.longest = max(phase.longest, time.perf_counter() - begin)
                return True
            phase.unacknowledged += exchange is None or exchange.acknowledged is None
            phase.unanswered += exchange is not None and exchange.acknowledged is not None and not exchange.answered
            if exchange and exchange.answered:
                phase.apologised += 1
                self.apologies[exchange.message.text.partition(":")[0]] += 1
            await asyncio.sleep(RETRY_SECONDS)
        phase.lost += 1
        return False


async def _attempt(attempt: Callable[[], Awaitable[Exchange]]) -> Exchange | None:
    """Return the exchange, or None if no session of the bot receives the interaction."""
    try:
        return await attempt()
    except LookupError:
        return None


def _is_answer(exchange: Exchange) -> bool:
    return not exchange.message.text.startswith(_FAILURES)


async def propagation_times(store: SqlStore, discord: LoopbackDiscord, world: World, shards: int) -> list[float]:
    """Return the seconds from each addition until members on every shard see it. Raises TimeoutError."""
    return [await _propagation_time(number, store, discord, world, shards) for number in range(PROPAGATION_ROUNDS)]


async def _propagation_time(number: int, store: SqlStore, discord: LoopbackDiscord, world: World, shards: int) -> float:
    word = f"zeppelin{number}x"
    article = Article(f"heard-{number}", f"Heat 2 has hired a {word} for the airport scenes.", language="en")
    await store.add(article, EVERYONE)
    begin = time.perf_counter()

    async def ask(server: int) -> None:
        member = discord.member("listener", guild=world.guilds[server])
        for _ in count():
            exchange = await member.slash("heat2 ask", question=f"was a {word} hired for the airport scenes")
            # Words of the question are bold in a quote, so remove the asterisks.
            if exchange.answered and f"hired a {word}" in exchange.message.text.replace("*", ""):
                return
            await asyncio.sleep(_POLL_SECONDS)

    async with asyncio.timeout(PROPAGATION_TIMEOUT):
        # The last servers are the smallest ones, and consecutive servers are on different shards.
        await asyncio.gather(*(ask(-1 - shard) for shard in range(shards)))
    return time.perf_counter() - begin
