"""Dates as a reply shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.replies.dates import show_age, show_date, show_evidence
from bot.domain import PublishedDate
from bot.phrases import load

ENGLISH = load("en")
TODAY = date(2026, 3, 10)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-10, 13))
def test_a_stated_day_is_that_day_for_readers_everywhere(day: date, offset: int) -> None:
    """From Honolulu to Auckland, Discord shows the day that the article states."""
    shown = show_date(PublishedDate(day.year, day.month, day.day), ENGLISH)
    moment = datetime.fromtimestamp(int(shown.removeprefix("<t:").removesuffix(":D>")), UTC)
    assert moment.astimezone(timezone(timedelta(hours=offset))).date() == day


@pytest.mark.parametrize(
    ("written", "shown", "age"),
    [
        ("2024-01", "January 2024", "2 years ago"),
        ("2024", "2024", "2 years ago"),
        ("", "date unknown", ""),
        ("2024-01~", "about January 2024", "2 years ago"),
        ("2024-01-05~", "about 5 January 2024", "2 years ago"),
        ("2026-03-10", "<t:1773136800:D>", ""),
        ("2026-03-09", "<t:1773050400:D>", ""),
        ("2026-03-08", "<t:1772964000:D>", "<t:1772964000:R>"),
    ],
)
def test_a_date_is_no_more_precise_than_it_is_known(written: str, shown: str, age: str) -> None:
    """Only a stated day is sent as a Discord timestamp, and no age in hours is made up."""
    published = PublishedDate.parse(written)
    assert (show_date(published, ENGLISH), show_age(published, TODAY, ENGLISH)) == (shown, age)


def test_evidence_is_shown_as_it_is_written() -> None:
    """The evidence of a date is shown letter for letter, and is not read as Markdown."""
    published = PublishedDate.parse("2024-01~", "it says *soon*\n# now")
    assert show_evidence(published, ENGLISH) == r"date inferred\: it says \*soon\* \# now".replace(r"\:", ":", 1)
    assert show_evidence(PublishedDate.parse("2024-01"), ENGLISH) == ""
    assert show_evidence(PublishedDate.parse("2024-01~"), ENGLISH) == "date inferred"
