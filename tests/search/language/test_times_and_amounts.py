"""Time expressions, and sums of money."""

from __future__ import annotations

from functools import cache

import pytest

from bot.domain import PublishedDate
from bot.search.language.amounts import find_amounts
from bot.search.language.data_files import read_data
from bot.search.language.times import Calendar, find_times
from bot.search.language.tokens import tokenize

JULY_2024 = PublishedDate(2024, 7, 17)


@cache
def calendar() -> Calendar:
    """Return the shipped calendar."""
    return Calendar.read(read_data("calendar.yaml"))


@pytest.mark.parametrize(
    ("text", "in_question", "found"),
    [
        ("on August 9", False, [(2024, (8, 8))]),
        ("at the beginning of 2025", False, [(2025, (1, 4))]),
        ("im November 2024", False, [(2024, (11, 11))]),
        ("in march 25", True, [(2025, (3, 3))]),
        ("on March 25", False, [(2024, (3, 3))]),
        ("is it out on march 25?", True, [(2024, (3, 3))]),
        ("does it open november 19", True, [(2024, (11, 11))]),
        ("november 26 or later", True, [(2026, (11, 11))]),
        ("depuis le 1er mai", False, [(2024, (5, 5))]),
        ("its early 24 for me", True, [(2024, (1, 4))]),
        ("next year", False, [(2025, (1, 12))]),
        ("2024-01-05", False, [(2024, (1, 1)), (2024, (1, 12))]),
        ("it may march on", False, []),
        ("it comes soon", False, [(0, (1, 12))]),
    ],
)
def test_times(text: str, in_question: bool, found: list[tuple[int, tuple[int, int]]]) -> None:
    """Dates, months, parts of years and relative expressions stand for months; "may" may be another word."""
    mentions = find_times(calendar(), text, list(tokenize(text)), JULY_2024, in_question=in_question)
    assert [(mention.year, mention.months) for mention in mentions] == found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("$170M", [170e6]), ("170 Millionen Dollar", [170e6]), ("170 million dollars", [170e6]),
        ("37,2 Mio. Euro", [37.2e6]), ("1.350 Komparsen", []), ("£2 a month", [2]), ("in 2024", []),
    ],
)  # fmt: skip
def test_amounts(text: str, values: list[float]) -> None:
    """Equal sums have equal values in any notation; years and counts are no sums."""
    assert [amount.value for amount in find_amounts(text)] == values
