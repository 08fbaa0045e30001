"""When an article was published, as a reply shows it: never more precise than it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from bot.discord_app.replies.escape import inline
from bot.domain import DatePrecision, PublishedDate
from bot.phrases import Phrases
from bot.phrases.dates import say_age, say_date

_LONGEST_EVIDENCE: Final = 160
_SAME_DAY_HOUR: Final = 10
"""Discord shows a moment in the reader's own time zone. 10:00 UTC falls on the same day from Honolulu (UTC-10) to
Auckland in summer (UTC+13); noon would show New Zealand the next day."""
_AGES_FROM: Final = 2
"""Days from which Discord's own age is right: before, it would count hours from a time of day that nobody stated."""


def show_date(published: PublishedDate, today: date, phrases: Phrases) -> str:
    """A stated day in the reader's own calendar with an age that stays true; anything else in words."""
    if published.precision is DatePrecision.DAY and not published.inferred:
        return _show_day(date(published.year, published.month, published.day), today)
    evidence = inline(published.evidence, _LONGEST_EVIDENCE)
    age = say_age(published, today, phrases)
    said = say_date(replace(published, evidence=evidence), phrases)
    return f"{said} · {age}" if age else said


def _show_day(day: date, today: date) -> str:
    moment = int(datetime(day.year, day.month, day.day, _SAME_DAY_HOUR, tzinfo=UTC).timestamp())
    shown = f"<t:{moment}:D>"
    return f"{shown} · <t:{moment}:R>" if (today - day).days >= _AGES_FROM else shown
