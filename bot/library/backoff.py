"""Exponential backoff: the time until something that failed is tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

_MAX_DOUBLINGS: Final = 20
"""Bounds the exponent, since something may fail for years."""


def backoff(failures: int, first: timedelta, last: timedelta) -> timedelta:
    """Return `first` after one failure, twice as long after each further one, and at most `last`."""
    return min(first * (1 << min(failures - 1, _MAX_DOUBLINGS)), last)
