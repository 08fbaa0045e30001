"""`python -m tests.bench.starting [PASSAGES…]`: time and memory from the start of a process to its first answer.

A database is filled with articles for everyone (see `answers`). A new process opens it as `heat2 ask` does and asks one
question, first without a snapshot of the search, then with the snapshot of the first process. The table shows the
seconds until the answer and until the exit (which includes saving the snapshot), anonymous memory, and memory of mapped
files, which the system can reclaim.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.domain import EVERYONE, Article, PassageKind
from bot.search.language.passages import split_passages
from bot.store.sql import open_store
from tests.bench.answers import generate_articles
from tests.quality.suites import load_suite

SIZES = (1_000, 10_000)
QUESTION = "When does filming start?"
ROOT = Path(__file__).parents[2]
STARTS = ("no snapshot", "snapshot")


def count_passages(article: Article) -> int:
    """Return the number of passages of an article that the search can return."""
    return sum(passage.kind is not PassageKind.BOILERPLATE for passage in split_passages(article))


async def fill_database(folder: Path, passages: int) -> None:
    """Create a database with at least `passages` passages for everyone."""
    base = {article.id: article for name in ("given mix", "own", "second") for article in load_suite(name).articles}
    store = await open_store(f"sqlite+aiosqlite:///{folder / 'heat2.db'}")
    batch: list[Article] = []
    for article in generate_articles(list(base.values())):
        batch.append(article)
        passages -= count_passages(article)
        if len(batch) == 500 or passages <= 0:
            await store.add_all(batch, EVERYONE)
            batch = []
        if passages <= 0:
            break
    await store.close()


async def ask(begin: float) -> None:
    """Ask in the measured process; print the seconds until the answer and the memory in MiB."""
    from bot.cli.building import open_library  # noqa: PLC0415  the time of this import is measured, too

    async with open_library() as (library, _):
        await library.ask_text(QUESTION)
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        held = {
            name: int(value.split()[0]) / 1024
            for name, _, value in (line.partition(":") for line in lines)
            if name.startswith("Rss") or name == "VmHWM"
        }
        sys.stdout.write(f"{time.time() - begin} {held['RssAnon']} {held['RssFile']} {held['VmHWM']}")


def measure_start(folder: Path) -> list[float]:
    """Return seconds until the answer; anonymous, file and peak memory in MiB; seconds until the exit."""
    begin = time.time()
    environment: Mapping[str, str] = {**os.environ, "HEAT2_DATA_DIR": str(folder)}
    words = [sys.executable, "-m", "tests.bench.starting", "from", str(begin)]
    done = subprocess.run(  # noqa: S603  our own command
        words, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return [*map(float, done.stdout.split()), time.time() - begin]


def main(sizes: tuple[int, ...]) -> None:
    """Measure all sizes and print the table."""
    columns = ("passages", "start", "to the answer, s", "own MiB", "files MiB", "peak MiB", "to the end, s")
    table = Table(*columns)
    for passages in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            asyncio.run(fill_database(folder, passages))
            for start in STARTS:
                answered, own, files, peak, ended = measure_start(folder)
                table.add_row(
                    f"{passages:,}",
                    start,
                    f"{answered:.2f}",
                    f"{own:.0f}",
                    f"{files:.0f}",
                    f"{peak:.0f}",
                    f"{ended:.2f}",
                )
    Console(width=110).print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["from"]:
        asyncio.run(ask(float(sys.argv[2])))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
