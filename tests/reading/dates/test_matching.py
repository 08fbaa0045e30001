"""Test dates as pages write them."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.dates.matching import days_in, read_date

NINTH = (
    "2026-03-09", "2026/03/09", "2026.03.09", "2026-3-9", "20260309", "2026/03/09 08:00", "2026-03-09T08:00:00Z",
    "2026-03-09T08:00:00.000+0100", "2026-03-09T23:30:00-08:00", "2026-03-09 08:00:00 UTC", "2026-03-09 08:00:00 -0500",
    "20260309T080000Z", "2026-03-09T08:00:00+01:00[Europe/Berlin]", "2026-03-09Z", "2026-03-09T10:00:00.123456789Z",
    "Mon, 09 Mar 2026 08:00:00 +0000", "Mon, 09 Mar 2026 08:00:00 GMT", "Mon Mar 09 2026 08:00:00 GMT+0100 (CET)",
    "Mon Mar  9 08:00:00 UTC 2026", "Monday, March 9, 2026", "March 9, 2026 at 8:00 AM EST", "Mar. 9, 2026 | 8:15 am",
    "9 March 2026", "9th of March 2026", "9-Mar-2026", "9. März 2026", "Montag, den 9. März 2026, 08:00 Uhr",
    "09.03.2026", "9.3.2026 10:15", "9 de marzo de 2026", "lunes, 9 de marzo de 2026", "9 mars 2026",
    "lundi 9 mars 2026 à 08h00", "9 marzo 2026", "lunedì 9 marzo 2026", "1773014400", "1773014400000",
)  # fmt: skip


@pytest.mark.parametrize("value", NINTH)
def test_one_day_in_many_forms(value: str) -> None:
    """Every form means the 9th of March 2026. A time zone does not move the day."""
    assert read_date(value) == "2026-03-09"


@pytest.mark.parametrize(
    ("value", "edtf"),
    [
        ("2026-03", "2026-03"),
        ("2026/03", "2026-03"),
        ("March 2026", "2026-03"),
        ("mars 2026", "2026-03"),
        ("2026", "2026"),
        ("1er mars 2026", "2026-03-01"),
        ("1º marzo 2026", "2026-03-01"),
        ("12 août 2026", "2026-08-12"),
        ("3 février 2026", "2026-02-03"),
        ("3 de enero de 2026", "2026-01-03"),
        ("3. Jänner 2026", "2026-01-03"),
        ("3 gennaio 2026", "2026-01-03"),
        ("Sept. 3, 2026", "2026-09-03"),
        ("3. Dez. 2026", "2026-12-03"),
        ("25/03/2026", "2026-03-25"),
        ("03/25/2026", "2026-03-25"),
    ],
)
def test_only_what_is_written_is_known(value: str, edtf: str) -> None:
    """A month has no day. A number over 12 shows which number is the month."""
    assert read_date(value) == edtf


@pytest.mark.parametrize(
    "value",
    [
        "", "soon", "2000 AD", "2026-13-40", "2026-02-31", "2026-00-10", "20261399", "March 32, 2026", "03/09/2026",
        "2026-03-09/2026-03-10", "2026-03-09 and more", "Issue 2026-03-09", "9.3.26", "https://a.example/2026/03/09",
        "Published March 9, 2026", "2026-03-09T99:99", "1", "٢٠٢٦-٠٣-٠٩x", "2026-03-" + "0" * 200,
    ],
)  # fmt: skip
def test_a_text_with_more_than_a_date_is_no_date(value: str) -> None:
    """A text that is more than a date gives no date."""
    assert read_date(value) == ""


def test_a_language_tells_day_from_month() -> None:
    """03/09/2026 is in March only for Americans. With points between the numbers, the day always comes first."""
    assert read_date("03/09/2026", month_first=True) == "2026-03-09"
    assert read_date("03/09/2026", month_first=False) == "2026-09-03"
    assert read_date("03.09.2026", month_first=True) == "2026-09-03"


def test_days_in_a_text() -> None:
    """Each day is found with its offsets."""
    plain, days = days_in("Updated March 2, 2026 | Published 5 January 2026 in room 12")
    assert [(day.edtf, plain[day.start : day.end]) for day in days] == [
        ("2026-03-02", "march 2, 2026"),
        ("2026-01-05", "5 january 2026"),
    ]


@given(st.dates(date(1995, 1, 1), date(2200, 1, 1)))
def test_each_day_is_read_back(day: date) -> None:
    """Every day is read back from the forms that programs write."""
    for written in (day.isoformat(), day.strftime("%Y/%m/%d"), day.strftime("%a, %d %b %Y 23:59:59 -0800")):
        assert read_date(written) == day.isoformat()


@given(st.text(max_size=60))
def test_any_text_is_read_or_not(text: str) -> None:
    """No text raises an error."""
    read_date(text)
    list(days_in(text)[1])


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it"])
def test_every_name_of_a_month_and_of_a_weekday_that_babel_has_is_matched(language: str) -> None:
    """Whole and abbreviated, alone and in a date, with the point that some abbreviations have."""
    locale = Locale.parse(language)
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in locale.months[context][width].items():
                assert read_date(f"9 {name} 2026") == f"2026-{month:02}-09", name
            for name in locale.days[context][width].values():
                assert read_date(f"{name} 9 {locale.months['format']['wide'][3]} 2026") == "2026-03-09", name
