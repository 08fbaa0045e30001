"""`python -m tests.bench.small_machine [PASSAGES…]`: the real bot on one CPU core.

`heat2 run` uses SQLite with PASSAGES passages for everyone (0: only the shipped articles) and a loopback Discord. The
table shows the seconds until it is ready, its memory, and the response times while members ask five new questions a
second and a moderator adds an article of 20 passages every ten seconds. The first start has no snapshot, the second one
loads the snapshot of the first.

Then the bot is left alone with the shipped articles for `--idle` seconds. The second table shows the time from the
start of the process to the first answer, and the CPU time until then; the memory of its own pages, with its part of
shared ones, and with all of them (MiB); for a minute, the moments at which one of its threads wakes, and its CPU time;
and what it logs in a month, from the bytes of a start, a lost connection, a question and an added article.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Final

from rich.console import Console
from rich.table import Table

from tests.bench import features, idle_bot
from tests.bench.instrumented_bot import NO_COOLDOWNS, ROOT, process_memory
from tests.bench.publishing import make_article
from tests.bench.questions import new_questions
from tests.bench.starting import STARTS, fill_database
from tests.loopback import MODERATOR, BotProcess, LoopbackDiscord, Person

SIZES: Final = (0, 1_000, 10_000)
QUESTIONS_PER_SECOND: Final = 5
ARTICLE_INTERVAL: Final = 10.0
_START_TIMEOUT: Final = 600.0


@dataclass(slots=True)
class Measurements:
    """Measurements of one start. Times are in seconds."""

    ready: float = 0.0
    memory: float = 0.0
    """Memory in MiB when the bot is ready; `peak` is the peak memory at the end."""
    peak: float = 0.0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    published: list[float] = field(default_factory=list)

    def row(self) -> Iterator[str]:
        """Yield the cells of the table."""
        yield from (f"{self.ready:.1f}", f"{self.memory:.0f}", f"{self.peak:.0f}", f"{len(self.answered):,}")
        for times in (self.acknowledged, self.answered):
            cuts = quantiles(times, n=100)
            yield f"{cuts[49] * 1000:.0f} / {cuts[98] * 1000:.0f}"
        yield f"{max(self.published) * 1000:.0f}"


async def start(folder: Path, seconds: float) -> Measurements:
    """Start the bot with the database in `folder`, let members ask for `seconds`, and stop the bot."""
    measured = Measurements()
    environment = {"HEAT2_DATA_DIR": str(folder), "HEAT2_LOG_LEVEL": "WARNING", **NO_COOLDOWNS}
    command = ("taskset", "--cpu-list", "0", sys.executable, "-m", "bot", "run")
    async with LoopbackDiscord(validate="off", capacity=1_000) as discord:
        begin = time.monotonic()
        async with BotProcess(*command, environment=discord.environment | environment, directory=ROOT) as bot:
            await discord.ready(within=_START_TIMEOUT)
            measured.ready, measured.memory = time.monotonic() - begin, process_memory(bot)
            await asyncio.gather(_ask_questions(discord, seconds, measured), _add_articles(discord, seconds, measured))
            measured.peak = process_memory(bot, "VmHWM")
    return measured


async def _ask_questions(discord: LoopbackDiscord, seconds: float, measured: Measurements) -> None:
    member = discord.member("member").with_answer_timeout(60)
    new = new_questions()

    async def ask() -> None:
        exchange = await member.slash("heat2 ask", question=next(new))
        if exchange.acknowledged_after is None or exchange.answered_after is None:
            raise AssertionError(f"a question was lost: {exchange!r}")
        measured.acknowledged.append(exchange.acknowledged_after)
        measured.answered.append(exchange.answered_after)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(int(seconds * QUESTIONS_PER_SECOND)):
            tasks.create_task(ask())
            await asyncio.sleep(1 / QUESTIONS_PER_SECOND)


async def _add_articles(discord: LoopbackDiscord, seconds: float, measured: Measurements) -> None:
    moderator: Person = discord.member("moderator", permissions=MODERATOR).with_answer_timeout(60)
    for number in range(int(seconds / ARTICLE_INTERVAL)):
        words = make_article(number).text.encode()
        preview = await moderator.slash("heat2-sources add", file=discord.upload(f"{number}.txt", words, "text/plain"))
        published = await moderator.click(preview.message, "Publish")
        if published.answered_after is None:
            raise AssertionError(f"an article was lost: {published!r}")
        measured.published.append(published.answered_after)
        await asyncio.sleep(ARTICLE_INTERVAL)


def idle_table(seconds: float) -> Table:
    """Return the table of a bot that nobody uses. The first start makes the database."""
    table = Table("start", *idle_bot.COLUMNS)
    with tempfile.TemporaryDirectory() as name:
        for which in ("first", "later"):
            measured = asyncio.run(idle_bot.measure(Path(name), seconds))
            table.add_row(which, *measured.row())
    table.caption = "bytes logged: " + ", ".join(f"{kind} {size:.0f}" for kind, size in measured.logged.items())
    return table


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.small_machine", description=__doc__)
    parser.add_argument("passages", type=int, nargs="*", help="passages for everyone (0 1000 10000)")
    parser.add_argument("--only-idle", action="store_true", help="leave out the load")
    parser.add_argument("--seconds", type=float, default=60.0, help="duration of each load (60)")
    parser.add_argument("--idle", type=float, default=180.0, help="how long the bot is left alone; 0: not (180)")
    parser.add_argument("--only-features", action="store_true", help="measure feeds, follows, gaps, votes and pictures")
    options = parser.parse_args()
    if options.only_features:
        Console(width=120).print(asyncio.run(features.measure()))
        return
    table = Table("passages", "start", "ready, s", "MiB", "peak", "asked", "acknowledged", "answered", "published")
    for passages in () if options.only_idle else options.passages or SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if passages:
                asyncio.run(fill_database(folder, passages))
            for which in STARTS:
                measured = asyncio.run(start(folder, options.seconds))
                table.add_row(f"{passages:,}" if passages else "shipped", which, *measured.row())
    table.caption = "acknowledged and answered: ms p50 / p99; published: the longest, ms"
    if table.row_count:
        Console(width=120).print(table)
    if options.idle:
        Console(width=120).print(idle_table(options.idle))


if __name__ == "__main__":
    main()
