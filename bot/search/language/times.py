"""Time expressions: where a text says when, and which years and months it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain import PublishedDate, Span
from bot.search.language.phrase_matcher import PhraseMatcher, StemmedWord
from bot.search.language.tokens import Token, tokenize, unaccented
from bot.text.strict_yaml import Entry, Listing, Section, read_mapping

Months = tuple[int, int]
"""The first and the last month of a part of a year."""
WHOLE_YEAR: Months = (1, 12)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_SHORT_YEAR = re.compile(r"[12]\d")
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)(?:-\d\d)?\b")
_REACH = 3
"""So many words may stand between a month or a part of a year and the year that it belongs to."""


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression: its characters, and the months that it points to; no year when it does not say."""

    start: int
    end: int
    year: int = 0
    months: Months = WHOLE_YEAR
    is_explicit: bool = True
    """False when it counts from the day of publication, or says no year."""
    may_be_next_year: bool = False
    """Whether a month without a year may also be that of the following year: "in August", written in January."""

    @property
    def years(self) -> tuple[int, ...]:
        """The year that it points to, if any."""
        return (self.year,) if self.year else ()

    @property
    def latest_year(self) -> int:
        """The last year that it may point to, 0 when it says none."""
        return self.year + self.may_be_next_year

    @property
    def first_day(self) -> date | None:
        """The first day that it may mean."""
        return date(self.year, self.months[0], 1) if self.year else None

    @property
    def last_day(self) -> date | None:
        """The last day that it may mean."""
        if not self.year:
            return None
        return PublishedDate(self.year, self.months[1]).last_day


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar words of every language."""

    months: Mapping[str, Months]
    """Months and seasons: a word, and the months that it stands for."""
    parts: Mapping[str, Months]
    ambiguous: frozenset[str]
    before_month: frozenset[str]
    phrases: PhraseMatcher
    """Relative expressions, labelled with the years to add, or 'vague'."""
    units: frozenset[str]
    """What lengths of time and of texts are counted in."""
    numbers: frozenset[str]
    """Numbers in words."""

    @classmethod
    def read(cls, text: str) -> Calendar:
        """The data of `calendar.yaml`."""
        section, _ = read_mapping(text, "calendar.yaml")
        groups = {entry.key: entry for entry in section.entries}
        months = {word: (int(e.key), int(e.key)) for e in _entries(groups["months"]) for word in _words(e)}
        relative = [(e.key, phrase) for e in _entries(groups["relative"]) for phrase in _words(e)]
        return cls(
            months | _ranges(groups["seasons"]),
            _ranges(groups["parts"]),
            frozenset(_words(groups["ambiguous"])),
            frozenset(_words(groups["before_month"])),
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
    words: Calendar, text: str, span: Span, published: PublishedDate, *, in_question: bool = False
) -> Iterator[TimeMention]:
    """The time expressions of `text` in `span`, which was published (or asked) then.

    In a question two digits behind a month or "in" are a year ("march 25", "in 24"); in an article they are a day.
    """
    tokens = list(tokenize(text, span.start, span.end))
    yield from _iso_dates(text, span)
    yield from _with_months(words, tokens, published, in_question=in_question)
    yield from _relative(words, tokens, published)


def has_duration(words: Calendar, tokens: Sequence[Token]) -> bool:
    """Whether they say how long something is: a number, and up to two words on what it is counted in."""
    plain = [unaccented(token.plain) for token in tokens]
    return any(
        word in words.units and any(w in words.numbers or w.isdigit() for w in plain[max(index - _REACH, 0) : index])
        for index, word in enumerate(plain)
    )


def _iso_dates(text: str, span: Span) -> Iterator[TimeMention]:
    for found in _ISO.finditer(text, span.start, span.end):
        month = int(found[2])
        if 1 <= month <= 12:
            yield TimeMention(found.start(), found.end(), int(found[1]), (month, month))


def _with_months(
    words: Calendar, tokens: Sequence[Token], published: PublishedDate, *, in_question: bool
) -> Iterator[TimeMention]:
    years = {i: year for i, token in enumerate(tokens) if (year := _year(words, tokens, i, in_question=in_question))}
    used: set[int] = set()
    for index, token in enumerate(tokens):
        plain = unaccented(token.plain)
        months = words.months.get(plain) or words.parts.get(plain)
        if not months:
            continue
        year_at = next((i for i in range(index + 1, index + 1 + _REACH) if i in years and i not in used), None)
        if year_at is not None:
            used.add(year_at)
            yield TimeMention(token.start, tokens[year_at].end, years[year_at], months)
        elif plain in words.months and _stands_alone(words, tokens, index):
            yield _nearest_to(TimeMention(token.start, token.end, 0, months, is_explicit=False), published)
    for index in years.keys() - used:
        yield TimeMention(tokens[index].start, tokens[index].end, years[index])


def _year(words: Calendar, tokens: Sequence[Token], index: int, *, in_question: bool) -> int:
    plain = tokens[index].plain
    if _YEAR.fullmatch(plain):
        return int(plain)
    if not in_question or not _SHORT_YEAR.fullmatch(plain) or index == 0:
        return 0
    before = unaccented(tokens[index - 1].plain)
    is_year = before in words.months or before in words.parts or before in words.before_month
    return 2000 + int(plain) if is_year else 0


def _stands_alone(words: Calendar, tokens: Sequence[Token], index: int) -> bool:
    """Whether a month without a year is one: "may" and "march" are so only beside a day or behind "in"."""
    if unaccented(tokens[index].plain) not in words.ambiguous:
        return True
    beside = [tokens[i].plain for i in (index - 1, index + 1) if 0 <= i < len(tokens)]
    before = unaccented(tokens[index - 1].plain) if index else ""
    return before in words.before_month or any(word[:2].rstrip("stndrh").isdigit() for word in beside)


def _nearest_to(mention: TimeMention, published: PublishedDate) -> TimeMention:
    """A month without a year: that of the year in which it is nearest to the publication."""
    if not published.month:
        return mention if not published.year else replace(mention, year=published.year)
    distance = mention.months[0] - published.month
    year = published.year + (1 if distance < -6 else -1 if distance > 6 else 0)
    is_over = (year, mention.months[0]) < (published.year, published.month)
    return replace(mention, year=year, may_be_next_year=is_over)


def _relative(words: Calendar, tokens: Sequence[Token], published: PublishedDate) -> Iterator[TimeMention]:
    plain = [StemmedWord(form := unaccented(token.plain), form, is_function=False) for token in tokens]
    for match in words.phrases.find(plain):
        start, end = tokens[match.words[0]].start, tokens[match.words[-1]].end
        year = published.year + int(match.label) if match.label != "vague" and published.year else 0
        yield TimeMention(start, end, year, is_explicit=False)
