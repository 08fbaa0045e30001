"""Times in a text that count from the day of its publication: "on Monday", "next week", "three days ago".

Each stands for a range of days. Where nothing tells which Monday is meant, the range reaches from the last one to the
next one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Final, NamedTuple

from bot.domain import PublishedDate
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.sentences import verbs_of_speech

Months = tuple[int, int]
"""First and last month of a part of a year, from 1 to 12."""
Days = tuple[date, date]
"""First and last day of a time."""

_MAX_COUNT: Final = 99
"""Maximum number in "50 years ago"."""
_MAX_PHRASE: Final = 3
"""Maximum number of words in an expression of the data file."""
_MAX_DISTANCE: Final = 3
"""Maximum distance, in words, from a weekday to its date, and from a word such as "late" to its year."""
_MAX_DISTANCE_TO_SPEECH: Final = 2
"""Maximum distance, in words, from a time to a verb of speech: "said on Monday"."""
_MIN_PAST: Final = 4
"""An English verb in the past tense has more letters than this: "need" is not one."""
_FEW_DAYS: Final = 3
"""Number of days that "two weeks ago" may be off, in either direction."""
_WEEK: Final = timedelta(days=7)

_YEARS: Final = range(1000, 9000)
"""Years of publication for which every time lies within the calendar."""

Phrases = Mapping[tuple[str, ...], int]
"""Expressions by their words, and a number for each."""


class RelativeTime(NamedTuple):
    """A time that counts from the publication: the range of its words, and its days."""

    first_word: int
    last_word: int
    days: Days

    def is_of_speech(self, words: Sequence[str]) -> bool:
        """Return whether it tells when something was said: "said on Monday"."""
        close = words[max(self.first_word - _MAX_DISTANCE_TO_SPEECH, 0) : self.last_word + 1 + _MAX_DISTANCE_TO_SPEECH]
        return not verbs_of_speech().isdisjoint(close)


@dataclass(frozen=True)
class _Words:
    """The words of `data/days.txt`."""

    weekdays: Mapping[str, int]
    days: Phrases
    mornings: frozenset[str]
    directions: Phrases
    """-1 for "last", 0 for "this", 1 for "next"."""
    units: Mapping[tuple[str, ...], str]
    several: frozenset[str]
    """Units in the plural."""
    numbers: Mapping[str, int]
    ago: tuple[Phrases, Phrases]
    """Expressions before a number, and after its unit."""
    ahead: tuple[Phrases, Phrases]
    future: frozenset[str]
    past: frozenset[str]

    @cached_property
    def telling(self) -> frozenset[str]:
        """All words at which a time may be found, digits and names of months aside."""
        phrases = (phrase[0] for phrase in (*self.days, *self.units))
        return frozenset((*self.weekdays, *self.numbers, *phrases))


@cache
def _words() -> _Words:
    sections = {name: [tuple(word.split("_")) for word in words] for name, words in _sections().items()}

    def numbered(prefix: str) -> dict[tuple[str, ...], int]:
        names = (name for name in sections if name.startswith(f"{prefix} "))
        return {phrase: int(name.removeprefix(prefix)) for name in names for phrase in sections[name]}

    def alike(name: str, value: int = 0) -> dict[tuple[str, ...], int]:
        return dict.fromkeys(sections[name], value)

    weekdays = {phrase[0]: day for phrase, day in numbered("weekday").items()}
    parts = [part[0] for part in sections["part of day"]]
    units = {phrase: name[5:] for name in sections if name.startswith("unit ") for phrase in sections[name]}
    return _Words(
        weekdays | {f"{weekday}{part}": day for weekday, day in weekdays.items() for part in parts},
        numbered("day"),
        frozenset(word for (word,) in sections["before a morning"]),
        alike("last", -1) | alike("this", 0) | alike("next", 1),
        units,
        frozenset(word for (word,) in sections["several"]),
        {phrase[0]: number for phrase, number in numbered("number").items()},
        (alike("before ago"), alike("behind ago")),
        (alike("before ahead"), alike("behind ahead")),
        frozenset(word for (word,) in sections["future"]),
        frozenset(word for (word,) in sections["past"]),
    )


def _sections() -> Mapping[str, list[str]]:
    return read_sections(read_data("days.txt"))


def find_relative_times(
    words: Sequence[str], months: Mapping[str, Months], parts: Mapping[str, Months], published: PublishedDate
) -> Iterator[RelativeTime]:
    """Yield the times among plain words without accents.

    `months` are the names of months and seasons, and `parts` the words for parts of a year: "late", "Anfang".
    Nothing is found if the publication's month is unknown, and no day if its day is.
    """
    if not published.month or published.year not in _YEARS:
        return
    reader = _Reader(words, months, parts, published)
    taken = -1
    telling = _words().telling
    for index, word in enumerate(words):
        may_be_time = word in telling or word in months or word[:1].isdigit()
        if may_be_time and index > taken and (found := reader.at(index)):
            taken = found.last_word
            yield found


class _Reader:
    """Reads the times of one sentence."""

    def __init__(
        self,
        words: Sequence[str],
        months: Mapping[str, Months],
        parts: Mapping[str, Months],
        published: PublishedDate,
    ) -> None:
        self._data = _words()
        self._words = words
        self._months = months
        self._parts = parts
        self._published = published
        self._today = published.first_day if published.day else None

    def at(self, index: int) -> RelativeTime | None:
        """Return the time whose most telling word is at `index`, if any."""
        return self._day(index) or self._weekday(index) or self._counted(index) or self._unit(index)

    def _day(self, index: int) -> RelativeTime | None:
        """Read "yesterday" and the like."""
        length = _length_of(self._data.days, self._words, index)
        if not length or not self._today:
            return None
        is_morning = self._words[index] in {"morgen", "manana"} and index > 0
        if is_morning and self._words[index - 1] in self._data.mornings:
            return None
        distance = self._data.days[tuple(self._words[index : index + length])]
        day = self._today + timedelta(days=distance)
        return RelativeTime(index, index + length - 1, (day, day))

    def _weekday(self, index: int) -> RelativeTime | None:
        """Read "on Monday", "last Monday", "next Monday"."""
        weekday = self._data.weekdays.get(self._words[index])
        # "Monday, August 3" is a date of its own.
        if weekday is None or not self._today or self._has_date_close_to(index):
            return None
        first, last, direction = self._direction(index, index)
        after = self._today + timedelta(days=(weekday - self._today.weekday()) % 7)
        before = after if after == self._today else after - _WEEK
        if direction == 1:
            after += _WEEK if after == self._today else timedelta()
            return RelativeTime(first, last, (after, after))
        if direction == -1:
            before -= _WEEK if before == self._today else timedelta()
            return RelativeTime(first, last, (before, before))
        tense = tense_at(self._words, index)
        return RelativeTime(first, last, (after if tense > 0 else before, before if tense < 0 else after))

    def _has_date_close_to(self, index: int) -> bool:
        close = self._words[index + 1 : index + 1 + _MAX_DISTANCE]
        return any(word in self._months for word in close) and any(word[:1].isdigit() for word in close)

    def _counted(self, index: int) -> RelativeTime | None:
        """Read "three weeks ago" and "in three weeks"."""
        count = self._number(index)
        if not count or index + 1 >= len(self._words):
            return None
        length = _length_of(self._data.units, self._words, index + 1)
        if not length:
            return None
        unit = self._data.units[tuple(self._words[index + 1 : index + 1 + length])]
        behind = index + 1 + length
        for (before_words, behind_words), sign in ((self._data.ago, -1), (self._data.ahead, 1)):
            before = _length_before(before_words, self._words, index)
            after = _length_of(behind_words, self._words, behind)
            # "Shot in eleven days" says how long it took.
            is_duration = sign > 0 and not after and tense_at(self._words, index) < 0
            if (before or after) and not is_duration:
                days = self._distant(unit, sign * count)
                return RelativeTime(index - before, behind + after - 1, days) if days else None
        return None

    def _number(self, index: int) -> int:
        word = self._words[index]
        number = int(word) if word.isascii() and word.isdigit() and len(word) <= 2 else self._data.numbers.get(word, 0)
        return number if 0 < number <= _MAX_COUNT else 0

    def _distant(self, unit: str, count: int) -> Days | None:
        """Return the days that are `count` units away, negative ones in the past."""
        if unit in {"day", "week", "weekend"}:
            if not self._today:
                return None
            inexact = timedelta(days=0 if unit == "day" else _FEW_DAYS)
            day = self._today + (_WEEK if unit != "day" else timedelta(days=1)) * count
            return day - inexact, day + inexact
        return self._month(count) if unit == "month" else _range_of(self._published.year + count, 1, 12)

    def _unit(self, index: int) -> RelativeTime | None:
        """Read "next week", "last spring", "this month", "next August", "late next year"."""
        words = self._words
        length = _length_of(self._data.units, words, index)
        unit = self._data.units[tuple(words[index : index + length])] if length else ""
        months = self._months.get(words[index]) if not unit else None
        if (not unit and not months) or words[index] in self._data.several:
            return None
        first, last, direction = self._direction(index, index + max(length, 1) - 1)
        part = self._part_before(first) if unit == "year" else None
        if part is not None:
            return RelativeTime(
                part, last, _range_of(self._published.year + (direction or 0), *self._parts[words[part]])
            )
        if direction is None:
            if unit != "weekend":
                return None
            direction = 0
        days = self._named(months, direction) if months else self._of_unit(unit, direction)
        return RelativeTime(first, last, days) if days else None

    def _part_before(self, index: int) -> int | None:
        """Return the place of a word such as "late" or "end" close before a year."""
        places = range(index - 1, max(index - 1 - _MAX_DISTANCE, -1), -1)
        return next((place for place in places if self._words[place] in self._parts), None)

    def _of_unit(self, unit: str, direction: int) -> Days | None:
        if unit == "month":
            return self._month(direction)
        if unit == "year":
            return _range_of(self._published.year + direction, 1, 12)
        if not self._today or unit == "day":
            return None
        monday = self._today - timedelta(days=self._today.weekday()) + _WEEK * direction
        sunday = monday + timedelta(days=6)
        if unit == "week":
            return monday, sunday
        saturday = monday + timedelta(days=5)
        # "Next weekend" may be the one of this week.
        return (saturday - _WEEK if direction > 0 else saturday), sunday

    def _month(self, distance: int) -> Days:
        months = self._published.year * 12 + self._published.month - 1 + distance
        return _range_of(months // 12, months % 12 + 1, months % 12 + 1)

    def _named(self, months: Months, direction: int) -> Days:
        """Return a month or season: the one of this year, or the nearest that begins later or ended before."""
        year, month = self._published.year, self._published.month
        if direction > 0 and months[0] <= month:
            year += 1
        if direction < 0 and months[1] >= month:
            year -= 1
        return _range_of(year, *months)

    def _direction(self, first: int, last: int) -> tuple[int, int, int | None]:
        """Return a time's range of words with "next", "last" or "this" beside it; the direction is None without."""
        directions = self._data.directions
        before = _length_before(directions, self._words, first)
        if before:
            return first - before, last, directions[tuple(self._words[first - before : first])]
        behind = _length_of(directions, self._words, last + 1)
        found = directions[tuple(self._words[last + 1 : last + 1 + behind])] if behind else None
        # "This" comes before its noun in every language.
        return (first, last + behind, found) if found else (first, last, None)


def tense_at(words: Sequence[str], index: int) -> int:
    """Return 1 if the verb nearest to a word speaks of the future, -1 if of the past, 0 if there is no such verb."""
    for distance in range(1, len(words)):
        for place in (index - distance, index + distance):
            if 0 <= place < len(words) and (tense := _tense_of(words[place])):
                return tense
    return 0


def _tense_of(word: str) -> int:
    data = _words()
    if word in data.future:
        return 1
    is_past = word in data.past or (len(word) > _MIN_PAST and word.endswith("ed"))
    return -1 if is_past else 0


def _length_of(phrases: Iterable[tuple[str, ...]], words: Sequence[str], start: int) -> int:
    """Return the number of words of the longest expression that begins at `start`, 0 for none."""
    sizes = range(min(_MAX_PHRASE, len(words) - start), 0, -1)
    return next((n for n in sizes if tuple(words[start : start + n]) in phrases), 0)


def _length_before(phrases: Iterable[tuple[str, ...]], words: Sequence[str], end: int) -> int:
    """Return the number of words of the longest expression that ends before `end`, 0 for none."""
    sizes = range(min(_MAX_PHRASE, end), 0, -1)
    return next((n for n in sizes if tuple(words[end - n : end]) in phrases), 0)


def _range_of(year: int, first_month: int, last_month: int) -> Days:
    """Return the first and last day of some months of a year."""
    return date(year, first_month, 1), date(year, last_month, monthrange(year, last_month)[1])
