"""Dates to come: an article cannot be from then, and what is dated so is in no answer until then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from bot.domain import PublishedDate
from bot.phrases.messages import message
from bot.reading.fields import Complaint, complaint


def latest_day() -> date:
    """The latest day on which something can have been published: somewhere on earth it may be tomorrow already."""
    return (datetime.now(UTC) + timedelta(days=1)).date()


def future_complaints(fields: Mapping[str, str]) -> list[Complaint]:
    """What is wrong with a `date` that is yet to come; nothing where `fields` holds another or none."""
    try:
        published = PublishedDate.parse(fields.get("date", ""))
    except ValueError:
        return []
    if published.may_precede(latest_day()):
        return []
    return [complaint("date", message("field.date_future", date=published.plain))]
