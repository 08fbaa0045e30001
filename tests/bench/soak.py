"""`python -m tests.bench.soak [MINUTES]`: members ask 200 times a second for as long as wanted, and what they notice.

They ask in twenty servers, on a real PostgreSQL; four of five questions are among hundreds that are asked again and
again, the others were not asked lately. Meanwhile a moderator adds articles of 1,000 passages, Discord fails in every
way that the loopback knows, and the database goes away.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, cycle
from statistics import quantiles
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from tests.bench.loop_watch import Lags
from tests.bench.probed import ProbedBot, probed_bot
from tests.bench.publishing import article_of
from tests.bench.questions import new_questions, questions
from tests.loopback import MODERATOR, Endpoint, Exchange, GatewayRules, Guild, LoopbackDiscord, Person
from tests.store.postgres import address_of, empty_postgres, started

RATE: Final = 200
"""Questions a second."""
SERVERS, MEMBERS = 20, 1_000
TOO_LATE: Final = 3.0
PATIENCE: Final = 120.0
"""Seconds after the question in which it has to be acknowledged, and after that to be answered."""
AWAY: Final = 35.0
"""Seconds of the phase in which the database is away, all but the last five; in a short run less."""
PASSAGES: Final = 1_000


@dataclass(slots=True)
class Phase:
    """What members noticed in a part of the run."""

    name: str
    begin: float
    end: float = 0.0
    asked: int = 0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    """Both in milliseconds after the question."""
    lost: list[str] = field(default_factory=list)
    undelivered: int = 0
    """Questions for which Discord had no session of the bot, until it had one again."""
    memory: float = 0.0

    def late(self, lags: Lags) -> tuple[float, float, float]:
        """Half, all but a hundredth, and all of the wakings were at most so many milliseconds late."""
        late = [1000 * lag for due, lag in lags if self.begin <= due <= self.end]
        cuts = quantiles(late, n=100)
        return cuts[49], cuts[98], max(late)


class Soak:
    """The members, and what becomes of their questions."""

    def __init__(self, discord: LoopbackDiscord, bot: ProbedBot) -> None:
        self.discord = discord
        self.phases: list[Phase] = []
        self._bot = bot
        self._random = random.Random(2)  # noqa: S311 - nothing is secret here
        guilds = list(discord.state.guilds.values())
        members = [discord.member(f"m{n}", guild=guilds[n % len(guilds)]) for n in range(MEMBERS)]
        self._members = [member.with_answer_timeout(PATIENCE) for member in members]
        self._new = cycle(new_questions())
        self._open: set[asyncio.Task[None]] = set()

    async def during(self, name: str, seconds: float, happening: Callable[[float], Coroutine[Any, Any, None]]) -> None:
        """Let members ask for so long while something happens, and wait for their answers."""
        phase = Phase(name, time.monotonic())
        self.phases.append(phase)
        work = asyncio.create_task(happening(seconds))
        await self._ask_all(phase, seconds)
        await work
        if self._open:
            await asyncio.wait(self._open)
        phase.end, phase.memory = time.monotonic(), self._bot.memory

    async def _ask_all(self, phase: Phase, seconds: float) -> None:
        due = phase.begin
        while (due := due + self._random.expovariate(RATE)) < phase.begin + seconds:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(self._ask(phase))
            self._open.add(task)
            task.add_done_callback(self._open.discard)

    async def _ask(self, phase: Phase) -> None:
        phase.asked += 1
        known = self._random.random() < 0.8
        question = self._random.choice(questions()) if known else next(self._new)
        exchange = await self._sent(phase, self._random.choice(self._members), question)
        after = exchange.acknowledged_after
        if after is None or after > TOO_LATE or exchange.answered_after is None:
            phase.lost.append(f"{question!r}: {exchange!r}")
        else:
            phase.acknowledged.append(after * 1000)
            phase.answered.append(exchange.answered_after * 1000)

    async def _sent(self, phase: Phase, member: Person, question: str) -> Exchange:
        for attempt in count():
            try:
                return await member.slash("heat2 ask", question=question)
            except LookupError:
                phase.undelivered += not attempt
                await asyncio.sleep(0.1)
        raise AssertionError("members never give up")


async def nothing(_seconds: float) -> None:
    """A calm time."""


def additions(run: Soak) -> Callable[[float], Coroutine[Any, Any, None]]:
    """A moderator adds one article of PASSAGES passages after the other; what fails for them counts as lost."""
    moderator = run.discord.member("moderator", permissions=MODERATOR).with_answer_timeout(60)

    async def add(seconds: float) -> None:
        end = time.monotonic() + seconds
        for number in count(1):
            text = "\n\n".join(article_of(number * 100 + part).text for part in range(PASSAGES // 20))
            file = run.discord.upload(f"report {number}.txt", text.encode(), "text/plain")
            preview = await moderator.slash("heat2-sources add", file=file)
            can_go_on = preview.answered and preview.message.buttons
            if not can_go_on or not (await moderator.click(preview.message, "Publish")).answered:
                run.phases[-1].lost.append(f"the moderator's article: {preview!r}")
            await asyncio.sleep(5)
            if time.monotonic() > end - 5:
                return

    return add


def failures(discord: LoopbackDiscord) -> Callable[[float], Coroutine[Any, Any, None]]:
    """Discord fails in one way after the other, a few times a second."""
    faults = discord.faults

    async def fail(seconds: float) -> None:
        end = time.monotonic() + seconds
        ways: list[Callable[[], Any]] = [
            lambda: faults.rate_limit(Endpoint.CALLBACK, retry_after=0.2, times=5),
            lambda: faults.rate_limit(Endpoint.CALLBACK, via_header=False, retry_after_header=False, times=5),
            lambda: faults.server_error(Endpoint.CALLBACK),
            lambda: faults.server_error(Endpoint.CALLBACK, takes_effect=True),
            lambda: faults.slow(Endpoint.CALLBACK, seconds=1.0, times=5),
            lambda: faults.drop_request(Endpoint.CALLBACK, times=3),
            lambda: faults.drop_request(Endpoint.CALLBACK, takes_effect=True),
            faults.drop_socket,
            lambda: faults.drop_socket(code=4000),
            faults.ask_reconnect,
            lambda: faults.invalid_session(resumable=True),
            faults.invalid_session,
        ]
        for way in cycle(ways):
            if time.monotonic() > end:
                return
            await discord.ready()
            happening = way()
            if happening is not None:
                await happening
            await asyncio.sleep(0.5)

    return fail


async def database_away(seconds: float) -> None:
    """The database is stopped, and started again at the end of the time."""
    server = started()
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(seconds - 5)
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def _soaking() -> AsyncIterator[tuple[Soak, ProbedBot]]:
    await empty_postgres()
    guilds = [Guild(f"server {n}") for n in range(SERVERS)]
    rules = GatewayRules(identify_window=0.0)
    async with LoopbackDiscord(*guilds, validate="off", rules=rules, capacity=5_000) as discord:
        settings = {"HEAT2_DATABASE_URL": address_of(started()), "HEAT2_LOG_LEVEL": "ERROR"}
        async with probed_bot(discord, **settings) as bot:
            yield Soak(discord, bot), bot


async def soak(minutes: float) -> None:
    """Run, and print the table."""
    seconds = minutes * 60
    away = min(AWAY, seconds / 5)
    async with _soaking() as (run, bot):
        discord = run.discord
        await run.during("start", min(20.0, seconds / 10), nothing)
        await run.during("calm", seconds * 0.4, nothing)
        await run.during(f"articles of {PASSAGES:,} passages", seconds * 0.15, additions(run))
        await run.during("Discord fails", seconds * 0.15, failures(discord))
        await run.during(f"database away for {away - 5:.0f} s", away, database_away)
        await run.during("calm again", max(seconds / 10, seconds * 0.3 - away), nothing)
    _print(run, bot)


def _print(run: Soak, bot: ProbedBot) -> None:
    acknowledged = Table("phase", "asked", "lost", "p50", "p99", "p99.9", "longest", "answered, p50", "p99", "MiB")
    late = Table("phase", "bot, p50", "p99", "longest", "idle process, p50", "p99", "longest")
    for phase in run.phases:
        cuts = quantiles(phase.acknowledged, n=1000)
        done = quantiles(phase.answered, n=100)
        times = (cuts[499], cuts[989], cuts[998], max(phase.acknowledged), done[49], done[98])
        counts = f"{phase.asked:,}", f"{len(phase.lost):,}"
        acknowledged.add_row(phase.name, *counts, *_tenths(times), f"{phase.memory:.0f}")
        late.add_row(phase.name, *_tenths(phase.late(bot.lags)), *_tenths(phase.late(bot.idle_lags)))
    console = Console(width=110)
    console.print("From a question to its acknowledgement, in milliseconds:", acknowledged)
    console.print("How late the event loop woke, in milliseconds:", late)
    for phase in run.phases:
        if phase.undelivered:
            console.print(f"{phase.name}: {phase.undelivered} questions waited until Discord had a session of the bot")
        for lost in phase.lost[:5]:
            console.print(f"lost while {phase.name}: {lost}")


def _tenths(milliseconds: Iterable[float]) -> Iterator[str]:
    return (f"{each:.1f}" for each in milliseconds)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=10.0, help="how long (10)")
    asyncio.run(soak(parser.parse_args().minutes))


if __name__ == "__main__":
    main()
