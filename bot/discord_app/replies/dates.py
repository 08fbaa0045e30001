"""Dates of articles in replies: never more precise than they are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from bot.discord_app.replies.escape import inline
from bot.domain import DatePrecision, PublishedDate
from bot.phrases import Phrases
from bot.phrases.dates import say_age, say_evidence, say_plain_evidence, say_when

_MAX_EVIDENCE: Final = 120
_SAME_DAY_HOUR: Final = 10
"""Hour in UTC of the moment that stands for a day. Discord shows a moment in the reader's own time zone: 10:00 UTC is
the same day from Honolulu (UTC-10) to Auckland in summer (UTC+13), where noon UTC would already be the next day."""
_MIN_AGE_DAYS: Final = 2
"""Minimum age that Discord shows rightly: below, it would count hours from a time of day that no article states."""


def show_date(published: PublishedDate, phrases: Phrases) -> str:
    """Return a stated day in Discord's own format, which each reader sees in their language; other dates in words."""
    return f"<t:{_moment(published)}:D>" if _is_stated_day(published) else say_when(published, phrases)


def show_day(day: date | None, phrases: Phrases) -> str:
    """Return a day in Discord's own format; '' for None."""
    return show_date(PublishedDate(day.year, day.month, day.day), phrases) if day else ""


def show_age(published: PublishedDate, today: date, phrases: Phrases) -> str:
    """Return the age; '' for an unknown date. Discord counts the age of a stated day, so that it stays right."""
    if not _is_stated_day(published):
        return say_age(replace(published, inferred=False), today, phrases)
    days = (today - date(published.year, published.month, published.day)).days
    return f"<t:{_moment(published)}:R>" if days >= _MIN_AGE_DAYS else ""


def show_evidence(published: PublishedDate, phrases: Phrases) -> str:
    """Return the evidence of an inferred date, translated where the program wrote it; '' for any other date."""
    said = say_plain_evidence(published.evidence, phrases)
    return say_evidence(replace(published, evidence=inline(said, _MAX_EVIDENCE)), phrases)


def _is_stated_day(published: PublishedDate) -> bool:
    return published.precision is DatePrecision.DAY and not published.inferred


def _moment(day: PublishedDate) -> int:
    return int(datetime(day.year, day.month, day.day, _SAME_DAY_HOUR, tzinfo=UTC).timestamp())
