"""The chart of a timeline: a row for each dated statement, and the ticks of the time axis."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain import DatedStatement, PublishedDate
from bot.phrases import Phrases
from bot.phrases.dates import say_when
from bot.text.safe_text import truncate

MAX_ROWS: Final = 24
"""Maximum number of rows of a picture. The newest statements are drawn."""
_MAX_TICKS: Final = 3
"""Maximum number of ticks of the axis: more would not be readable on a phone."""
MAX_LABEL: Final = 60
"""Maximum number of characters of a value in the picture."""
_MIN_DAYS: Final = 30
"""Minimum number of days of the axis."""
_MARGIN: Final = 0.04
"""Share of the axis before the first day and after the last one."""
_MAX_ALTERNATIVE: Final = 1024
"""Characters that Discord shows of the text alternative of a picture."""


@dataclass(frozen=True, slots=True)
class Row:
    """A statement: its number in the list, its place on the axis, and the texts beside its mark."""

    number: int
    start: float
    """Place of its first possible day on the axis, from 0 to 1."""
    end: float
    """Place of its last possible day."""
    value: str
    date: str
    is_inferred: bool
    is_older: bool
    is_newest: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick of the time axis."""

    place: float
    """Its place, from 0 to 1."""
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The content of a picture. Charts with the same content are drawn once."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]

    def to_bytes(self) -> bytes:
        """Return the chart as JSON, for the process that draws it."""
        return json.dumps(asdict(self)).encode()


@dataclass(frozen=True, slots=True)
class _Axis:
    """The days from the left edge to the right one."""

    first: date
    last: date

    @classmethod
    def over(cls, dates: Sequence[PublishedDate]) -> _Axis:
        first = min(day for each in dates if (day := each.first_day))
        last = max(day for each in dates if (day := each.last_day))
        margin = max(_MARGIN * (last - first).days, (_MIN_DAYS - (last - first).days) / 2, 1)
        before = min(timedelta(days=margin), first - date.min)
        return cls(first - before, last + min(timedelta(days=margin), date.max - last))

    def place(self, day: date) -> float:
        return (day - self.first).days / max((self.last - self.first).days, 1)

    def ticks(self, phrases: Phrases) -> Iterator[Tick]:
        """Yield ticks at beginnings of years or months, as many as are readable."""
        years = self.last.year - self.first.year
        if years >= 2:
            step = -(-years // _MAX_TICKS)
            starts = [PublishedDate(year) for year in range(self.first.year + 1, self.last.year + 1, step)]
        else:
            months = 12 * years + self.last.month - self.first.month
            step = max(-(-months // _MAX_TICKS), 1)
            counted = (12 * self.first.year + self.first.month + number for number in range(0, months + 1, step))
            starts = [PublishedDate(month // 12, month % 12 + 1) for month in counted]
        for start in starts:
            day = start.first_day
            if day and self.first <= day <= self.last:
                yield Tick(self.place(day), say_when(start, phrases))


def chart_of(statements: Sequence[DatedStatement], phrases: Phrases, first_number: int = 1) -> Chart | None:
    """Return the chart of statements, oldest first; None if none of them has a date.

    `first_number` is the number of the first statement in the list that the picture belongs to.
    """
    dated = [
        (number, each)
        for number, each in enumerate(statements, first_number)
        if each.excerpt.article.published.is_known
    ][-MAX_ROWS:]
    if not dated:
        return None
    dates = [each.excerpt.article.published for _, each in dated]
    axis = _Axis.over(dates)
    newest = max(day for each in dates if (day := each.first_day))
    rows = (_row(number, each, axis, newest, phrases) for number, each in dated)
    return Chart(tuple(rows), tuple(axis.ticks(phrases)))


def _row(number: int, statement: DatedStatement, axis: _Axis, newest: date, phrases: Phrases) -> Row:
    published = statement.excerpt.article.published
    first, last = published.first_day or axis.first, published.last_day or axis.last
    return Row(
        number,
        axis.place(first),
        axis.place(last),
        truncate(" ".join(statement.value_text.split()), MAX_LABEL),
        say_when(published, phrases),
        published.inferred,
        statement.excerpt.older,
        first == newest and not statement.excerpt.older,
    )


def alternative(chart: Chart, topic: str, phrases: Phrases) -> str:
    """Return the text alternative of the picture: its statements in order, cut to what Discord shows."""
    statements = "; ".join(f"{row.number}. {row.date}: {row.value}" for row in chart.rows)
    text = phrases.say("timeline.picture", topic=topic, statements=statements)
    return text if len(text) <= _MAX_ALTERNATIVE else text[: _MAX_ALTERNATIVE - 1] + "…"
