"""Exponential backoff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.library.backoff import backoff


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 2), (3, 4), (7, 60), (10**6, 60)])
def test_backoff(failures: int, minutes: int) -> None:
    """The time doubles with each failure, up to a maximum, however often something fails."""
    assert backoff(failures, timedelta(minutes=1), timedelta(hours=1)) == timedelta(minutes=minutes)
