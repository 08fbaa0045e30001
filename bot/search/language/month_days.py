"""Days of months: those that are beside the name of a month, and the year that they mean."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.domain import PublishedDate
from bot.search.language.relative_days import Days, Months
from bot.search.language.tokens import Token

# "1st", "2nd", "3rd", "5th", "1er".
_DAY = re.compile(r"(?P<day>[12]?\d|3[01])(?:st|nd|rd|th|er|re|o)?")
_BETWEEN_DAY_AND_MONTH: Final = frozenset(("de", "of", "di", "d"))
_RANGE_WORDS: Final = frozenset(("to", "through", "and", "until", "bis", "und", "al", "a", "y", "au", "et", "e"))
_RECENT: Final = timedelta(days=45)
"""Time since a day for which news without a year still mean that day, and not the one of the next year."""


def days_beside(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the first and last day of a month that are beside its name at `index`, None without any."""
    return _days_before(tokens, index) or _days_after(tokens, index)


def days_in(year: int, month: int, days: tuple[int, int]) -> Days | None:
    """Return two days of a month as dates, None if the month does not have them."""
    length = monthrange(year, month)[1]
    return (date(year, month, days[0]), date(year, month, days[1])) if 1 <= days[0] <= days[1] <= length else None


def days_in_year(year: int, months: Months, days: tuple[int, int] | None) -> Days | None:
    """Return some days of a month, or else all days of some months, in a year. None if the month lacks the days."""
    if days:
        return days_in(year, months[0], days)
    first, last = PublishedDate(year, months[0]).first_day, PublishedDate(year, months[1]).last_day
    return (first, last) if first and last else None


def likeliest(dates: Sequence[Days], today: date, tense: int) -> Days:
    """Return which of some days in successive years is meant; a range of two years if nothing tells."""
    nearest = min(dates, key=lambda each: min(abs(each[0] - today), abs(each[1] - today)))
    if tense < 0 and nearest[0] > today + _RECENT:
        earlier = max((each for each in dates if each[1] < today), default=nearest)
        return earlier[0], nearest[1]
    if tense < 0 or nearest[1] >= today - _RECENT:
        return nearest
    later = min((each for each in dates if each[0] > today), default=nearest)
    return later if tense > 0 else (nearest[0], later[1])


def _days_before(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the days in "3 August", "5 al 23 de octubre", "5. bis 23. Oktober"."""
    at = next((i for i in (index - 1, index - 2) if i >= 0 and _day_of(tokens[i])), None)
    if at is None or (at == index - 2 and tokens[index - 1].plain not in _BETWEEN_DAY_AND_MONTH):
        return None
    last = _day_of(tokens[at])
    first = next((day for i in (at - 1, at - 2) if i >= 0 and (day := _day_of(tokens[i])) and day < last), 0)
    is_range = first and (at < 2 or _day_of(tokens[at - 1]) or tokens[at - 1].plain in _RANGE_WORDS)
    return (first, last) if is_range else (last, last)


def _days_after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Return the days in "August 3", "August 5 to 23"."""
    following = tokens[index + 1 : index + 4]
    first = _day_of(following[0]) if following else 0
    if not first:
        return None
    is_range = len(following) > 2 and following[1].plain in _RANGE_WORDS
    last = _day_of(following[2]) if is_range else max(map(_day_of, following[1:2]), default=0)
    return first, max(first, last)


def _day_of(token: Token) -> int:
    """Return the day of a month that a word stands for, 0 for none."""
    found = _DAY.fullmatch(token.plain)
    return int(found["day"]) if found else 0
