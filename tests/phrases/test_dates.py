"""Test dates and ages in words."""

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import PublishedDate
from bot.phrases import LANGUAGES, load
from bot.phrases.dates import evidence, say_age, say_date, say_plain_evidence, say_when

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2024-01-05", "5 January 2024"),
        ("2024-01", "January 2024"),
        ("2024", "2024"),
        ("", "date unknown"),
        ("2024-01~", "about January 2024 (inferred: it says “this year”)"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(written: str, said: str) -> None:
    """No part of a date is made up, and an inferred date is shown with its evidence."""
    assert say_date(PublishedDate.parse(written, "it says “this year”"), load("en")) == said


def test_an_inferred_date_without_evidence_is_still_marked() -> None:
    """An inferred date is marked even if its evidence is unknown."""
    assert say_date(PublishedDate.parse("2024~"), load("en")) == "about 2024 (inferred)"


def test_a_date_is_said_in_the_readers_language() -> None:
    """Day, month and year stand in the order and words of the language."""
    day = PublishedDate.parse("2024-03-05")
    assert [say_date(day, load(language)) for language in LANGUAGES] == [
        "5 March 2024", "5. März 2024", "5 de marzo de 2024", "5 mars 2024", "5 marzo 2024",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_languages_have_the_names_that_babel_gives_them(language: str) -> None:
    """The phrases hold their own copy, because loading one locale of Babel would delay every command by 60 ms."""
    texts, locale = load(language).texts, Locale.parse(language)
    codes = [key.removeprefix("language.") for key in texts if key.startswith("language.")]
    assert [texts[f"month.{number}"] for number in range(1, 13)] == list(locale.months["format"]["wide"].values())
    assert [texts[f"language.{code}"] for code in codes] == [locale.languages[code] for code in codes]


def test_an_inferred_first_of_a_month_is_said_as_people_say_it() -> None:
    """An inferred day has the article that its language wants, and the first of the month is an ordinal number.

    Italian has no article there: it would be elided before 8 and 11.
    """
    day = PublishedDate.parse("2024-03-01~")
    assert [say_when(day, load(language)) for language in LANGUAGES] == [
        "about 1 March 2024", "um den 1. März 2024", "hacia el 1 de marzo de 2024", "vers le 1er mars 2024",
        "circa 1º marzo 2024",
    ]  # fmt: skip
    assert say_date(day, load("fr")) == "vers le 1er mars 2024 (déduite)"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-03-10", "today"),
        ("2026-03-09", "yesterday"),
        ("2026-03-08", "2 days ago"),
        ("2026-02-24", "2 weeks ago"),
        ("2026-02-10", "1 month ago"),
        ("2025-03-11", "11 months ago"),
        ("2025-03-10", "1 year ago"),
        ("2024-01-05", "2 years ago"),
        ("2026-03", "this month"),
        ("2025-12", "3 months ago"),
        ("2024-11~", "about 1 year ago"),
        ("2026", "this year"),
        ("2022", "4 years ago"),
        ("2026-03-11", ""),
        ("2027", ""),
        ("", ""),
    ],
)
def test_an_age_is_whole_units_rounded_down(written: str, said: str) -> None:
    """An age is never more precise than its date. Unknown and future dates have no age."""
    assert say_age(PublishedDate.parse(written), TODAY, load("en")) == said


@given(st.dates(max_value=TODAY), st.sampled_from(LANGUAGES))
def test_every_past_day_has_an_age(day: date, language: str) -> None:
    """Every day of the past has an age in every language."""
    said = say_age(PublishedDate(day.year, day.month, day.day), TODAY, load(language))
    assert said
    assert "{" not in said


def test_evidence_is_said_without_names_from_source_code() -> None:
    """Evidence from a page's metadata is said in plain words, also inside other evidence; an author's text stays."""
    stored = evidence("and_address", place=evidence("json_ld"))
    assert say_plain_evidence(stored, load("en")) == "stated by the page for search engines and its address"
    assert "JSON-LD" not in say_plain_evidence(stored, load("de"))
    assert say_plain_evidence("it says so", load("en")) == "it says so"
