"""`python -m tests.bench.load`: throughput of `/heat2 ask` compared with a plain command of the same bot.

Both run in one process and alternate, so that other load on the machine affects both alike. The plain command sends a
message as large as the mean answer. The questions come from the quality suites: one run repeats them, another run asks
only questions that were never asked before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.instrumented_bot import instrumented_bot
from tests.bench.questions import new_questions, questions
from tests.loopback import Endpoint, LoopbackDiscord

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """Result of a run: interactions per second, and milliseconds from each interaction to its answer."""

    per_second: float
    answered: list[float]


async def load(
    discord: LoopbackDiscord, command: str, options: Iterator[dict[str, Any]], count: int, width: int
) -> Run:
    """Run `count` interactions with `width` concurrent members. Raises AssertionError if one is lost."""
    answered: list[float] = []
    left = iter(range(count))

    async def member(number: int) -> None:
        person = discord.member(f"member {number}")
        for _ in left:
            exchange = await person.slash(command, **next(options))
            if not exchange.ok or exchange.answered_after is None:
                raise AssertionError(f"an interaction was lost: {exchange!r}")
            answered.append(exchange.answered_after * 1000)

    start = time.perf_counter()
    await asyncio.gather(*(member(number) for number in range(width)))
    return Run(count / (time.perf_counter() - start), answered)


def _size_of_answers(discord: LoopbackDiscord) -> int:
    """Return the mean size of the replies so far, in bytes."""
    bodies = [json.dumps(request.body) for request in discord.requests(Endpoint.CALLBACK)]
    return round(statistics.mean(map(len, bodies)))


async def measure(count: int, width: int) -> None:
    """Run all loads and print the table."""
    known = cycle([{"question": question} for question in questions()])
    new = iter([{"question": question} for question in new_questions()])
    runs: dict[str, list[Run]] = {"known": [], "plain": [], "new": []}
    async with LoopbackDiscord(validate="off", capacity=count) as discord, instrumented_bot(discord):
        await load(discord, "heat2 ask", known, len(questions()), width)
        size = _size_of_answers(discord)
        plain = cycle([{"size": size}])
        await load(discord, "plain", plain, width * 4, width)
        for _ in range(ROUNDS):
            runs["known"].append(await load(discord, "heat2 ask", known, count, width))
            runs["plain"].append(await load(discord, "plain", plain, count, width))
            runs["new"].append(await load(discord, "heat2 ask", new, count // 5, width))
    _print(runs, size)


def _print(runs: dict[str, list[Run]], size: int) -> None:
    plain = statistics.median(run.per_second for run in runs["plain"])
    table = Table("command", "a second", "ratio", "p50, ms", "p99, ms")
    names = {
        "known": f"/heat2 ask, {len(questions())} questions in turn",
        "new": "/heat2 ask, each question for the first time",
        "plain": f"a plain command, {size} bytes",
    }
    for key, name in names.items():
        a_second = statistics.median(run.per_second for run in runs[key])
        cuts = statistics.quantiles([each for run in runs[key] for each in run.answered], n=100)
        table.add_row(name, f"{a_second:,.0f}", f"{a_second / plain:.2f}", f"{cuts[49]:.1f}", f"{cuts[98]:.1f}")
    Console().print(table)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="interactions in each of five rounds (2000)")
    parser.add_argument("--width", type=int, default=32, help="outstanding at a time (32)")
    options = parser.parse_args()
    asyncio.run(measure(options.count, options.width))


if __name__ == "__main__":
    main()
