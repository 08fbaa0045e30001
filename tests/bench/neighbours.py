"""`python -m tests.bench.neighbours [--characters N]`: what one server notices of what another one publishes.

Server B asks ten questions a second, first while server A does nothing, and then while A previews and publishes
articles that are hard to analyse, one kind after the other. Printed are how late the event loop wakes, how long B waits
for its answers, and what became of A's article. Beside them stands how late a loop wakes that has nothing to do, in a
process of its own: that is what the machine takes.
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

from bot.discord_app.loop_watchdog import watched_loop
from bot.domain import Article, Scope
from bot.errors import AnalysisError
from bot.library.analysis.service import AnalysisLimits
from bot.library.engine_cache import SearchLimits
from bot.library.library import Library
from bot.library.moderation import Moderation, ModerationLimits
from bot.search.language.concepts import ConceptList
from bot.store.sql import open_store
from tests.bench.loop_watch import PERIOD, read_lags

A, B = Scope(1), Scope(2)
CHARACTERS: Final = 1_900_000
IDLE: Final = 10.0
"""Seconds in which A does nothing."""
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
class Seen:
    """What was measured in one phase, in seconds."""

    lags: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)


async def probe(seen: Seen) -> None:
    """Note how late the loop wakes."""
    while True:
        due = time.perf_counter() + PERIOD
        await asyncio.sleep(PERIOD)
        seen.lags.append(time.perf_counter() - due)


async def ask(library: Library, seen: Seen) -> None:
    """Ask as another server, each time something new."""
    number = 0
    while True:
        number += 1
        begin = time.perf_counter()
        await library.ask_text(f"When do cameras roll in harbour{number}?", B)
        seen.answers.append(time.perf_counter() - begin)
        await asyncio.sleep(0.1)


async def publish(moderation: Moderation, library: Library, kind: str, characters: int) -> str:
    """Preview, publish and ask for one article; what became of it."""
    unit = KINDS[kind]
    article = Article(f"{kind}-article", (unit * (characters // len(unit) + 1))[:characters], kind, language="en")
    begin = time.perf_counter()
    try:
        await moderation.preview(article, A)
        await moderation.publish(article, A, "1")
        became = "published"
    except AnalysisError as error:
        became = error.fault.value
    await library.ask_text(f"When does filming start? {kind}", A)
    return f"{became}, {time.perf_counter() - begin:.0f} s"


async def measured(library: Library, moderation: Moderation, kind: str | None, characters: int) -> list[str]:
    """One row: a phase with all its figures."""
    seen = Seen()
    watching = [asyncio.create_task(probe(seen)), asyncio.create_task(ask(library, seen))]
    became = "idle"
    if kind is None:
        await asyncio.sleep(IDLE)
    else:
        became = await publish(moderation, library, kind, characters)
    await asyncio.sleep(0.5)
    for task in watching:
        task.cancel()
    await asyncio.wait(watching)
    return [kind or "nothing", became, *_figures(seen.lags), *_figures(seen.answers)]


def _figures(seconds: list[float]) -> list[str]:
    cuts = quantiles(seconds, n=100) if len(seconds) > 1 else [*seconds] * 99
    return [f"{each * 1000:.0f}" for each in (cuts[49], cuts[98], max(seconds))]


async def main(characters: int, kinds: list[str]) -> None:
    """Measure every phase and print."""
    sys.setswitchinterval(0.001)  # as `heat2 run` does, and the garbage collector below
    table = Table("A publishes", "what became of it", "lag p50", "p99", "max", "answer p50", "p99", "max")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "machine"
        command = [sys.executable, "-m", "tests.bench.loop_watch", str(file)]
        machine = await asyncio.create_subprocess_exec(*command)
        store = await open_store(f"sqlite+aiosqlite:///{Path(name) / 'heat2.db'}")
        limits = SearchLimits(analysis=AnalysisLimits(seconds_per_hour=0))
        library = Library([], store, ConceptList.load(), limits=limits)
        moderation = Moderation(library, store, ModerationLimits(10_000, 10_000))
        await store.add_all([Article(f"b{n}", f"Cameras roll in harbour{n}.", language="en") for n in range(50)], B)
        await store.add(Article("a", "Filming of Heat 2 starts in August.", language="en"), A)
        for scope in (A, B):
            await library.ask_text("When do cameras roll?", scope)
        gc.collect()
        gc.freeze()
        with watched_loop():
            for kind in (None, *kinds):
                table.add_row(*await measured(library, moderation, kind, characters))
        library.close()
        await store.close()
        machine.terminate()
        await machine.wait()
        table.add_row("", "the machine itself", *_figures([lag for _, lag in read_lags(file)]))
    table.caption = f"{characters:,} characters each; times in ms"
    Console(width=120).print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.neighbours", description=__doc__)
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)} (all)")
    parser.add_argument("--characters", type=int, default=CHARACTERS, help=f"of each article ({CHARACTERS:,})")
    options = parser.parse_args()
    asyncio.run(main(options.characters, options.kinds or list(KINDS)))
