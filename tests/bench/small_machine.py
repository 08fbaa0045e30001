"""`python -m tests.bench.small_machine [PASSAGES…]`: what the owner of a small machine gets.

The real `heat2 run`, bound to one core, with so many passages for everyone (0: what is shipped) on SQLite, against a
Discord on loopback: the seconds until it is ready, its memory, and what members wait while five a second ask questions
of which most were never asked before, and a moderator adds an article of 20 passages every ten seconds. Once where
nothing is kept of an earlier start, once where that start has kept its search.
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

from tests.bench.probed import NO_COOLDOWNS, ROOT
from tests.bench.publishing import article_of
from tests.bench.questions import new_questions
from tests.bench.starting import STARTS, fill
from tests.loopback import MODERATOR, BotProcess, LoopbackDiscord, Person

SIZES: Final = (0, 1_000, 10_000)
RATE: Final = 5
ARTICLE_EVERY: Final = 10.0
_STARTS_WITHIN: Final = 600.0


@dataclass(slots=True)
class Noticed:
    """What members and the machine notice of one start; times are in seconds."""

    ready: float = 0.0
    memory: float = 0.0
    """In MiB, when it is ready; `peak` in the end."""
    peak: float = 0.0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    published: list[float] = field(default_factory=list)

    def row(self) -> Iterator[str]:
        """As columns of the table."""
        yield from (f"{self.ready:.1f}", f"{self.memory:.0f}", f"{self.peak:.0f}", f"{len(self.answered):,}")
        for times in (self.acknowledged, self.answered):
            cuts = quantiles(times, n=100)
            yield f"{cuts[49] * 1000:.0f} / {cuts[98] * 1000:.0f}"
        yield f"{max(self.published) * 1000:.0f}"


def _memory(bot: BotProcess, name: str) -> float:
    lines = Path(f"/proc/{bot.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


async def start(folder: Path, seconds: float) -> Noticed:
    """Start the bot on the database of that folder, let members ask for so long, and end it."""
    noticed = Noticed()
    environment = {"HEAT2_DATA_DIR": str(folder), "HEAT2_LOG_LEVEL": "WARNING", **NO_COOLDOWNS}
    command = ("taskset", "--cpu-list", "0", sys.executable, "-m", "bot", "run")
    async with LoopbackDiscord(validate="off", capacity=1_000) as discord:
        begin = time.monotonic()
        async with BotProcess(*command, environment=discord.environment | environment, directory=ROOT) as bot:
            await discord.ready(within=_STARTS_WITHIN)
            noticed.ready, noticed.memory = time.monotonic() - begin, _memory(bot, "VmRSS")
            await asyncio.gather(_asking(discord, seconds, noticed), _adding(discord, seconds, noticed))
            noticed.peak = _memory(bot, "VmHWM")
    return noticed


async def _asking(discord: LoopbackDiscord, seconds: float, noticed: Noticed) -> None:
    member = discord.member("member").with_answer_timeout(60)
    new = new_questions()

    async def ask() -> None:
        exchange = await member.slash("heat2 ask", question=next(new))
        if exchange.acknowledged_after is None or exchange.answered_after is None:
            raise AssertionError(f"a question was lost: {exchange!r}")
        noticed.acknowledged.append(exchange.acknowledged_after)
        noticed.answered.append(exchange.answered_after)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(int(seconds * RATE)):
            tasks.create_task(ask())
            await asyncio.sleep(1 / RATE)


async def _adding(discord: LoopbackDiscord, seconds: float, noticed: Noticed) -> None:
    moderator: Person = discord.member("moderator", permissions=MODERATOR).with_answer_timeout(60)
    for number in range(int(seconds / ARTICLE_EVERY)):
        words = article_of(number).text.encode()
        preview = await moderator.slash("heat2-sources add", file=discord.upload(f"{number}.txt", words, "text/plain"))
        published = await moderator.click(preview.message, "Publish")
        if published.answered_after is None:
            raise AssertionError(f"an article was lost: {published!r}")
        noticed.published.append(published.answered_after)
        await asyncio.sleep(ARTICLE_EVERY)


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.small_machine", description=__doc__)
    parser.add_argument("passages", type=int, nargs="*", help="for everyone (0 1000 10000)")
    parser.add_argument("--seconds", type=float, default=60.0, help="in which members ask (60)")
    options = parser.parse_args()
    table = Table("passages", "start", "ready, s", "MiB", "peak", "asked", "acknowledged", "answered", "published")
    for passages in options.passages or SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if passages:
                asyncio.run(fill(folder, passages))
            for which in STARTS:
                noticed = asyncio.run(start(folder, options.seconds))
                table.add_row(f"{passages:,}" if passages else "shipped", which, *noticed.row())
    table.caption = "acknowledged and answered: ms p50 / p99; published: the longest, ms"
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
