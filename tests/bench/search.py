"""`make bench`: this project's index compared with other engines in one run, each in its own process.

`SIZES="1000 100000"` sets the numbers of passages. `JSON=FILE` writes the figures as
`{engine: {passages: {"median_ms", "p99_ms", "add_ms", "index_mb"}}}`. `median_ms` and `p99_ms` are the time of one
question, from its text to the ten best passages. `add_ms` is the time to add 20 texts and find one of them. `index_mb`
is the growth of resident memory during the build.
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

from tests.bench.engines import ENGINES, Engine, Persistent
from tests.bench.synthetic import passages, questions

SIZES = (1_000, 10_000, 100_000)
ADDED_PASSAGES = 20
"""Number of passages in each addition."""
_QUESTIONS, _QUESTION_SECONDS = 2_000, 12.0
_ADDITIONS, _ADDITION_SECONDS = 25, 5.0

Result = Mapping[str, Mapping[str, "Figures"]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one engine at one size, in milliseconds, seconds and MiB."""

    median_ms: float
    p99_ms: float
    add_ms: float
    index_mb: float
    build_s: float
    peak_mb: float
    start_ms: float | None = None
    """Time from loading a file to the first answer; None if the engine cannot load one."""

    @property
    def exported(self) -> dict[str, float]:
        """The figures for the JSON file."""
        return {name: getattr(self, name) for name in ("median_ms", "p99_ms", "add_ms", "index_mb")}


def measure(engine: Engine, size: int) -> Figures:
    """Build, ask and add in this process."""
    before = _resident_memory()
    start = time.perf_counter()
    engine.build(passages(size))
    build = time.perf_counter() - start
    gc.collect()
    gc.freeze()  # otherwise a collection of the whole index would delay a random question
    held = _resident_memory() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    asked = _ask(engine, questions(_QUESTIONS))
    p99 = quantiles(asked, n=100)[98]
    started = _load(engine) if isinstance(engine, Persistent) else None
    added = _add(engine, size)
    figures = Figures(*(round(each, 4) for each in (median(asked), p99, median(added), held, build, peak)))
    return replace(figures, start_ms=started)


def _load(engine: Persistent) -> float:
    """Return the milliseconds from loading the file to the first answer."""
    with tempfile.TemporaryDirectory() as folder:
        engine.save(Path(folder) / "index")
        start = time.perf_counter()
        engine.load(Path(folder) / "index")
        engine.ask(questions(1)[0])
        return round((time.perf_counter() - start) * 1000, 4)


def _ask(engine: Engine, asked: list[str]) -> list[float]:
    """Return the milliseconds of each question. A slow engine gets fewer questions."""
    for question in asked[:5]:
        engine.ask(question)
    times: list[float] = []
    end = time.perf_counter() + _QUESTION_SECONDS
    for question in asked:
        start = time.perf_counter()
        engine.ask(question)
        times.append((time.perf_counter() - start) * 1000)
        if start > end and len(times) >= 20:
            break
    return times


def _add(engine: Engine, size: int) -> list[float]:
    """Return the milliseconds of each addition with the question that finds it."""
    times: list[float] = []
    asked = questions(_ADDITIONS)
    end = time.perf_counter() + _ADDITION_SECONDS
    for number in range(_ADDITIONS):
        texts = list(passages(ADDED_PASSAGES, seed=100 + number))
        texts[0] += f" addition{number}"
        start = time.perf_counter()
        engine.add(texts)
        found = engine.ask(f"{asked[number]} addition{number}")
        times.append((time.perf_counter() - start) * 1000)
        if size + number * ADDED_PASSAGES not in found:
            raise AssertionError(f"addition {number} is not found: {found}")
        if start > end:
            break
    return times


def _resident_memory() -> float:
    """Return the resident memory of this process in MiB, after freed memory was returned to the system."""
    gc.collect()
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _in_own_process(engine: str, size: int) -> Figures | None:
    """Measure an engine in a new process. Return None if it is not installed."""
    command = [sys.executable, "-m", "tests.bench.search", "--engine", engine, str(size)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)  # noqa: S603  our own command
    figures = json.loads(done.stdout)
    return Figures(**figures) if figures else None


def _print(result: Result, sizes: Iterable[int]) -> None:
    largest = max(sizes)
    at = f"at {largest:,}: {ADDED_PASSAGES} more"
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
        print(json.dumps(_measure_by_name(options.engine, options.sizes[0])))  # noqa: T201
        return
    result: dict[str, dict[str, Figures]] = {}
    for size in options.sizes:
        for engine in ENGINES:
            figures = _in_own_process(engine, size)
            if figures:
                result.setdefault(engine, {})[str(size)] = figures
    _print(result, options.sizes)
    if options.json:
        written = {name: {size: each.exported for size, each in sizes.items()} for name, sizes in result.items()}
        options.json.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def _measure_by_name(name: str, size: int) -> dict[str, float]:
    """Return the figures of an engine; empty if it is not installed."""
    try:
        engine = ENGINES[name]()
    except ImportError:
        return {}
    return asdict(measure(engine, size))


if __name__ == "__main__":
    main()
