"""A small run of the fleet: two processes, four shards, forty servers, and all failures."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from tests.bench.fleet import Sizes, measure
from tests.bench.fleet_world import MAX_ARTICLES_PER_SERVER, zipf_counts

SMALL = Sizes(
    servers=40,
    articles=400,
    processes=2,
    per_second=10,
    additions=10,
    phase_seconds=0.5,
    outage_seconds=0.5,
    channels=1,
    cold=2,
    memory=64,
    identify_window=0.0,
)


async def test_nothing_is_lost() -> None:
    """Every question is answered and every addition stored despite a killed process, an outage and restarts."""
    printed = StringIO()
    traffic = await measure(SMALL, Console(file=printed, width=200))
    assert set(traffic.phases) == {
        "cold, largest first",
        "before",
        "steady",
        "kill -9",
        "database away",
        "restart in turn",
        "after",
    }
    assert all(phase.asked for phase in traffic.phases.values())
    assert [phase.lost for phase in traffic.phases.values()] == [0] * 7
    assert traffic.added
    assert "not in the store: 0" in printed.getvalue()
    assert "is found on all shards after" in printed.getvalue()


def test_articles_follow_the_law() -> None:
    """A server of twice the rank has about half as many articles; the maximum and the total are met."""
    counts = zipf_counts(10_000, 200_000)
    assert sum(counts) == 200_000
    assert counts == sorted(counts, reverse=True)
    assert max(counts) <= MAX_ARTICLES_PER_SERVER
    assert 1.8 < counts[99] / counts[199] < 2.2
