"""Measuring a reader: two rows of figures, times, tokens, failures, and a bound for scores."""

from __future__ import annotations

import asyncio
import io

from rich.console import Console

from bot.errors import ReaderError, ReaderFault
from bot.search.reader import FakeReader, ReaderChoice, ReaderRequest
from tests.quality.readers import Reading, failure_lines, proposed_bound, read_suite, readings_table
from tests.quality.suites import load_suite

SUITE = load_suite("given seeds")


async def test_a_reader_is_set_beside_the_search() -> None:
    """A reader that refuses everything answers nothing; its failures leave the answer of the search."""
    refusing = await read_suite(SUITE, FakeReader([[]]), 3, sample=4)
    assert len(refusing.with_reader) == len(refusing.without) == 4
    assert not any(outcome.excerpts for outcome in refusing.with_reader)
    failing = await read_suite(SUITE, FakeReader([ReaderError(ReaderFault.INVALID, "no")]), 3, sample=4)
    assert failing.with_reader == failing.without
    assert failing.failures == {"invalid": len(failing.seconds)}
    assert failure_lines([refusing, failing]) == [f"{len(failing.seconds)} without a choice: no"]
    out = io.StringIO()
    Console(file=out, width=250).print(readings_table([refusing, failing], "fake"))
    cells = [line.split("│")[2].strip() for line in out.getvalue().splitlines() if line.startswith("│")]
    assert cells == ["without", "with"] * 2


async def test_a_slow_reader_counts_as_the_search() -> None:
    """A choice that takes longer than allowed is none."""

    class Slow(FakeReader):
        async def choose(self, request: ReaderRequest) -> ReaderChoice:
            await asyncio.sleep(5)
            return await super().choose(request)

    reading = await read_suite(SUITE, Slow([[1]]), 0.01, sample=2)
    assert reading.with_reader == reading.without
    assert set(reading.failures) == {"too slow"}
    assert "take a faster model" in failure_lines([reading])[0]


def test_the_bound_separates_answerable_questions() -> None:
    """The proposed bound is the score with the fewest mistakes, and there is none without both kinds of question."""
    reading = Reading(SUITE, best_scores=[(0.9, True), (0.4, True), (0.35, True), (0.3, False), (0.1, False)])
    assert proposed_bound([reading]) == 0.35
    assert proposed_bound([Reading(SUITE)]) is None
    assert proposed_bound([Reading(SUITE, best_scores=[(0.9, True)])]) is None
