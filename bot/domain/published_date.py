"""When an article was published, as precisely as it is known."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final


class DatePrecision(StrEnum):
    """The smallest known part of a publication date."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


_EDTF = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<inferred>~)?")


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """A publication date, as precise as it is known. A part that is not known is 0 and is never filled in.

    An inferred date names its evidence. A stated date may name the place where it is stated.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    inferred: bool = False
    evidence: str = ""

    def __post_init__(self) -> None:
        if (self.day and not self.month) or (self.month and not self.year):
            raise ValueError("a day needs its month and a month its year")
        if not self.year and self.inferred:
            raise ValueError("an unknown date cannot be inferred")
        if self.year:
            date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str, evidence: str = "") -> PublishedDate:
        """Parse `2024-01-05`, `2024-01` or `2024`, with `~` at the end if inferred; '' is unknown.

        Raises ValueError with a sentence that says what is wrong.
        """
        if not text.strip():
            return cls(evidence=evidence)
        found = _EDTF.fullmatch(text.strip())
        if not found:
            raise ValueError(f"'{text}' is no date of the form 2024-01-05, 2024-01, 2024 or 2024-01~")
        year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
        if found["month"] == "00" or found["day"] == "00" or not year:
            raise ValueError(f"'{text}' has a part that is 0: leave out what is not known")
        try:
            return cls(year, month, day, found["inferred"] is not None, evidence)
        except ValueError as error:
            raise ValueError(f"'{text}' is not in the calendar: {error}") from error

    @property
    def precision(self) -> DatePrecision:
        """The smallest known part."""
        if self.day:
            return DatePrecision.DAY
        if self.month:
            return DatePrecision.MONTH
        return DatePrecision.YEAR if self.year else DatePrecision.UNKNOWN

    @property
    def is_known(self) -> bool:
        """False if not even the year is known."""
        return bool(self.year)

    @property
    def edtf(self) -> str:
        """The date in the form that `parse` reads, '' for unknown."""
        if not self.year:
            return ""
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts) + ("~" if self.inferred else "")

    @property
    def plain(self) -> str:
        """The date without the mark of an inferred one, as in JSON answers: '2024-01', '' for unknown."""
        return self.edtf.rstrip("~")

    @property
    def first_day(self) -> date | None:
        """The earliest possible day, None if unknown. Used for ordering, never shown."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def last_day(self) -> date | None:
        """The latest possible day, None if unknown. Used for ordering, never shown."""
        return _last_day(self.year, self.month, self.day) if self.year else None

    def may_precede(self, day: date) -> bool:
        """Return False if it was certainly published after `day`. An unknown date may always precede."""
        first = self.first_day
        return first is None or first <= day


@lru_cache(maxsize=4096)
def _last_day(year: int, month: int, day: int) -> date:
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


UNKNOWN_DATE: Final = PublishedDate()
