"""The time that a claim makes others wait, whatever the clocks say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.store.rules import claim_note, seconds_left

ROOT = Path(__file__).parents[2]

MOMENTS = st.floats(min_value=0, max_value=4e9)


@given(MOMENTS, MOMENTS, st.floats(min_value=0, max_value=3600))
def test_nobody_waits_longer_than_a_claim_lasts(then: float, now: float, seconds: float) -> None:
    """Others wait at most the claim's time, even after a clock was set back; the holder never waits."""
    claim = claim_note("a", then)
    assert 0 <= seconds_left(claim, "b", seconds, now) <= seconds
    assert seconds_left(claim, "a", seconds, now) == 0


def test_a_claim_expires() -> None:
    """A claim of five seconds has three left after two, and none after five."""
    claim = claim_note("a", 100.0)
    assert [seconds_left(claim, "b", 5, now) for now in (100, 102, 105, 200)] == [5, 3, 0, 0]


def test_the_memory_store_needs_no_database_library() -> None:
    """A command that only reads starts without SQLAlchemy, whose import takes a fifth of a second."""
    code = "import sys, bot.store.memory; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "False\n"
