"""`python -m tests.bench.neighbours [--characters N]`: effect of one server's publications on another server.

Server B asks ten questions a second, first while server A is idle, then while A previews and publishes articles that
are hard to analyse, one kind after the other. The table shows the lag of the event loop, the response times of B and
the result of A's article. The last row is the lag of an idle process, which shows the share of the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.discord_app.health.event_loop import TimedEventLoop
from bot.discord_app.health.loop_watchdog import watched_loop
from bot.domain import Article, Scope
from bot.errors import AnalysisError
from bot.library.analysis.service import AnalysisLimits
from bot.library.articles.moderation import Moderation, ModerationLimits
from bot.library.engines.engine_cache import SearchLimits
from bot.library.library import Library
from bot.store.sql import open_store
from tests.bench.loop_lag import PERIOD, read_lags
from tests.language_data import shipped_concepts

A, B = Scope(1), Scope(2)
CHARACTERS: Final = 1_900_000
IDLE_SECONDS: Final = 10.0
"""Seconds of the phase in which A is idle."""
KINDS: Final[Mapping[str, str]] = {
    "prose": "Filming of Heat 2 starts in Chicago in August, says Michael Mann. The budget is $150 million.\n\n",
    "one paragraph": "Filming of Heat 2 starts in Chicago in August, says Michael Mann. ",
    "a-": "a-",
    "a@b.": "a@b.",
    "a, ": "a, ",
    "a'": "a'",
    "capitals": "Mann Kilmer Pacino ",
    "sums": "$1 million ",
}


@dataclass
class Measurements:
    """Measurements of one phase, in seconds."""

    lags: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


async def measure_lag(measured: Measurements) -> None:
    """Measure the lag of the loop until cancelled."""
    while True:
        due = time.perf_counter() + PERIOD
        await asyncio.sleep(PERIOD)
        measured.lags.append(time.perf_counter() - due)


async def ask(library: Library, measured: Measurements) -> None:
    """Ask a new question every 0.1 s as server B until cancelled."""
    number = 0
    while True:
        number += 1
        begin = time.perf_counter()
        await library.ask_text(f"When do cameras roll in harbour{number}?", B)
        measured.answers.append(time.perf_counter() - begin)
        await asyncio.sleep(0.1)


async def publish(moderation: Moderation, library: Library, kind: str, characters: int) -> str:
    """Preview and publish an article and ask for it. Return the outcome and the seconds."""
    unit = KINDS[kind]
    article = Article(f"{kind}-article", (unit * (characters // len(unit) + 1))[:characters], kind, language="en")
    begin = time.perf_counter()
    try:
        await moderation.preview(article, A)
        await moderation.publish(article, A, "1")
        outcome = "published"
    except AnalysisError as error:
        outcome = error.fault.value
    await library.ask_text(f"When does filming start? {kind}", A)
    return f"{outcome}, {time.perf_counter() - begin:.0f} s"


async def run_phase(library: Library, moderation: Moderation, kind: str | None, characters: int) -> list[str]:
    """Run a phase and return its row of the table."""
    measured = Measurements()
    watching = [asyncio.create_task(measure_lag(measured)), asyncio.create_task(ask(library, measured))]
    outcome = "idle"
    if kind is None:
        await asyncio.sleep(IDLE_SECONDS)
    else:
        outcome = await publish(moderation, library, kind, characters)
    await asyncio.sleep(0.5)
    for task in watching:
        task.cancel()
    await asyncio.wait(watching)
    return [kind or "nothing", outcome, *_figures(measured.lags), *_figures(measured.answers)]


def _figures(seconds: list[float]) -> list[str]:
    cuts = quantiles(seconds, n=100) if len(seconds) > 1 else [*seconds] * 99
    return [f"{each * 1000:.0f}" for each in (cuts[49], cuts[98], max(seconds))]


async def main(characters: int, kinds: list[str]) -> None:
    """Run all phases and print the table."""
    sys.setswitchinterval(0.001)  # `heat2 run` sets this, and the garbage collector as below
    table = Table("A publishes", "outcome", "lag p50", "p99", "max", "answer p50", "p99", "max")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "machine"
        command = [sys.executable, "-m", "tests.bench.loop_lag", str(file)]
        idle_process = await asyncio.create_subprocess_exec(*command)
        store = await open_store(f"sqlite+aiosqlite:///{Path(name) / 'heat2.db'}")
        limits = SearchLimits(analysis=AnalysisLimits(seconds_per_hour=0))
        library = Library([], store, shipped_concepts(), limits=limits)
        moderation = Moderation(library, store, ModerationLimits(10_000, 10_000))
        await store.add_all([Article(f"b{n}", f"Cameras roll in harbour{n}.", language="en") for n in range(50)], B)
        await store.add(Article("a", "Filming of Heat 2 starts in August.", language="en"), A)
        for scope in (A, B):
            await library.ask_text("When do cameras roll?", scope)
        gc.collect()
        gc.freeze()
        with watched_loop():
            for kind in (None, *kinds):
                table.add_row(*await run_phase(library, moderation, kind, characters))
        library.close()
        await store.close()
        idle_process.terminate()
        await idle_process.wait()
        table.add_row("", "idle process", *_figures([lag for _, lag in read_lags(file)]))
    table.caption = f"{characters:,} characters each; times in ms"
    Console(width=120).print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.neighbours", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"kinds of articles: {', '.join(KINDS)} (all)")
    parser.add_argument("--characters", type=int, default=CHARACTERS, help=f"of each article ({CHARACTERS:,})")
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=TimedEventLoop) as runner:
        runner.run(main(options.characters, options.kinds or list(KINDS)))
