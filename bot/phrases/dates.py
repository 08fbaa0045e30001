"""Publication dates and ages in words, never more precise than they are known."""

from __future__ import annotations

from datetime import date

from bot.domain import DatePrecision, PublishedDate
from bot.phrases.evidence import say_known_evidence
from bot.phrases.phrases import Phrases


def say_date(published: PublishedDate, phrases: Phrases) -> str:
    """The date in words: `5 January 2024`, `about January 2024 (inferred: …)`, `date unknown`.

    Evidence of a known kind is said in the phrases' language. Other evidence is the article's own metadata and is given
    as it is: whoever shows it makes it harmless first.
    """
    if not published.is_known:
        return phrases.say("date.unknown")
    when = say_when(published, phrases)
    if not published.inferred:
        return when
    key = "date.inferred" if published.evidence else "date.inferred_bare"
    return phrases.say(key, date=when, evidence=say_known_evidence(published.evidence, phrases))


def say_when(published: PublishedDate, phrases: Phrases) -> str:
    """The date alone, an inferred one as `about January 2024`; how that is known is said by `say_evidence`."""
    known = _say_known(published, phrases) if published.is_known else phrases.say("date.unknown")
    if not published.inferred:
        return known
    key = "date.about_day" if published.precision is DatePrecision.DAY else "date.about"
    return phrases.say(key, date=known)


def say_evidence(published: PublishedDate, phrases: Phrases) -> str:
    """How an inferred date is known, for a line of its own; '' for any other."""
    if not published.inferred:
        return ""
    key = "date.evidence" if published.evidence else "date.evidence_bare"
    return phrases.say(key, evidence=say_known_evidence(published.evidence, phrases))


def say_age(published: PublishedDate, today: date, phrases: Phrases) -> str:
    """How long ago that was, in whole units rounded down: `2 years ago`; '' for an unknown or a later date."""
    first = published.first_day
    if first is None or first > today:
        return ""
    if published.precision is DatePrecision.YEAR:
        age = _say_years(today.year - first.year, phrases)
    elif published.precision is DatePrecision.MONTH:
        age = _say_months(_months(first, today), phrases)
    else:
        age = _say_days(first, today, phrases)
    return phrases.say("age.about", age=age) if published.inferred else age


def _say_known(published: PublishedDate, phrases: Phrases) -> str:
    if published.precision is DatePrecision.YEAR:
        return str(published.year)
    month = phrases.say(f"month.{published.month}")
    if published.precision is DatePrecision.MONTH:
        return phrases.say("date.month", month=month, year=published.year)
    key = "date.first" if published.day == 1 else "date.day"
    return phrases.say(key, day=published.day, month=month, year=published.year)


def _months(first: date, today: date) -> int:
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
    whole_months = _months(day, today) - (today.day < day.day)
    if whole_months:
        return _say_months(whole_months, phrases)
    return phrases.count("age.days", days) if days < 14 else phrases.count("age.weeks", days // 7)
