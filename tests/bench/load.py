"""`python -m tests.bench.load`: the bot under load on loopback, beside a bot whose command only answers."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.loopback import BotProcess, LoopbackDiscord

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "when does filming start",
    "who is in the cast",
    "wann kommt der film ins kino",
    "is the script finished",
    "who composes the score",
    "what is it about",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a load came to: interactions a second, milliseconds to the acknowledgement and to the answer."""

    per_second: float
    acknowledged: list[float]
    answered: list[float]

    def row(self, name: str) -> str:
        """The run as a line of the table."""
        ack, done = (_percentiles(values) for values in (self.acknowledged, self.answered))
        return f"{name:28} {self.per_second:8.0f}/s   acknowledged {ack}   answered {done}"


def _percentiles(milliseconds: list[float]) -> str:
    cuts = statistics.quantiles(milliseconds, n=100)
    return f"p50 {cuts[49]:6.1f} p99 {cuts[98]:6.1f} ms"


async def load(
    discord: LoopbackDiscord, command: str, options: Iterator[dict[str, str]], count: int, width: int
) -> Run:
    """`count` interactions of `command`, `width` of them outstanding at a time."""
    acknowledged: list[float] = []
    answered: list[float] = []
    left = iter(range(count))

    async def member(number: int) -> None:
        person = discord.member(f"member {number}")
        for _ in left:
            exchange = await person.slash(command, **next(options))
            if not exchange.ok or exchange.acknowledged_after is None or exchange.answered_after is None:
                raise AssertionError(f"an interaction was lost: {exchange!r}")
            acknowledged.append(exchange.acknowledged_after * 1000)
            answered.append(exchange.answered_after * 1000)

    start = time.perf_counter()
    await asyncio.gather(*(member(number) for number in range(width)))
    return Run(count / (time.perf_counter() - start), acknowledged, answered)


def _memory(pid: int) -> float:
    """Resident memory of a process, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


async def measure(count: int, width: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        async with LoopbackDiscord(validate="off") as discord:
            start = time.perf_counter()
            environment = {**discord.environment, "HEAT2_DATA_DIR": folder, "HEAT2_LOG_LEVEL": "WARNING"}
            command = (sys.executable, "-m", "bot", "run")
            async with BotProcess(*command, environment=environment, directory=ROOT) as bot:
                await discord.ready()
                print(f"heat2 run: ready after {time.perf_counter() - start:.2f} s")  # noqa: T201
                asked = cycle({"question": question} for question in QUESTIONS)
                await load(discord, "heat2 ask", asked, width * 2, width)
                idle = _memory(bot.pid)
                ask = await load(discord, "heat2 ask", asked, count, width)
                print(f"memory: {idle:.0f} MiB after the first answers, {_memory(bot.pid):.0f} MiB after the load")  # noqa: T201
    async with LoopbackDiscord(validate="off") as discord:
        sample = ROOT / "tests" / "loopback" / "sample_bot.py"
        async with BotProcess(sys.executable, sample, environment=discord.environment):
            await discord.ready()
            await load(discord, "ping", cycle([{}]), width * 2, width)
            ping = await load(discord, "ping", cycle([{}]), count, width)
    print(ask.row("/heat2 ask"))  # noqa: T201
    print(ping.row("a command that only answers"))  # noqa: T201
    print(f"ratio {ask.per_second / ping.per_second:.2f}")  # noqa: T201


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="interactions in each load (2000)")
    parser.add_argument("--width", type=int, default=32, help="outstanding at a time (32)")
    options = parser.parse_args()
    asyncio.run(measure(options.count, options.width))


if __name__ == "__main__":
    main()
