"""`python -m tests.bench.soak [MINUTES]`: response times at 200 questions a second, with faults.

Members ask in twenty servers with a real PostgreSQL. Four of five questions are among hundreds that are repeated, the
others were not asked recently. Meanwhile a moderator adds articles of 1,000 passages, Discord fails with every fault of
`tests.loopback`, and the database is stopped.
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

from tests.bench.instrumented_bot import InstrumentedBot, instrumented_bot
from tests.bench.loop_lag import Lags
from tests.bench.publishing import make_article
from tests.bench.questions import new_questions, questions
from tests.loopback import MODERATOR, Endpoint, Exchange, GatewayRules, Guild, LoopbackDiscord, Person
from tests.store.postgres import address_of, empty_postgres, started

QUESTIONS_PER_SECOND: Final = 200
"""Mean number of questions per second."""
SERVERS, MEMBERS = 20, 1_000
ACKNOWLEDGE_TIMEOUT: Final = 3.0
ANSWER_TIMEOUT: Final = 120.0
"""Seconds within which a question must be acknowledged and, after that, be answered."""
OUTAGE_SECONDS: Final = 35.0
"""Maximum length in seconds of the phase in which the database is down, except for its last five seconds."""
PASSAGES_PER_ARTICLE: Final = 1_000


@dataclass(slots=True)
class Phase:
    """Measurements of one phase."""

    name: str
    begin: float
    end: float = 0.0
    asked: int = 0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    """`acknowledged` and `answered` are milliseconds since the question."""
    lost: list[str] = field(default_factory=list)
    undelivered: int = 0
    """Questions that waited until Discord had a session of the bot."""
    memory: float = 0.0

    def lags(self, lags: Lags) -> tuple[float, float, float]:
        """Return the median, the 99th percentile and the maximum of the lags in this phase, in milliseconds."""
        late = [1000 * lag for due, lag in lags if self.begin <= due <= self.end]
        cuts = quantiles(late, n=100)
        return cuts[49], cuts[98], max(late)


class Soak:
    """The members and the results of their questions."""

    def __init__(self, discord: LoopbackDiscord, bot: InstrumentedBot) -> None:
        self.discord = discord
        self.phases: list[Phase] = []
        self._bot = bot
        self._random = random.Random(2)  # noqa: S311 - not used for secrets
        guilds = list(discord.state.guilds.values())
        members = [discord.member(f"m{n}", guild=guilds[n % len(guilds)]) for n in range(MEMBERS)]
        self._members = [member.with_answer_timeout(ANSWER_TIMEOUT) for member in members]
        self._new = cycle(new_questions())
        self._tasks: set[asyncio.Task[None]] = set()

    async def run_phase(self, name: str, seconds: float, event: Callable[[float], Coroutine[Any, Any, None]]) -> None:
        """Let members ask for `seconds` while `event` runs, and wait for their answers."""
        phase = Phase(name, time.monotonic())
        self.phases.append(phase)
        work = asyncio.create_task(event(seconds))
        await self._ask_all(phase, seconds)
        await work
        if self._tasks:
            await asyncio.wait(self._tasks)
        phase.end, phase.memory = time.monotonic(), self._bot.memory

    async def _ask_all(self, phase: Phase, seconds: float) -> None:
        due = phase.begin
        while (due := due + self._random.expovariate(QUESTIONS_PER_SECOND)) < phase.begin + seconds:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.create_task(self._ask(phase))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _ask(self, phase: Phase) -> None:
        phase.asked += 1
        known = self._random.random() < 0.8
        question = self._random.choice(questions()) if known else next(self._new)
        exchange = await self._send(phase, self._random.choice(self._members), question)
        after = exchange.acknowledged_after
        if after is None or after > ACKNOWLEDGE_TIMEOUT or exchange.answered_after is None:
            phase.lost.append(f"{question!r}: {exchange!r}")
        else:
            phase.acknowledged.append(after * 1000)
            phase.answered.append(exchange.answered_after * 1000)

    async def _send(self, phase: Phase, member: Person, question: str) -> Exchange:
        for attempt in count():
            try:
                return await member.slash("heat2 ask", question=question)
            except LookupError:
                phase.undelivered += not attempt
                await asyncio.sleep(0.1)
        raise AssertionError("members never give up")


async def no_event(_seconds: float) -> None:
    """Do nothing: a phase without an event."""


def additions(run: Soak) -> Callable[[float], Coroutine[Any, Any, None]]:
    """Let a moderator add articles of PASSAGES_PER_ARTICLE passages. Failed additions count as lost."""
    moderator = run.discord.member("moderator", permissions=MODERATOR).with_answer_timeout(60)

    async def add(seconds: float) -> None:
        end = time.monotonic() + seconds
        for number in count(1):
            text = "\n\n".join(make_article(number * 100 + part).text for part in range(PASSAGES_PER_ARTICLE // 20))
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
    """Simulate all faults of Discord in turn, two a second."""
    faults = discord.faults

    async def fail(seconds: float) -> None:
        end = time.monotonic() + seconds
        all_faults: list[Callable[[], Any]] = [
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
        for fault in cycle(all_faults):
            if time.monotonic() > end:
                return
            await discord.ready()
            waiting = fault()
            if waiting is not None:
                await waiting
            await asyncio.sleep(0.5)

    return fail


async def database_outage(seconds: float) -> None:
    """Stop the database, and start it five seconds before the end of the phase."""
    server = started()
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(seconds - 5)
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def _set_up() -> AsyncIterator[tuple[Soak, InstrumentedBot]]:
    await empty_postgres()
    guilds = [Guild(f"server {n}") for n in range(SERVERS)]
    rules = GatewayRules(identify_window=0.0)
    async with LoopbackDiscord(*guilds, validate="off", rules=rules, capacity=5_000) as discord:
        settings = {"HEAT2_DATABASE_URL": address_of(started()), "HEAT2_LOG_LEVEL": "ERROR"}
        async with instrumented_bot(discord, **settings) as bot:
            yield Soak(discord, bot), bot


async def soak(minutes: float) -> None:
    """Run all phases and print the tables."""
    seconds = minutes * 60
    outage = min(OUTAGE_SECONDS, seconds / 5)
    async with _set_up() as (run, bot):
        discord = run.discord
        await run.run_phase("start", min(20.0, seconds / 10), no_event)
        await run.run_phase("calm", seconds * 0.4, no_event)
        await run.run_phase(f"articles of {PASSAGES_PER_ARTICLE:,} passages", seconds * 0.15, additions(run))
        await run.run_phase("Discord fails", seconds * 0.15, failures(discord))
        await run.run_phase(f"database away for {outage - 5:.0f} s", outage, database_outage)
        await run.run_phase("calm again", max(seconds / 10, seconds * 0.3 - outage), no_event)
    _print(run, bot)


def _print(run: Soak, bot: InstrumentedBot) -> None:
    acknowledged = Table("phase", "asked", "lost", "p50", "p99", "p99.9", "longest", "answered, p50", "p99", "MiB")
    late = Table("phase", "bot, p50", "p99", "longest", "idle process, p50", "p99", "longest")
    for phase in run.phases:
        cuts = quantiles(phase.acknowledged, n=1000)
        done = quantiles(phase.answered, n=100)
        times = (cuts[499], cuts[989], cuts[998], max(phase.acknowledged), done[49], done[98])
        counts = f"{phase.asked:,}", f"{len(phase.lost):,}"
        acknowledged.add_row(phase.name, *counts, *_format(times), f"{phase.memory:.0f}")
        late.add_row(phase.name, *_format(phase.lags(bot.lags)), *_format(phase.lags(bot.idle_lags)))
    console = Console(width=110)
    console.print("From a question to its acknowledgement, in milliseconds:", acknowledged)
    console.print("How late the event loop woke, in milliseconds:", late)
    for phase in run.phases:
        if phase.undelivered:
            console.print(f"{phase.name}: {phase.undelivered} questions waited until Discord had a session of the bot")
        for lost in phase.lost[:5]:
            console.print(f"lost while {phase.name}: {lost}")


def _format(milliseconds: Iterable[float]) -> Iterator[str]:
    return (f"{each:.1f}" for each in milliseconds)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("minutes", type=float, nargs="?", default=10.0, help="duration in minutes (10)")
    asyncio.run(soak(parser.parse_args().minutes))


if __name__ == "__main__":
    main()
