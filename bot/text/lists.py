"""Lists within a sentence, in English, for terminals and logs."""

from __future__ import annotations

from collections.abc import Iterable

from bot.phrases import load


def any_of(items: Iterable[str]) -> str:
    """Return the items with "or" before the last: `a, b or c`."""
    return load("en").any_of(items)


def all_of(items: Iterable[str]) -> str:
    """Return the items with "and" before the last: `a, b and c`."""
    return load("en").all_of(items)
