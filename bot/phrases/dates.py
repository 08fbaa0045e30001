"""Publication dates, ages and evidence in words, never more precise than they are known.

Evidence says how a date is known. It is stored in English with its article. Every kind that the program writes has a
phrase in the section `evidence`; stored evidence is compared with the English phrases and translated. Any other
evidence is an author's or the operator's own and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from string import Formatter
from typing import Final

from bot.domain import DatePrecision, PublishedDate
from bot.phrases.phrases import LANGUAGES, Phrases, load

_EVIDENCE: Final = "evidence."
_PLAIN: Final = "evidence_plain."
_NESTED: Final = frozenset({"place"})
"""Placeholders whose value is evidence itself."""
_FORMER: Final[Mapping[str, str]] = {r"stated by a moderator \(\d+\)": "moderator"}
"""Patterns of evidence that earlier versions stored, and the kinds that replace it."""


def say_date(published: PublishedDate, phrases: Phrases) -> str:
    """Return the date in words: `5 January 2024`, `about January 2024 (inferred: …)`, `date unknown`.

    Evidence may be an author's own text: escape it before it is shown.
    """
    if not published.is_known:
        return phrases.say("date.unknown")
    text = say_when(published, phrases)
    if not published.inferred:
        return text
    key = "date.inferred" if published.evidence else "date.inferred_bare"
    return phrases.say(key, date=text, evidence=say_known_evidence(published.evidence, phrases))


def say_when(published: PublishedDate, phrases: Phrases) -> str:
    """Return the date without its evidence; an inferred one as `about January 2024`."""
    text = _say_known(published, phrases) if published.is_known else phrases.say("date.unknown")
    if not published.inferred:
        return text
    key = "date.about_day" if published.precision is DatePrecision.DAY else "date.about"
    return phrases.say(key, date=text)


def say_evidence(published: PublishedDate, phrases: Phrases) -> str:
    """Return how an inferred date is known, as a line of its own; '' for any other date."""
    if not published.inferred:
        return ""
    key = "date.evidence" if published.evidence else "date.evidence_bare"
    return phrases.say(key, evidence=say_known_evidence(published.evidence, phrases))


def say_age(published: PublishedDate, today: date, phrases: Phrases) -> str:
    """Return the age in whole units, rounded down: `2 years ago`; '' for an unknown date or one after `today`."""
    first = published.first_day
    if first is None or first > today:
        return ""
    if published.precision is DatePrecision.YEAR:
        age = _say_years(today.year - first.year, phrases)
    elif published.precision is DatePrecision.MONTH:
        age = _say_months(_months_between(first, today), phrases)
    else:
        age = _say_days(first, today, phrases)
    return phrases.say("age.about", age=age) if published.inferred else age


def evidence(kind: str, **values: str) -> str:
    """Return the English text that is stored as evidence of that kind."""
    return load(LANGUAGES[0]).say(f"{_EVIDENCE}{kind}", **values)


def say_known_evidence(stored: str, phrases: Phrases) -> str:
    """Return stored evidence in the language of `phrases`; a text of no known kind stays as it is."""
    return _say_stored(stored, phrases)


def say_plain_evidence(stored: str, phrases: Phrases) -> str:
    """Return the same without names from the source code of pages, for people who do not know them."""
    return _say_stored(stored, phrases, _PLAIN)


def _say_stored(stored: str, phrases: Phrases, section: str = _EVIDENCE) -> str:
    """Return stored evidence by the phrase of that section if it has one, else by that of `evidence`."""
    for pattern, key in _evidence_patterns():
        found = pattern.fullmatch(stored)
        if found:
            values = {
                name: _say_stored(value, phrases, section) if name in _NESTED else value
                for name, value in found.groupdict().items()
            }
            own = key.replace(_EVIDENCE, section)
            return phrases.say(own if own in phrases.texts else key, **values)
    return stored


@cache
def _evidence_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return a pattern for the English text of each kind: those without placeholders first, then the longest."""
    english = {key: text for key, text in load(LANGUAGES[0]).texts.items() if key.startswith(_EVIDENCE)}
    ordered = sorted(english.items(), key=lambda item: ("{" in item[1], -len(item[1])))
    former = ((re.compile(pattern), f"{_EVIDENCE}{kind}") for pattern, kind in _FORMER.items())
    return (*former, *((_pattern_of(text), key) for key, text in ordered))


def _pattern_of(text: str) -> re.Pattern[str]:
    parts = (
        re.escape(literal) + (f"(?P<{name}>.+)" if name else "") for literal, name, _, _ in Formatter().parse(text)
    )
    return re.compile("".join(parts), re.DOTALL)


def _say_known(published: PublishedDate, phrases: Phrases) -> str:
    if published.precision is DatePrecision.YEAR:
        return str(published.year)
    month = phrases.say(f"month.{published.month}")
    if published.precision is DatePrecision.MONTH:
        return phrases.say("date.month", month=month, year=published.year)
    key = "date.first" if published.day == 1 else "date.day"
    return phrases.say(key, day=published.day, month=month, year=published.year)


def _months_between(first: date, today: date) -> int:
    return (today.year - first.year) * 12 + today.month - first.month


def _say_years(years: int, phrases: Phrases) -> str:
    return phrases.count("age.years", years) if years else phrases.say("age.this_year")


def _say_months(months: int, phrases: Phrases) -> str:
    if not months:
        return phrases.say("age.this_month")
    return _say_years(months // 12, phrases) if months >= 12 else phrases.count("age.months", months)


def _say_days(day: date, today: date, phrases: Phrases) -> str:
    days = (today - day).days
    if days < 2:
        return phrases.say("age.yesterday" if days else "age.today")
    whole_months = _months_between(day, today) - (today.day < day.day)
    if whole_months:
        return _say_months(whole_months, phrases)
    return phrases.count("age.days", days) if days < 14 else phrases.count("age.weeks", days // 7)
