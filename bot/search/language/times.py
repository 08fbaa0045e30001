"""Time expressions in a text, and the years and months that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from itertools import chain

from bot.domain import PublishedDate
from bot.search.accents import unaccented
from bot.search.language.month_days import days_beside, days_in, days_in_year, likeliest
from bot.search.language.phrase_matcher import PhraseMatcher, stemmed_words
from bot.search.language.relative_days import Days, Months, find_relative_times, tense_at
from bot.search.language.tokens import Token
from bot.text.strict_yaml import Entry, Listing, Section, read_mapping

WHOLE_YEAR: Months = (1, 12)
# Years that film news speaks of; other numbers of four digits are mostly counts.
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_SHORT_YEAR = re.compile(r"[12]\d")
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b")
_IN_NUMBERS = re.compile(r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19[5-9]|20[0-4])\d)\b")
_MAX_DISTANCE = 3
"""Maximum distance, in words, from a month to its year, and from a number to its unit."""
_NEAR_YEARS = 3
"""Maximum distance of a question from the year that two digits after a month stand for."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression: its position in the text, and the months that it stands for."""

    start: int
    end: int
    year: int = 0
    """0 where the text does not say the year."""
    months: Months = WHOLE_YEAR
    is_explicit: bool = True
    """False where it counts from the day of publication ("next year"), or says no year."""
    may_be_next_year: bool = False
    """Whether a month without a year may be in the next year too: it is over in the year of publication."""
    days: Days | None = None
    """First and last day, where they are known more precisely than by `months`."""
    is_of_speech: bool = False
    """Whether it tells when somebody said something: "said on Monday"."""

    @property
    def years(self) -> tuple[int, ...]:
        """The year that it stands for, if any."""
        return (self.year,) if self.year else ()

    @property
    def latest_year(self) -> int:
        """The last year that it may stand for, 0 if none is known."""
        return self.year + self.may_be_next_year

    @property
    def first_day(self) -> date | None:
        """The first day that it may mean, None if nothing tells."""
        if self.days:
            return self.days[0]
        return date(self.year, self.months[0], 1) if self._is_in_calendar else None

    @property
    def last_day(self) -> date | None:
        """The last day that it may mean, None if nothing tells."""
        if self.days:
            return self.days[1]
        return PublishedDate(self.year, self.months[1]).last_day if self._is_in_calendar else None

    @property
    def _is_in_calendar(self) -> bool:
        """Whether there are dates in its year: "next year" of the year 9999 has none."""
        return MINYEAR <= self.year <= MAXYEAR


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar words of all languages, in their plain form without diacritics."""

    months: Mapping[str, Months]
    """Months and seasons, by their names."""
    parts: Mapping[str, Months]
    """Parts of a year, which need a year or month after them: "late", "Anfang"."""
    ambiguous: frozenset[str]
    """Names of months that are other words as well: "may", "march"."""
    before_month: frozenset[str]
    """Words that make the ambiguous word after them a month: "in", "since"."""
    before_day: frozenset[str]
    """Words before a month that is with a day: "on"."""
    since: frozenset[str]
    """Words before the first day of a time that goes on until today: "since"."""
    from_words: frozenset[str]
    """Words before a time that news is from: "from", "of"."""
    between: frozenset[str]
    """Words that may be between one of these and the time."""
    phrases: PhraseMatcher
    """Relative expressions ("next year"), labelled with the number of years to add, or 'vague'."""
    units: frozenset[str]
    """Units of durations and of lengths of texts: "weeks", "pages"."""
    numbers: frozenset[str]
    """Numbers in words."""

    @classmethod
    def read(cls, text: str) -> Calendar:
        """Read the form of `data/calendar.yaml`."""
        section, _ = read_mapping(text, "calendar.yaml")
        groups = {entry.key: entry for entry in section.entries}
        months = {word: (int(e.key), int(e.key)) for e in _entries(groups["months"]) for word in _words(e)}
        relative = [(e.key, phrase) for e in _entries(groups["relative"]) for phrase in _words(e)]
        return cls(
            months | _ranges(groups["seasons"]),
            _ranges(groups["parts"]),
            frozenset(_words(groups["ambiguous"])),
            frozenset(_words(groups["before_month"])),
            frozenset(_words(groups["before_day"])),
            frozenset(_words(groups["since"])),
            frozenset(_words(groups["from"])),
            frozenset(_words(groups["between"])),
            PhraseMatcher([*relative, *(("vague", phrase) for phrase in _words(groups["vague"]))], ""),
            frozenset(_words(groups["units"])),
            frozenset(_words(groups["numbers"])),
        )


def _entries(entry: Entry) -> tuple[Entry, ...]:
    return entry.value.entries if isinstance(entry.value, Section) else ()


def _words(entry: Entry) -> tuple[str, ...]:
    return tuple(item.text for item in entry.value.items) if isinstance(entry.value, Listing) else ()


def _ranges(entry: Entry) -> dict[str, Months]:
    found = {}
    for part in _entries(entry):
        first, last = part.key.split("-")
        found.update(dict.fromkeys(_words(part), (int(first), int(last))))
    return found


def find_times(
    calendar: Calendar, text: str, tokens: Sequence[Token], published: PublishedDate, *, in_question: bool = False
) -> Iterator[TimeMention]:
    """Find the time expressions of a text with these words. Relative ones count from the publication, or the question.

    Two digits after a month or "in" may be a year in a question ("march 25", "in 24"), and are a day in an article.
    """
    found = [
        *_dates_in_numbers(text),
        *_with_months(calendar, tokens, published, in_question=in_question),
        *_relative(calendar, tokens, published),
    ]
    yield from found if in_question else _with_relative_days(calendar, tokens, found, published)


def days_of(times: Sequence[TimeMention]) -> Days | None:
    """Return the first and last day that some times may mean, None if nothing tells.

    When something was said counts only if there is no other time.
    """
    known = [time for time in times if time.first_day and time.last_day]
    known = [time for time in known if not time.is_of_speech] or known
    firsts = [first for time in known if (first := time.first_day)]
    lasts = [_last_possible(last, time) for time in known if (last := time.last_day)]
    return (min(firsts), max(lasts)) if known else None


def _last_possible(last: date, time: TimeMention) -> date:
    if time.days or not time.may_be_next_year or time.latest_year > MAXYEAR:
        return last
    return PublishedDate(time.latest_year, time.months[1]).last_day or last


def _with_relative_days(
    calendar: Calendar, tokens: Sequence[Token], found: Sequence[TimeMention], published: PublishedDate
) -> Iterator[TimeMention]:
    """Yield the times, with the days of "next August", and those such as "on Monday" that have only days."""
    words = [unaccented(token.plain) for token in tokens]
    relative = {
        (tokens[each.first_word].start, tokens[each.last_word].end): each
        for each in find_relative_times(words, calendar.months, calendar.parts, published)
    }
    for time in found:
        inside = [span for span in relative if span[0] <= time.start and time.end <= span[1]]
        yield replace(time, days=relative.pop(inside[0]).days) if inside else time
    for (start, end), each in relative.items():
        is_of_speech = each.is_of_speech(words)
        yield TimeMention(start, end, is_explicit=False, days=each.days, is_of_speech=is_of_speech)


def has_duration(calendar: Calendar, tokens: Sequence[Token]) -> bool:
    """Return whether the words tell how long something is: a number, and a unit at most three words after it."""
    plain = [unaccented(token.plain) for token in tokens]
    is_number = [word in calendar.numbers or word.isdigit() for word in plain]
    units = (index for index, word in enumerate(plain) if word in calendar.units)
    return any(any(is_number[max(index - _MAX_DISTANCE, 0) : index]) for index in units)


def _dates_in_numbers(text: str) -> Iterator[TimeMention]:
    """Yield dates such as 2026-08-03, 2026-08 and 3.8.2026."""
    for found in chain(_ISO.finditer(text), _IN_NUMBERS.finditer(text)):
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"] or 0)
        if 1 <= month <= 12:
            days = days_in(year, month, (day, day)) if day else None
            yield TimeMention(found.start(), found.end(), year, (month, month), days=days)


def _with_months(
    calendar: Calendar, tokens: Sequence[Token], published: PublishedDate, *, in_question: bool
) -> Iterator[TimeMention]:
    asked = published.year if in_question else 0
    years = {i: year for i, token in enumerate(tokens) if (year := _year(calendar, tokens, i, asked))}
    used: set[int] = set()
    for index, token in enumerate(tokens):
        plain = unaccented(token.plain)
        months = calendar.months.get(plain) or calendar.parts.get(plain)
        if not months:
            continue
        year_at = next((i for i in range(index + 1, index + 1 + _MAX_DISTANCE) if i in years and i not in used), None)
        if year_at is not None:
            used.add(year_at)
            mention = TimeMention(token.start, tokens[year_at].end, years[year_at], months)
            yield mention if in_question else _with_days(mention, tokens, index, published)
        elif plain in calendar.months and _is_month(calendar, tokens, index):
            mention = _nearest_to(TimeMention(token.start, token.end, 0, months, is_explicit=False), published)
            yield mention if in_question else _with_days(mention, tokens, index, published)
    for index in years.keys() - used:
        yield TimeMention(tokens[index].start, tokens[index].end, years[index])


def _with_days(mention: TimeMention, tokens: Sequence[Token], index: int, published: PublishedDate) -> TimeMention:
    """Return a month with the days beside it, such as "August 3", in the year that it most likely means."""
    if not mention.year or not MINYEAR < mention.year < MAXYEAR:
        return mention
    beside = days_beside(tokens, index)
    if mention.months[0] != mention.months[1]:
        beside = None
    today = published.first_day if published.day else None
    if mention.is_explicit or not today or not (beside or mention.may_be_next_year):
        days = days_in(mention.year, mention.months[0], beside) if beside else None
        return replace(mention, days=days)
    years = (mention.year, mention.year + 1, mention.year - 1)
    dates = [days for year in years if (days := days_in_year(year, mention.months, beside))]
    tense = tense_at([unaccented(token.plain) for token in tokens], index)
    return replace(mention, days=likeliest(dates, today, tense)) if dates else mention


def _year(calendar: Calendar, tokens: Sequence[Token], index: int, asked: int) -> int:
    """Return the year that a word stands for, 0 for none. `asked` is the year of a question, 0 for an article."""
    plain = tokens[index].plain
    if _YEAR.fullmatch(plain):
        return int(plain)
    if not asked or not _SHORT_YEAR.fullmatch(plain) or index == 0:
        return 0
    year = 2000 + int(plain)
    before = unaccented(tokens[index - 1].plain)
    if before in calendar.months:
        # "On November 25" is a day, and so is "November 19": nobody asks about news of 2019.
        lead = unaccented(tokens[index - 2].plain) if index > 1 else ""
        return year if abs(year - asked) <= _NEAR_YEARS and lead not in calendar.before_day else 0
    return year if before in calendar.parts or before in calendar.before_month else 0


def _is_month(calendar: Calendar, tokens: Sequence[Token], index: int) -> bool:
    """Return whether a name without a year means the month: "may" and "march" do only beside a day, or after "in"."""
    if unaccented(tokens[index].plain) not in calendar.ambiguous:
        return True
    # A day may have an ending: "1st", "2nd", "3rd", "5th", "1er", "1o".
    beside = [tokens[i].plain for i in (index - 1, index + 1) if 0 <= i < len(tokens)]
    before = unaccented(tokens[index - 1].plain) if index else ""
    return before in calendar.before_month or any(word[:2].rstrip("stndrheo").isdigit() for word in beside)


def _nearest_to(mention: TimeMention, published: PublishedDate) -> TimeMention:
    """Return a month without a year in the year in which it is nearest to the publication."""
    if not published.month:
        return mention if not published.year else replace(mention, year=published.year)
    # In December, "in February" is in the next year; in January, "in November" was in the last one.
    distance = mention.months[0] - published.month
    year = published.year + (1 if distance < -6 else -1 if distance > 6 else 0)
    is_over = (year, mention.months[0]) < (published.year, published.month)
    return replace(mention, year=year, may_be_next_year=is_over)


def _relative(calendar: Calendar, tokens: Sequence[Token], published: PublishedDate) -> Iterator[TimeMention]:
    for match in calendar.phrases.find(stemmed_words(tokens, "", frozenset())):
        start, end = tokens[match.words[0]].start, tokens[match.words[-1]].end
        year = published.year + int(match.label) if match.label != "vague" and published.year else 0
        yield TimeMention(start, end, year, is_explicit=False)
