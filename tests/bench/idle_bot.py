"""What the real bot needs on one CPU core while nobody uses it, and what it logs. See `small_machine`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.instrumented_bot import NO_COOLDOWNS, ROOT
from tests.bench.publishing import make_article
from tests.bench.questions import new_questions
from tests.bench.starting import QUESTION
from tests.loopback import MODERATOR, BotProcess, LoopbackDiscord

SETTLE_SECONDS: Final = 20.0
"""Time after the first answer until the bot is idle: its jobs run, and the library waits for threads."""
SAMPLE_SECONDS: Final = 0.25
STARTS, DROPS, QUESTIONS, ARTICLES = 30, 300, 30_000, 300
"""Events of a month: Discord moves a connection some times a day."""
_SAMPLE: Final = {"connection": 5, "question": 50, "article": 5}
"""Number of events whose lines are measured."""


COLUMNS: Final = ("first answer, s", "CPU, s", "own", "shared in part", "resident", "wakes", "idle CPU, ms", "log, MB")


@dataclass(slots=True)
class Measurements:
    """Measurements of one start."""

    first_answer: float = 0.0
    """Seconds from the start of the process to the first answer."""
    cpu_of_start: float = 0.0
    """CPU seconds until then: those of a busy machine are alike."""
    memory: dict[str, float] = field(default_factory=dict)
    """Memory in MiB after the first answer, by its name in `smaps_rollup`."""
    wakes: float = 0.0
    """Moments a minute at which a thread has woken."""
    cpu: float = 0.0
    """CPU seconds for a minute."""
    logged: dict[str, float] = field(default_factory=dict)
    """Bytes of the log for each kind of event."""

    @property
    def month(self) -> float:
        """Bytes of the log in a month."""
        numbers = {"start": STARTS, "connection": DROPS, "question": QUESTIONS, "article": ARTICLES}
        return sum(self.logged[kind] * number for kind, number in numbers.items())

    def row(self) -> Iterator[str]:
        """Yield the cells of the table."""
        yield from (f"{self.first_answer:.1f}", f"{self.cpu_of_start:.1f}")
        yield from (f"{self.memory[name]:.0f}" for name in ("Anonymous", "Pss", "Rss"))
        yield from (f"{self.wakes:.1f}", f"{self.cpu * 1000:.0f}", f"{self.month / 1e6:.2f}")


async def measure(folder: Path, seconds: float) -> Measurements:
    """Start the bot with the data in `folder`, leave it alone for `seconds`, and let it log."""
    measured = Measurements()
    command = ("taskset", "--cpu-list", "0", sys.executable, "-m", "bot", "run")
    async with LoopbackDiscord(validate="off", capacity=1_000) as discord:
        environment = {**discord.environment, **NO_COOLDOWNS, "HEAT2_DATA_DIR": str(folder)}
        began = time.monotonic()
        async with BotProcess(*command, environment=environment, directory=ROOT) as bot:
            await discord.ready(within=600)
            asked = await discord.member("member").with_answer_timeout(60).slash("heat2 ask", question=QUESTION)
            if not asked.ok:
                raise AssertionError(f"the first question was not answered: {asked!r}")
            measured.first_answer, measured.cpu_of_start = time.monotonic() - began, _cpu_seconds(bot.pid)
            await asyncio.sleep(SETTLE_SECONDS)
            measured.logged["start"] = _logged(bot)
            measured.memory = _memory(bot.pid)
            measured.wakes, measured.cpu = await _watch(bot.pid, seconds)
            await _log_events(discord, bot, measured)
    return measured


def _logged(bot: BotProcess) -> int:
    return sum(len(line.encode()) + 1 for line in bot.lines)


def _memory(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {name: int(value.split()[0]) / 1024 for name, _, value in (line.partition(":") for line in lines)}


async def _watch(pid: int, seconds: float) -> tuple[float, float]:
    """Return the moments at which a thread has woken, and the CPU seconds, both for a minute."""
    moments, before, cpu = 0, _switches(pid), _cpu_seconds(pid)
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        await asyncio.sleep(SAMPLE_SECONDS)
        now = _switches(pid)
        moments += now != before
        before = now
    minutes = (time.monotonic() - began) / 60
    return moments / minutes, (_cpu_seconds(pid) - cpu) / minutes


def _switches(pid: int) -> dict[str, str]:
    """Return how often each thread has gone to sleep by itself."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        lines = (task / "status").read_text(encoding="ascii", errors="replace").splitlines()
        found[task.name] = next(line for line in lines if line.startswith("voluntary_ctxt_switches"))
    return found


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of the process, from the nanoseconds that the scheduler counts for each thread."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


async def _log_events(discord: LoopbackDiscord, bot: BotProcess, measured: Measurements) -> None:
    member = discord.member("member").with_answer_timeout(60)
    moderator = discord.member("moderator", permissions=MODERATOR).with_answer_timeout(60)
    new = new_questions()

    async def connection(_: int) -> None:
        await discord.faults.drop_socket()
        await bot.line("shard 0 is connected again", within=60)

    async def question(_: int) -> None:
        await member.slash("heat2 ask", question=next(new))

    async def article(number: int) -> None:
        words = make_article(number).text.encode()
        preview = await moderator.slash("heat2-sources add", file=discord.upload(f"{number}.txt", words, "text/plain"))
        await moderator.click(preview.message, "Publish")

    for event in (question, article, connection):
        before, count = _logged(bot), _SAMPLE[event.__name__]
        for number in range(count):
            await event(number)
        await asyncio.sleep(1.0)
        measured.logged[event.__name__] = (_logged(bot) - before) / count
