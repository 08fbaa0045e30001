"""`make bench`: this project's index beside other engines, all in one run, each in a process of its own.

With `JSON=FILE` the figures are written as `{engine: {passages: {"median_ms", "p99_ms", "add_ms", "index_mb"}}}`, with
`SIZES="1000 100000"` the numbers of passages are chosen. Milliseconds are those of one question, text in and the ten
best out; `add_ms` is from 20 texts more to the answer that names one of them; `index_mb` is the memory that the process
holds more after the build than before it.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from tests.bench.engines import ENGINES, Engine, Restarting
from tests.bench.synthetic import passages, questions

SIZES = (1_000, 10_000, 100_000)
ADDED = 20
"""Passages of the article that is added."""
_ASKED, _SECONDS = 2_000, 12.0
_ADDITIONS, _ADDING_SECONDS = 25, 5.0

Result = Mapping[str, Mapping[str, "Figures"]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did with so many passages: milliseconds and MiB."""

    median_ms: float
    p99_ms: float
    add_ms: float
    index_mb: float
    build_s: float
    peak_mb: float
    start_ms: float | None = None
    """From a file to the first answer, where the engine can start from one."""

    @property
    def told(self) -> dict[str, float]:
        """What other programs are told."""
        return {name: getattr(self, name) for name in ("median_ms", "p99_ms", "add_ms", "index_mb")}


def measure(engine: Engine, size: int) -> Figures:
    """Build, ask and add, in this process."""
    before = _resident()
    start = time.perf_counter()
    engine.build(passages(size))
    build = time.perf_counter() - start
    gc.collect()
    gc.freeze()  # for every engine: a collection that visits the whole index would hit one question by chance
    held = _resident() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    asked = _ask(engine, questions(_ASKED))
    p99 = quantiles(asked, n=100)[98]
    started = _restart(engine) if isinstance(engine, Restarting) else None
    added = _add(engine, size)
    figures = Figures(*(round(each, 4) for each in (median(asked), p99, median(added), held, build, peak)))
    return replace(figures, start_ms=started)


def _restart(engine: Restarting) -> float:
    """Milliseconds from the file to the first answer."""
    with tempfile.TemporaryDirectory() as folder:
        engine.keep(Path(folder) / "index")
        start = time.perf_counter()
        engine.restart(Path(folder) / "index")
        engine.ask(questions(1)[0])
        return round((time.perf_counter() - start) * 1000, 4)


def _ask(engine: Engine, asked: list[str]) -> list[float]:
    """Milliseconds of each question; a slow engine is asked fewer."""
    for question in asked[:5]:
        engine.ask(question)
    times: list[float] = []
    end = time.perf_counter() + _SECONDS
    for question in asked:
        start = time.perf_counter()
        engine.ask(question)
        times.append((time.perf_counter() - start) * 1000)
        if start > end and len(times) >= 20:
            break
    return times


def _add(engine: Engine, size: int) -> list[float]:
    """Milliseconds of each addition, with the question that finds it."""
    times: list[float] = []
    asked = questions(_ADDITIONS)
    end = time.perf_counter() + _ADDING_SECONDS
    for number in range(_ADDITIONS):
        texts = list(passages(ADDED, seed=100 + number))
        texts[0] += f" addition{number}"
        start = time.perf_counter()
        engine.add(texts)
        found = engine.ask(f"{asked[number]} addition{number}")
        times.append((time.perf_counter() - start) * 1000)
        if size + number * ADDED not in found:
            raise AssertionError(f"addition {number} is not found: {found}")
        if start > end:
            break
    return times


def _resident() -> float:
    """Resident memory of this process in MiB, when what is free has been given back."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _in_own_process(engine: str, size: int) -> Figures | None:
    """The engine's figures; None if it is not installed."""
    command = [sys.executable, "-m", "tests.bench.search", "--engine", engine, str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603  our own command
    figures = json.loads(done.stdout)
    return Figures(**figures) if figures else None


def _print(result: Result, sizes: Iterable[int]) -> None:
    largest = max(sizes)
    at = f"at {largest:,}: {ADDED} more"
    columns = [*(f"{size:,}" for size in sizes), at, "index, MB", "peak, MB", "built, s", "start, ms"]
    table = Table("median (p99), ms", *columns)
    for engine in ENGINES:
        figures = result.get(engine)
        if not figures:
            table.add_row(engine, "not installed")
            continue
        cells = [f"{figures[str(size)].median_ms:.3g} ({figures[str(size)].p99_ms:.3g})" for size in sizes]
        last = figures[str(largest)]
        start = "" if last.start_ms is None else f"{last.start_ms:.0f}"
        more = f"{last.add_ms:.3g}", f"{last.index_mb:.0f}", f"{last.peak_mb:.0f}", f"{last.build_s:.1f}", start
        table.add_row(engine, *cells, *more)
    Console(width=140).print(table)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of passages")
    parser.add_argument("--json", type=Path, help="a file for the figures")
    parser.add_argument("--engine", choices=ENGINES, help="measure this one in this process and print JSON")
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(_measured(options.engine, options.sizes[0])))  # noqa: T201
        return
    result: dict[str, dict[str, Figures]] = {}
    for size in options.sizes:
        for engine in ENGINES:
            figures = _in_own_process(engine, size)
            if figures:
                result.setdefault(engine, {})[str(size)] = figures
    _print(result, options.sizes)
    if options.json:
        written = {name: {size: each.told for size, each in sizes.items()} for name, sizes in result.items()}
        options.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def _measured(name: str, size: int) -> dict[str, float]:
    """The figures of one engine, none if it is not installed."""
    try:
        engine = ENGINES[name]()
    except ImportError:
        return {}
    return asdict(measure(engine, size))


if __name__ == "__main__":
    main()
