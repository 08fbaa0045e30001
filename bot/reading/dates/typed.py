"""Parse dates as people type them in English, German, Spanish, French and Italian.

Examples: `June 11, 2026`, `11.6.2026`, `gestern`, `hace 3 días`, `le mois dernier`, `2024-01~`. A part that is not
typed stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from bot.domain import UNKNOWN_DATE, PublishedDate
from bot.errors import DateError, DateFault
from bot.reading.dates.typed_words import plain_words, unit_of, without_last, without_last_year

if TYPE_CHECKING:
    from dateparser.date import DateData

LANGUAGES: Final = ("en", "de", "es", "fr", "it")
"""Languages whose words are understood, whatever the language of the person who types."""

MAX_TYPED: Final = 100
"""Maximum length of a date, in characters."""

_UNKNOWN: Final = re.compile(
    r"|[?–—-]|n/a|none|unknown|not known|undated|no date|unbekannt|nicht bekannt|undatiert|ohne(?: datum)?"
    r"|desconocid[oa]|sin fecha|inconnue?|sans date|s\. ?d\.|sconosciut[oa]|ignota|senza data",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"(?:~|≈|(?:about|around|approx(?:imately|\.)?|circa|ca?\.|etwa|ungefähr|hacia|alrededor de|aproximadamente|vers"
    r"|environ|verso|intorno al?)(?=\s)|intorno all(?=['’])"
    r"|(?:(?:in|at the|by|im|zu|en|a|à|ad|al|à la|para)\s+)?(?:early|mid|late|(?:beginning|start|end) of|anfang|mitte"
    r"|ende|(?:principios?|comienzos?|inicios?|mediados|fin(?:al)?(?:es)?)(?= de\s)|début|mi|fin|courant|inizio"
    r"|metà|fine)"
    r"(?=[\s-]))[\s-]*",
    re.IGNORECASE,
)
"""Words that make a date inexact: `about`, or a part of a month or year."""
_ARTICLE: Final = re.compile(
    r"(?:on|the|of|since|from|der|die|das|dem|den|am|vom|seit|ab|el|los?|las?|del?|desde|les?|du|des|depuis|dès|il|dal?"
    r"|dalla|dallo|nel|di)\s+(?=\S)(?!y a|aquí)|(?:d[ae]ll|all|nell|l)['’](?=\w)",
    re.IGNORECASE,
)
_HOUR: Final = r"\s*(?:uhr|h|hrs|heures?|horas|[ap]\.?\s?m\.?)?"
_AT: Final = r"(?:at|um|a las|à|alle(?: ore)?|ore)\s+"
_CLOCK: Final = re.compile(
    rf"(?:(?:,|\s|T)\s*(?:-\s*|{_AT})?\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}}(?:\.\d+)?)?{_HOUR}"
    rf"\s*(?:Z|[A-Z]{{2,4}}|[+-]\d{{2}}:?\d{{2}})?|[,\s]\s*{_AT}\d{{1,2}}{_HOUR})",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*([./-])\s*(\d{1,2})(?:\s*\2\s*(\d{1,2}))?\.?")
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_MONTH_AND_YEAR: Final = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_WHOLE_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_NUMBER: Final = re.compile(r"\d+")
_OF_YEAR: Final = re.compile(r"\s+(?:of|de|del|di|du|des jahres)\s+(?=\d{4}$)|\s+dell['’](?=\d{4}$)", re.IGNORECASE)
_SHORT_MONTH: Final = re.compile(r"\bsett\b\.?", re.IGNORECASE)
"""An Italian abbreviation that dateparser does not know."""

_ANY_DAY: Final = date(2000, 1, 1)

# dateparser fills tables of languages at the first use, and shares them between threads.
_lock: Final = Lock()


def parse_typed_date(text: str, *, language: str, today: date) -> PublishedDate:
    """Return the date that a person means by `text`. An empty text, `?` and `unknown` mean an unknown date.

    `language` is the person's, such as `en` or `en-GB`: it decides whether 11/6/2026 is in June or in November. Words
    are understood in all LANGUAGES. Parts that are not typed stay unknown: `March 2026` and `2 months ago` have no day.
    `about`, `~` and `last week` make an inferred date, without evidence. A date after `today` is returned too.
    Raises DateError, which says what forms are understood, or what is missing.
    """
    typed = " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())
    if _UNKNOWN.fullmatch(typed):
        return UNKNOWN_DATE
    if len(typed) > MAX_TYPED:
        raise DateError(DateFault.NOT_UNDERSTOOD, typed)
    bare, is_about = _without_beginning(typed)
    inferred = is_about or bare.endswith("~")
    known = _understood(bare.removesuffix("~").strip(), typed, language, today)
    return PublishedDate(known.year, known.month, known.day, inferred or known.inferred)


def _without_beginning(text: str) -> tuple[str, bool]:
    """Return a text without articles, prepositions and "about" before its date, and whether "about" was there."""
    is_about = False
    while found := _ABOUT.match(text) or _ARTICLE.match(text):
        is_about = is_about or found.re is _ABOUT
        text = text[found.end() :]
    return text, is_about


def parse_written_date(text: str, *, language: str) -> PublishedDate | None:
    """Return the date of a text if it is the same for every reader on every day; None otherwise.

    `yesterday` depends on the day, so it gives None; so does 11/6/2026 in English, which has two orders of day and
    month. `language` may be '' for unknown.
    """
    short = _YEAR_LAST.search(text)
    if short and short[2] != "." and language not in LANGUAGES[1:] and max(int(short[1]), int(short[3])) <= 12:
        return None
    if not _WHOLE_YEAR.search(text) and not _UNKNOWN.fullmatch(text.strip()):
        return None
    try:
        return parse_typed_date(text, language=language or "de", today=_ANY_DAY)
    except DateError:
        return None


def _understood(text: str, typed: str, language: str, today: date) -> PublishedDate:
    """Return the date of `text`. Errors repeat `typed`, of which `text` is the part that states the date."""
    clock = re.search(rf"{_CLOCK.pattern}$", text, re.IGNORECASE)
    if clock and len(_NUMBER.findall(text[: clock.start()])) > 1:
        text = text[: clock.start()].rstrip(", ")
    try:
        found = _in_numbers(text, language, today) or _in_words(text, language, today)
    except ValueError as error:
        raise DateError(DateFault.NOT_IN_CALENDAR, typed) from error
    if found is None:
        raise DateError(_fault_of(text, language, today), typed)
    return found


def _in_numbers(text: str, language: str, today: date) -> PublishedDate | None:
    """Return a date written in numbers alone; None for other texts. Raises ValueError if it is not in the calendar."""
    if re.fullmatch(r"\d{4}", text):
        return _checked(text, parts=1)
    if found := _COMPACT.fullmatch(text):
        return _checked(found[1], found[2], found[3])
    if found := _YEAR_FIRST.fullmatch(text):
        return _checked(found[1], found[3], found[4]) if found[4] else _checked(found[1], found[3], parts=2)
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return _checked(found[2], found[1], parts=2)
    if not (found := _YEAR_LAST.fullmatch(text)):
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        # A short year is in this century, unless that is more than a year ahead.
        year += 2000 if 2000 + year <= today.year + 1 else 1900
    month_first = found[2] != "." and language.casefold() in {"en", "en-us"}
    month, day = (first, second) if month_first else (second, first)
    if month > 12 and day <= 12:
        month, day = day, month
    return _checked(year, month, day)


def _checked(year: int | str, month: int | str = 1, day: int | str = 1, /, *, parts: int = 3) -> PublishedDate:
    """Return the date with only its first `parts` parts known. Raises ValueError if it is not in the calendar."""
    if not (int(year) and int(month) and int(day)):
        raise ValueError("a part of the date is 0")
    return PublishedDate(int(year), int(month) if parts > 1 else 0, int(day) if parts > 2 else 0)


def _in_words(text: str, language: str, today: date) -> PublishedDate | None:
    """Return a date written with words; None if it is not understood."""
    words = re.sub(r"(?<=\d)\s?[º°ª](?=\W|$)", "", text)
    years = _WHOLE_YEAR.findall(words)
    if years:
        return _named_day(words, years, language, today)
    return _relative_date(words.casefold(), language, today)


def _named_day(text: str, years: Sequence[str], language: str, today: date) -> PublishedDate | None:
    """Return a day or a month with its year: `11 June 2026`, `marzo de 2026`."""
    text = re.sub(r"\b(?:primero|primo)\b", "1", text, flags=re.IGNORECASE)
    text = _SHORT_MONTH.sub("set", _OF_YEAR.sub(" ", text))
    found = _parsed(text, language, today, "absolute-time", needs_year=True)
    if len(years) != 1 or not found or not found.date_obj or found.date_obj.year != int(years[0]):
        return None
    day = found.date_obj
    numbers = [int(number) for number in _NUMBER.findall(text)]
    if found.period == "month":
        return PublishedDate(day.year, day.month) if len(numbers) == 1 else None
    return PublishedDate(day.year, day.month, day.day) if found.period == "day" and day.day in numbers else None


def _relative_date(text: str, language: str, today: date) -> PublishedDate | None:
    """Return a date that is counted from today: `yesterday`, `hace 3 días`, `last Monday`, `le mois dernier`."""
    if last := _last(text, language, today):
        return last
    text = plain_words(text)
    found = _parsed(text, language, today, "relative-time") or _weekday(text, language, today)
    if not found or not found.date_obj:
        return None
    day = found.date_obj.date()
    if found.period == "year":
        return PublishedDate(day.year)
    if found.period == "month":
        return PublishedDate(day.year, day.month)
    if found.period in {"day", "week"}:
        return PublishedDate(day.year, day.month, day.day, inferred=found.period == "week")
    return None


def _last(text: str, language: str, today: date) -> PublishedDate | None:
    """Return the date of a text with a word for "last": `4 septembre dernier`, `la semana pasada`."""
    if day := without_last_year(text):
        return _named_day(f"{day} {today.year - 1}", [str(today.year - 1)], language, today)
    name = without_last(text)
    return (_last_unit(name, today) or _last_named(name, language, today)) if name else None


def _last_unit(name: str, today: date) -> PublishedDate | None:
    """Return the week, month or year before the one of today; None for any other name."""
    unit = unit_of(name)
    if unit == "week":
        day = today - timedelta(days=7)
        return PublishedDate(day.year, day.month, day.day, inferred=True)
    if unit == "month":
        day = today.replace(day=1) - timedelta(days=1)
        return PublishedDate(day.year, day.month)
    return PublishedDate(today.year - 1) if unit == "year" else None


def _last_named(name: str, language: str, today: date) -> PublishedDate | None:
    """Return the last weekday, day of a month, or month before today that has this name."""
    if found := _weekday(name, language, today):
        return PublishedDate(found.date_obj.year, found.date_obj.month, found.date_obj.day) if found.date_obj else None
    for year in (today.year, today.year - 1):
        day = _named_day(f"{name} {year}", [str(year)], language, today)
        if day and day.first_day and day.first_day < today:
            return day
    return None


def _weekday(name: str, language: str, today: date) -> DateData | None:
    """Return the last day before today that has this name."""
    if not name.strip(".").isalpha():
        return None
    found = _parsed(name.strip("."), language, today, "absolute-time")
    return found if found and found.period == "day" else None


def _fault_of(text: str, language: str, today: date) -> DateFault:
    """Return why `text` is not a date: with a year, or with the first of the month, it might be one."""
    years = _WHOLE_YEAR.findall(text)
    with_year = (f"{text} {today.year}", re.sub(r"['’]?\d\d$", str(today.year), text))
    if not years and any(_named_day(each, [str(today.year)], language, today) for each in with_year):
        return DateFault.NO_YEAR
    if not years and re.fullmatch(r"\d{1,2}\s*[./-]\s*\d{1,2}\.?", text):
        return DateFault.NO_YEAR
    first_day = re.sub(r"(?<!\d)\d{1,2}(?!\d)", "1", text, count=1)
    if years and first_day != text and _named_day(first_day, years, language, today):
        return DateFault.NOT_IN_CALENDAR
    return DateFault.NOT_UNDERSTOOD


def _parsed(text: str, language: str, today: date, parser: str, *, needs_year: bool = False) -> DateData | None:
    # The import takes a tenth of a second: commands that parse no date in words start faster without it.
    from dateparser.date import DateDataParser  # noqa: PLC0415

    own = language.partition("-")[0].casefold()
    # The person's language comes first: `mar` is a Tuesday in Italian and a month in English.
    languages = [code for code in (own, *LANGUAGES) if code in LANGUAGES]
    settings = {
        "DATE_ORDER": "MDY" if language.casefold() in {"en", "en-us"} else "DMY",
        "PARSERS": [parser],
        "PREFER_DATES_FROM": "past",
        "PREFER_LOCALE_DATE_ORDER": False,
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "REQUIRE_PARTS": ["month", "year"] if needs_year else [],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    with _lock:
        try:
            reader = DateDataParser(languages=list(dict.fromkeys(languages)), settings=settings, use_given_order=True)
            found = reader.get_date_data(text)
        except (ValueError, OverflowError, TypeError):
            return None
    return found if found.date_obj else None
