"""Days that a text speaks of, counted from the day of its publication."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, PublishedDate
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.relative_days import Days
from bot.search.language.times import days_of, find_times
from bot.search.language.tokens import tokenize
from tests.language_data import shipped_data
from tests.search.language.test_times_and_amounts import calendar

WEDNESDAY = date(2026, 8, 5)
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
}
NEXT = {"en": "next {}", "de": "am kommenden {}", "es": "el próximo {}", "fr": "{} prochain", "it": "{} prossimo"}
LAST = {"en": "last {}", "de": "am vergangenen {}", "es": "el {} pasado", "fr": "{} dernier", "it": "{} scorso"}
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
languages = st.sampled_from(sorted(WEEKDAYS))


def found(text: str, published: PublishedDate) -> Days | None:
    """Return the first and last day of a text."""
    return days_of(list(find_times(calendar(), text, list(tokenize(text)), published)))


def on(day: date) -> PublishedDate:
    """Return the date of an article that was published on a day."""
    return PublishedDate(day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        # weekdays
        ("Filming began on Monday.", "2026-08-03", "2026-08-03"),
        ("Filming will begin on Monday.", "2026-08-10", "2026-08-10"),
        ("Filming begins on Monday.", "2026-08-03", "2026-08-10"),
        ("It began on Wednesday.", "2026-08-05", "2026-08-05"),
        ("Die Dreharbeiten wurden am Montagabend unterbrochen.", "2026-08-03", "2026-08-03"),
        ("Los ensayos fueron el lunes.", "2026-08-03", "2026-08-03"),
        ("Le tournage sera interrompu vendredi.", "2026-08-07", "2026-08-07"),
        ("Le riprese saranno sospese venerdì.", "2026-08-07", "2026-08-07"),
        # days
        ("They wrapped yesterday.", "2026-08-04", "2026-08-04"),
        ("Morgen geht es los.", "2026-08-06", "2026-08-06"),
        ("Am Morgen regnete es.", "", ""),
        ("Empieza mañana.", "2026-08-06", "2026-08-06"),
        ("Llovió por la mañana.", "", ""),
        ("Après-demain, l'équipe part.", "2026-08-07", "2026-08-07"),
        ("L'altro ieri pioveva.", "2026-08-03", "2026-08-03"),
        # weeks and weekends
        ("It starts next week.", "2026-08-10", "2026-08-16"),
        ("Letzte Woche war frei.", "2026-07-27", "2026-08-02"),
        ("La semana que viene empieza.", "2026-08-10", "2026-08-16"),
        ("Cette semaine, rien.", "2026-08-03", "2026-08-09"),
        ("La settimana scorsa pioveva.", "2026-07-27", "2026-08-02"),
        ("Am Wochenende ist Premiere.", "2026-08-08", "2026-08-09"),
        ("In the coming weeks they rest.", "", ""),
        # months, seasons and years
        ("They train next month.", "2026-09-01", "2026-09-30"),
        ("El mes pasado llovió.", "2026-07-01", "2026-07-31"),
        ("Next spring it moves.", "2027-03-01", "2027-05-31"),
        ("L'été prochain, peut-être.", "2027-06-01", "2027-08-31"),
        ("Last summer it was hot.", "2025-06-01", "2025-08-31"),
        ("Late next year it opens.", "2027-09-01", "2027-12-31"),
        ("Ende des Jahres ist Schluss.", "2026-09-01", "2026-12-31"),
        # so many units away
        ("Three days ago it rained.", "2026-08-02", "2026-08-02"),
        ("Vor zwei Wochen regnete es.", "2026-07-19", "2026-07-25"),
        ("Hace un mes llovía.", "2026-07-01", "2026-07-31"),
        ("Dans dix jours, l'équipe part.", "2026-08-15", "2026-08-15"),
        ("Due settimane fa pioveva.", "2026-07-19", "2026-07-25"),
        ("They will leave in two weeks.", "2026-08-16", "2026-08-22"),
        ("It was shot in eleven days.", "", ""),
        ("A year ago it was off.", "2025-01-01", "2025-12-31"),
        # days of months
        ("It began on August 3.", "2026-08-03", "2026-08-03"),
        ("Monday, August 3, was dry.", "2026-08-03", "2026-08-03"),
        ("It opens on December 17, 2027.", "2027-12-17", "2027-12-17"),
        ("Kinostart: 16. Dezember 2027", "2027-12-16", "2027-12-16"),
        ("Kinostart ist am 16.12.2027.", "2027-12-16", "2027-12-16"),
        ("Del 5 al 23 de octubre.", "2026-10-05", "2026-10-23"),
        ("From August 10 to 23.", "2026-08-10", "2026-08-23"),
        ("Le 1er septembre 2026.", "2026-09-01", "2026-09-01"),
        ("It was shot on March 12.", "2026-03-12", "2026-03-12"),
        ("It will open on March 12.", "2027-03-12", "2027-03-12"),
        ("It stays on March 12.", "2026-03-12", "2027-03-12"),
        ("It stays on January 12.", "2027-01-12", "2027-01-12"),
        ("It was set for January 12.", "2026-01-12", "2027-01-12"),
        ("On August 35 nothing happens.", "2026-08-01", "2026-08-31"),
        # not when it was said, but when it happens
        ("It will open on November 19, 2027, the studio said on Tuesday.", "2027-11-19", "2027-11-19"),
        ("“No,” the studio said on Tuesday.", "2026-08-04", "2026-08-04"),
    ],
)
def test_days(text: str, first: str, last: str) -> None:
    """Times are read from the day of publication, Wednesday, August 5, 2026."""
    expected = (date.fromisoformat(first), date.fromisoformat(last)) if first else None
    assert found(text, on(WEDNESDAY)) == expected


@given(day=days, weekday=st.integers(0, 6), language=languages)
def test_next_and_last_weekday(day: date, weekday: int, language: str) -> None:
    """In every language "next" is the first such day after the publication, and "last" the latest one before."""
    name = WEEKDAYS[language][weekday]
    after, before = (found(form[language].format(name), on(day)) for form in (NEXT, LAST))
    assert after
    assert before
    assert (after[0], before[0]) == (after[1], before[1])
    assert after[0].weekday() == before[0].weekday() == weekday
    assert timedelta(0) < after[0] - day <= timedelta(7)
    assert timedelta(0) < day - before[0] <= timedelta(7)


@given(day=days, weekday=st.integers(0, 6), language=languages)
def test_any_weekday_is_near(day: date, weekday: int, language: str) -> None:
    """A weekday alone is within a week of the publication, or that day itself."""
    span = found(WEEKDAYS[language][weekday], on(day))
    assert span
    assert day - timedelta(6) <= span[0] <= span[1] <= day + timedelta(6)
    assert span[0].weekday() == span[1].weekday() == weekday
    assert (span[0] == day) == (weekday == day.weekday())


@given(day=days, count=st.integers(1, 60))
def test_ago_is_before_and_in_is_after(day: date, count: int) -> None:
    """Three days ago is three days before the day of the article, and "in three days" three days after it."""
    ago = day - timedelta(count)
    assert found(f"{count} days ago", on(day)) == (ago, ago)
    ahead = day + timedelta(count)
    assert found(f"dentro de {count} días", on(day)) == (ahead, ahead)
    assert found(f"de aquí a {count} días", on(day)) == (ahead, ahead)


@given(day=days, ahead=st.integers(-150, 40))
def test_a_day_of_a_month_is_the_nearest_in_the_past_tense(day: date, ahead: int) -> None:
    """A day without a year is the one nearest to the publication, if the sentence is in the past tense."""
    meant = day + timedelta(ahead)
    if (meant.month, meant.day) == (2, 29):
        return
    assert found(f"It was shot on {meant.day} {meant:%B}.", on(day)) == (meant, meant)


@given(text=st.text(max_size=60), year=st.integers(1, 9999), month=st.integers(0, 12), day=st.integers(0, 28))
def test_any_text_of_any_year(text: str, year: int, month: int, day: int) -> None:
    """No text and no date of publication is an error, and a first day is never after the last one."""
    published = PublishedDate(year, month, day if month else 0)
    words = f"{text} next year, last month, in 99 years, 99 weeks ago, on Monday, March 3"
    for each in (text, words):
        span = found(each, published)
        assert span is None or span[0] <= span[1]


@pytest.mark.parametrize("published", ["", "2026"])
def test_without_a_month_nothing_is_counted(published: str) -> None:
    """Without a known month of publication, "next month" and "on Monday" mean nothing."""
    assert found("It starts on Monday, or next month.", PublishedDate.parse(published)) is None


def test_without_a_day_only_months_are_counted() -> None:
    """With the month alone, "next month" is known and "on Monday" is not."""
    august = PublishedDate.parse("2026-08")
    assert found("It starts next month.", august) == (date(2026, 9, 1), date(2026, 9, 30))
    assert found("It starts on Monday.", august) is None


def test_sentences_hold_their_days() -> None:
    """Each analysed sentence has its first and last day as ordinals, zeros if nothing tells."""
    text = "Filming began on Monday. It is set in Chicago. It lasts until 2027."
    article = Article("a", text, published=on(WEDNESDAY), language="en")
    (passage,) = ArticleAnalyser(shipped_data()).analyse(article).passages
    assert isinstance(passage, AnalysedPassage)
    monday = date(2026, 8, 3).toordinal()
    spans = [(each.first_day, each.last_day) for each in passage.sentences]
    assert spans == [(monday, monday), (0, 0), (date(2027, 1, 1).toordinal(), date(2027, 12, 31).toordinal())]
