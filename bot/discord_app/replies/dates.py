"""When an article was published, as a reply shows it: never more precise than it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from bot.discord_app.replies.escape import inline
from bot.domain import DatePrecision, PublishedDate
from bot.phrases import Phrases
from bot.phrases.dates import say_age, say_evidence, say_known_evidence, say_when

_LONGEST_EVIDENCE: Final = 120
_SAME_DAY_HOUR: Final = 10
"""Discord shows a moment in the reader's own time zone. 10:00 UTC falls on the same day from Honolulu (UTC-10) to
Auckland in summer (UTC+13); noon would show New Zealand the next day."""
_AGES_FROM: Final = 2
"""Days from which Discord's own age is right: before, it would count hours from a time of day that nobody stated."""


def show_date(published: PublishedDate, phrases: Phrases) -> str:
    """A stated day in the reader's own calendar, anything else in words."""
    return f"<t:{_moment(published)}:D>" if _is_stated_day(published) else say_when(published, phrases)


def show_age(published: PublishedDate, today: date, phrases: Phrases) -> str:
    """How long ago: for a stated day by Discord, so that it stays true; else in words; '' where it is not known."""
    if not _is_stated_day(published):
        return say_age(replace(published, inferred=False), today, phrases)
    days = (today - date(published.year, published.month, published.day)).days
    return f"<t:{_moment(published)}:R>" if days >= _AGES_FROM else ""


def show_evidence(published: PublishedDate, phrases: Phrases) -> str:
    """How an inferred date is known, in the reader's language where the program wrote it; '' for any other date."""
    said = say_known_evidence(published.evidence, phrases)
    return say_evidence(replace(published, evidence=inline(said, _LONGEST_EVIDENCE)), phrases)


def _is_stated_day(published: PublishedDate) -> bool:
    return published.precision is DatePrecision.DAY and not published.inferred


def _moment(day: PublishedDate) -> int:
    return int(datetime(day.year, day.month, day.day, _SAME_DAY_HOUR, tzinfo=UTC).timestamp())
