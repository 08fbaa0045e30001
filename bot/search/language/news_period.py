"""The time that a question wants the news of: "since June 20", "from last week", "what happened in February"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain import PublishedDate
from bot.search.accents import unaccented
from bot.search.language.month_days import days_beside, days_in_year
from bot.search.language.relative_days import Days
from bot.search.language.times import Calendar, TimeMention, find_times
from bot.search.language.tokens import Token, tokenize

_MAX_BETWEEN: Final = 4
"""Maximum number of words between "since" and the name of the month."""
_LONGEST_SEASON: Final = timedelta(days=100)
"""A month, or a season, that is read as longer stands for that of several years."""


@dataclass(frozen=True, slots=True)
class NewsPeriod:
    """Days of publication, and the place of the words that tell them."""

    first_day: date
    last_day: date
    start: int
    """Number of the first character that belongs to it."""
    end: int
    is_marked: bool
    """Whether a word before it, or the time itself, shows that it is about the news: "since", "from", "yesterday"."""
    goes_on: bool
    """Whether it reaches until today."""

    def of(self, text: str) -> str:
        """Return the words that tell it."""
        return text[self.start : self.end]


def news_period(calendar: Calendar, text: str, as_of: date) -> NewsPeriod | None:
    """Return the time in the past that a question of `as_of` names, None if it names none.

    Several times are one period: "between April and June". A month without a year is the last one.
    """
    tokens = list(tokenize(text))
    today = PublishedDate(as_of.year, as_of.month, as_of.day)
    found = [
        each
        for time in _outermost(find_times(calendar, text, tokens, today))
        if (each := _period(calendar, tokens, time, as_of))
    ]
    if not found:
        return None
    return NewsPeriod(
        min(each.first_day for each in found),
        max(each.last_day for each in found),
        min(each.start for each in found),
        max(each.end for each in found),
        is_marked=any(each.is_marked for each in found),
        goes_on=any(each.goes_on for each in found),
    )


def _outermost(times: Iterator[TimeMention]) -> list[TimeMention]:
    """Return the times with known days that are no part of another one, as the year of a date is."""
    ordered = sorted((time for time in times if time.first_day), key=lambda time: (time.start, -time.end))
    return [
        time
        for number, time in enumerate(ordered)
        if not any(other.start <= time.start and time.end <= other.end for other in ordered[:number])
    ]


def _period(calendar: Calendar, tokens: Sequence[Token], time: TimeMention, as_of: date) -> NewsPeriod | None:
    at = next(number for number, token in enumerate(tokens) if token.start >= time.start)
    days = _past_days(calendar, tokens, at, time, as_of)
    if not days or days[0] > as_of:
        return None
    lead = _lead(calendar, tokens, at)
    is_since = lead is not None and unaccented(tokens[lead].plain) in calendar.since
    start = tokens[_first_number(calendar, tokens, at) if lead is None else lead].start
    is_relative = not time.is_explicit and unaccented(tokens[at].plain) not in calendar.months
    return NewsPeriod(
        days[0],
        as_of if is_since else min(days[1], as_of),
        start,
        max(time.end, _end_of_days(calendar, tokens, at)),
        is_marked=lead is not None or is_relative,
        goes_on=days[1] >= as_of and not is_since,
    )


def _past_days(calendar: Calendar, tokens: Sequence[Token], at: int, time: TimeMention, as_of: date) -> Days | None:
    """Return the days of a time; those of a month without a year lie in the past."""
    if time.first_day is None or time.last_day is None:
        return None
    days = (time.first_day, time.last_day)
    is_certain = time.is_explicit or (days[0] <= as_of and days[1] - days[0] < _LONGEST_SEASON)
    if is_certain or unaccented(tokens[at].plain) not in calendar.months:
        return days
    years = (days_in_year(year, time.months, days_beside(tokens, at)) for year in (as_of.year, as_of.year - 1))
    return next((each for each in years if each and each[0] <= as_of), None)


def _lead(calendar: Calendar, tokens: Sequence[Token], at: int) -> int | None:
    """Return the place of the "since" or "from" before the time at `at`."""
    for place in range(at - 1, max(at - 1 - _MAX_BETWEEN, -1), -1):
        word = unaccented(tokens[place].plain)
        before = unaccented(tokens[place - 1].plain) if place else ""
        # "Of" in "since the 20th of June" is not the lead.
        if word in calendar.since or (word in calendar.from_words and not word[:1].isdigit()):
            further = None if word in calendar.since else _lead(calendar, tokens, place)
            return place if further is None else further
        if not (
            word in calendar.between or word in calendar.numbers or before in calendar.between or word[:1].isdigit()
        ):
            return None
    return None


def _first_number(calendar: Calendar, tokens: Sequence[Token], at: int) -> int:
    """Return the place of a number close before a time: "20 June", "20 de junio", "two weeks ago"."""
    for place in (at - 1, at - 2):
        if place >= 0 and (tokens[place].plain[:1].isdigit() or unaccented(tokens[place].plain) in calendar.numbers):
            return place
    return at


def _end_of_days(calendar: Calendar, tokens: Sequence[Token], at: int) -> int:
    """Return the end of the day after a month: "June 20"."""
    is_month = unaccented(tokens[at].plain) in calendar.months
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if is_month and following and following.plain[:1].isdigit() and days_beside(tokens, at):
        return following.end
    return 0
