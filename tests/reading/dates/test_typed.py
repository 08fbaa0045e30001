"""Test dates as people type them, in five languages."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import DatePrecision, PublishedDate
from bot.errors import DateError, DateFault, Heat2Error
from bot.phrases import load
from bot.phrases.dates import say_when
from bot.reading.dates.typed import LANGUAGES, MAX_TYPED, parse_typed_date

TODAY = date(2026, 11, 26)
"""A Thursday."""


def read(text: str, language: str = "en") -> str:
    """Return the date that is understood, in EDTF."""
    return parse_typed_date(text, language=language, today=TODAY).edtf


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "June 11, 2026"),
        ("en", "11 June 2026"),
        ("en", "June 11th, 2026"),
        ("en", "11th of June 2026"),
        ("en", "Thursday, June 11, 2026"),
        ("en", "on June 11, 2026"),
        ("en", "Jun. 11 2026, 5:30 PM"),
        ("en", "11-Jun-2026"),
        ("en", "20260611"),
        ("en", "2026/6/11"),
        ("en", "2026-06-11T10:00:00+02:00"),
        ("de", "11. Juni 2026"),
        ("de", "Donnerstag, 11. Juni 2026"),
        ("de", "am 11.6.2026"),
        ("de", "11.06.2026, 14:30 Uhr"),
        ("de", "11.6.26"),
        ("es", "11 de junio de 2026"),
        ("es", "11 junio del 2026"),
        ("es", "el 11 de junio de 2026"),
        ("fr", "11 juin 2026"),
        ("fr", "jeudi 11 juin 2026"),
        ("fr", "le 11 juin 2026"),
        ("it", "11 giugno 2026"),
        ("it", "giovedì 11 giugno 2026"),
        ("it", "l’11 giugno 2026"),
        # In another language than the person's.
        ("en", "11. Juni 2026"),
        ("de", "June 11, 2026"),
        ("ja", "11 juin 2026"),
    ],
)
def test_a_day_in_every_form(language: str, text: str) -> None:
    """A complete day is understood in all five languages, whatever the person's language."""
    assert read(text, language) == "2026-06-11"


@pytest.mark.parametrize(
    ("text", "language", "understood"),
    [
        ("11/6/2026", "en", "2026-11-06"),
        ("11-6-2026", "en-US", "2026-11-06"),
        ("11/6/2026", "en-GB", "2026-06-11"),
        ("11/6/2026", "de", "2026-06-11"),
        ("11/6/2026", "es", "2026-06-11"),
        ("11/6/2026", "fr", "2026-06-11"),
        ("11/6/2026", "it", "2026-06-11"),
        # Nobody puts the month first with full stops between.
        ("11.6.2026", "en", "2026-06-11"),
        # Only one order is in the calendar.
        ("25/12/2026", "en", "2026-12-25"),
        ("12/25/2026", "de", "2026-12-25"),
        ("1.1.98", "de", "1998-01-01"),
    ],
)
def test_day_and_month_in_the_order_of_the_language(text: str, language: str, understood: str) -> None:
    """Numbers between slashes have the order of the person's language, unless only the other order is possible."""
    assert read(text, language) == understood


@pytest.mark.parametrize(
    ("text", "language", "understood"),
    [
        ("today", "en", "2026-11-26"),
        ("yesterday", "en", "2026-11-25"),
        ("the day before yesterday", "en", "2026-11-24"),
        ("3 days ago", "en", "2026-11-23"),
        ("last Monday", "en", "2026-11-23"),
        ("gestern", "de", "2026-11-25"),
        ("heute morgen", "de", "2026-11-26"),
        ("vorgestern", "de", "2026-11-24"),
        ("vor drei Tagen", "de", "2026-11-23"),
        ("letzten Montag", "de", "2026-11-23"),
        ("ayer", "es", "2026-11-25"),
        ("hace 3 días", "es", "2026-11-23"),
        ("hace tres días", "es", "2026-11-23"),
        ("el lunes pasado", "es", "2026-11-23"),
        ("hier", "fr", "2026-11-25"),
        ("avant-hier", "fr", "2026-11-24"),
        ("il y a 3 jours", "fr", "2026-11-23"),
        ("lundi dernier", "fr", "2026-11-23"),
        ("ieri", "it", "2026-11-25"),
        ("l'altro ieri", "it", "2026-11-24"),
        ("tre giorni fa", "it", "2026-11-23"),
        ("lunedì scorso", "it", "2026-11-23"),
        ("tomorrow", "en", "2026-11-27"),
    ],
)
def test_days_that_are_counted_from_today(text: str, language: str, understood: str) -> None:
    """`yesterday` and `hace 3 días` mean a day. The name of a weekday means the last such day before today."""
    assert read(text, language) == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("2026-03", "2026-03"),
        ("March 2026", "2026-03"),
        ("März 2026", "2026-03"),
        ("marzo de 2026", "2026-03"),
        ("mars 2026", "2026-03"),
        ("marzo 2026", "2026-03"),
        ("03/2026", "2026-03"),
        ("2 months ago", "2026-09"),
        ("letzten Monat", "2026-10"),
        ("2026", "2026"),
        ("last year", "2025"),
    ],
)
def test_no_part_is_filled_in(text: str, understood: str) -> None:
    """A month stays a month, and a year a year."""
    assert read(text) == understood


@pytest.mark.parametrize(
    ("language", "text", "understood"),
    [
        ("en", "last month", "2026-10"),
        ("de", "voriges Jahr", "2025"),
        ("de", "vergangene Woche", "2026-11-19~"),
        ("es", "la semana pasada", "2026-11-19~"),
        ("es", "el mes pasado", "2026-10"),
        ("es", "el año pasado", "2025"),
        ("fr", "la semaine dernière", "2026-11-19~"),
        ("fr", "le mois dernier", "2026-10"),
        ("fr", "l’an passé", "2025"),
        ("it", "la scorsa settimana", "2026-11-19~"),
        ("it", "lo scorso mese", "2026-10"),
        ("it", "l'anno scorso", "2025"),
        ("en", "last September 4", "2026-09-04"),
        ("de", "letzten Dezember", "2025-12"),
        ("es", "el pasado 4 de septiembre", "2026-09-04"),
        ("es", "el pasado lunes", "2026-11-23"),
        ("fr", "le 4 septembre dernier", "2026-09-04"),
        ("fr", "en décembre dernier", "2025-12"),
        ("it", "lo scorso 26 novembre", "2025-11-26"),
        ("en", "June 11 of last year", "2025-06-11"),
        ("de", "am 11. Juni letzten Jahres", "2025-06-11"),
        ("es", "el 11 de junio del año pasado", "2025-06-11"),
        ("fr", "le 11 juin de l’année dernière", "2025-06-11"),
        ("it", "l’11 giugno dello scorso anno", "2025-06-11"),
    ],
)
def test_the_last_of_its_name(language: str, text: str, understood: str) -> None:
    """With a word for "last", a weekday, a day of a month, a month, a week or a year is the last one before today."""
    assert read(text, language) == understood


@pytest.mark.parametrize(
    ("language", "text", "understood"),
    [
        ("de", "gestern Abend", "2026-11-25"),
        ("es", "ayer por la tarde", "2026-11-25"),
        ("es", "anoche", "2026-11-25"),
        ("es", "antes de ayer", "2026-11-24"),
        ("es", "esta mañana", "2026-11-26"),
        ("fr", "hier soir", "2026-11-25"),
        ("fr", "avant hier", "2026-11-24"),
        ("fr", "ce matin", "2026-11-26"),
        ("it", "ieri sera", "2026-11-25"),
        ("it", "altroieri", "2026-11-24"),
        ("it", "stamattina", "2026-11-26"),
        ("de", "vor vierzehn Tagen", "2026-11-12"),
        ("es", "hace quince días", "2026-11-11"),
        ("fr", "il y a quinze jours", "2026-11-11"),
        ("it", "quindici giorni fa", "2026-11-11"),
        ("es", "de aquí a dos semanas", "2026-12-10~"),
        ("fr", "d’ici deux semaines", "2026-12-10~"),
        ("it", "fra due settimane", "2026-12-10~"),
        ("de", "seit gestern", "2026-11-25"),
        ("fr", "depuis hier", "2026-11-25"),
        ("es", "desde el lunes", "2026-11-23"),
        ("it", "da lunedì", "2026-11-23"),
    ],
)
def test_parts_of_days_and_numbers_in_words(language: str, text: str, understood: str) -> None:
    """A part of a day is that day, and numbers may be words, in each language."""
    assert read(text, language) == understood


@pytest.mark.parametrize(
    ("language", "text", "understood"),
    [
        ("en", "since June 2026", "2026-06"),
        ("de", "seit Juni 2026", "2026-06"),
        ("es", "desde junio del 2026", "2026-06"),
        ("fr", "depuis juin 2026", "2026-06"),
        ("it", "dal giugno del 2026", "2026-06"),
        ("it", "dall’11 giugno 2026", "2026-06-11"),
        ("it", "sett. 2026", "2026-09"),
        ("de", "am 11. Juni 2026 um 18 Uhr", "2026-06-11"),
        ("es", "el 11 de junio de 2026 a las 6", "2026-06-11"),
        ("fr", "le 11 juin 2026 à 18 heures", "2026-06-11"),
        ("it", "11 giugno 2026 alle 18", "2026-06-11"),
    ],
)
def test_words_around_a_date(language: str, text: str, understood: str) -> None:
    """Prepositions before a date and an hour after it change nothing."""
    assert read(text, language) == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("2024-01~", "2024-01~"),
        ("early June 2026", "2026-06~"),
        ("mid-June 2026", "2026-06~"),
        ("Ende Juni 2026", "2026-06~"),
        ("Anfang 2026", "2026~"),
        ("a mediados de junio de 2026", "2026-06~"),
        ("finales de junio de 2026", "2026-06~"),
        ("début juin 2026", "2026-06~"),
        ("à la mi-juin 2026", "2026-06~"),
        ("fine giugno 2026", "2026-06~"),
        ("a metà giugno 2026", "2026-06~"),
        ("intorno all’11 giugno 2026", "2026-06-11~"),
        ("~ June 2026", "2026-06~"),
        ("about March 2026", "2026-03~"),
        ("circa 2025", "2025~"),
        ("etwa März 2026", "2026-03~"),
        ("last week", "2026-11-19~"),
        ("il y a une semaine", "2026-11-19~"),
    ],
)
def test_an_approximate_date_is_inferred(text: str, understood: str) -> None:
    """A tilde, `about`, a part of a month or year, and a number of weeks make a date inferred."""
    assert read(text) == understood


@pytest.mark.parametrize("text", ["", "  ", "?", "unknown", "Unbekannt", "sin fecha", "sans date", "sconosciuta"])
def test_nothing_and_unknown_are_an_unknown_date(text: str) -> None:
    """An empty field is an answer, not a mistake."""
    assert not parse_typed_date(text, language="en", today=TODAY).is_known


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("soon", DateFault.NOT_UNDERSTOOD),
        ("filming begins in March 2026", DateFault.NOT_UNDERSTOOD),
        ("spring 2026", DateFault.NOT_UNDERSTOOD),
        ("Q1 2026", DateFault.NOT_UNDERSTOOD),
        ("10:30", DateFault.NOT_UNDERSTOOD),
        ("12", DateFault.NOT_UNDERSTOOD),
        ("1484823450", DateFault.NOT_UNDERSTOOD),
        ("June 2026 2025", DateFault.NOT_UNDERSTOOD),
        ("a\0b", DateFault.NOT_UNDERSTOOD),
        ("2026 " * MAX_TYPED, DateFault.NOT_UNDERSTOOD),
        ("June 11", DateFault.NO_YEAR),
        ("June 11, 26", DateFault.NO_YEAR),
        ("11. Juni", DateFault.NO_YEAR),
        ("11.6.", DateFault.NO_YEAR),
        ("March", DateFault.NO_YEAR),
        ("2026-02-30", DateFault.NOT_IN_CALENDAR),
        ("30.2.2026", DateFault.NOT_IN_CALENDAR),
        ("June 31, 2026", DateFault.NOT_IN_CALENDAR),
        ("2026-13", DateFault.NOT_IN_CALENDAR),
        ("0000", DateFault.NOT_IN_CALENDAR),
    ],
)
def test_an_error_says_how_to_write_a_date(text: str, fault: DateFault) -> None:
    """The error repeats the typed text, and says what is wrong and what to write."""
    with pytest.raises(DateError) as caught:
        read(text)
    assert caught.value.fault is fault
    assert "“" in str(caught.value)
    assert len(str(caught.value)) < 250
    assert isinstance(caught.value, Heat2Error)


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_a_date_or_an_error(text: str, language: str) -> None:
    """Any text gives a date or a DateError."""
    try:
        parse_typed_date(text, language=language, today=TODAY)
    except DateError as error:
        assert error.fault  # noqa: PT017


@given(
    st.dates(date(1950, 1, 1), date(2049, 12, 31)),
    st.sampled_from(list(DatePrecision)[:3]),
    st.sampled_from(LANGUAGES),
)
def test_what_the_bot_writes_it_also_reads(day: date, precision: DatePrecision, language: str) -> None:
    """A date as it stands in an answer means the same when it is typed, in its own language."""
    known = {
        DatePrecision.DAY: PublishedDate(day.year, day.month, day.day),
        DatePrecision.MONTH: PublishedDate(day.year, day.month),
        DatePrecision.YEAR: PublishedDate(day.year),
    }[precision]
    written = say_when(known, load(language))
    for text in (written, known.edtf):
        assert parse_typed_date(text, language=language, today=TODAY) == known


def test_the_library_of_dates_is_imported_only_when_words_are_read() -> None:
    """dateparser is not imported for a date in numbers, so commands start faster."""
    code = (
        "import sys, datetime; from bot.reading.dates.typed import parse_typed_date;"
        "parse_typed_date('11.6.2026', language='de', today=datetime.date.today());"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
