"""Match dates as programs and people write them on pages, in English, German, Spanish, French and Italian.

Pages hold thousands of places where a date can be, so this is done by regular expressions. The parser of typed dates
would take milliseconds for each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from bot.domain import PublishedDate

# Loading these languages from Babel would take 70 ms for every page, and Babel lacks forms such as `jänner`,
# `setiembre` and `aout`. A test checks that the table has every name that Babel has.
_MONTH_NAMES: Final = (
    "january jan januar jänner enero ene janvier janv gennaio gen gennaro",
    "february feb febr februar feber febrero février févr fév febbraio febb",
    "march mar märz mär mrz marzo mars",
    "april apr abril abr avril avr aprile",
    "may mai mayo maggio mag magg",
    "june jun juni junio juin giugno giu",
    "july jul juli julio juillet juil luglio lug lugl",
    "august aug agosto ago août aout",
    "september sep sept septiembre setiembre set septembre settembre sett",
    "october oct oktober okt octubre octobre ottobre ott",
    "november nov noviembre novembre",
    "december dec dezember dez diciembre dic décembre déc dicembre",
)
_WEEKDAYS: Final = """
monday mon montag mo lunes lun lundi lunedi tuesday tue tues dienstag di martes mar mardi martedi wednesday wed mittwoch
mi miercoles mie mercredi mer mercoledi thursday thu thur thurs donnerstag do jueves jue jeudi jeu giovedi gio friday
fri freitag fr viernes vie vendredi ven venerdi saturday sat samstag sa sonnabend sabado sab samedi sam sabato sunday
sun sonntag so domingo dom dimanche dim domenica
"""


def _plain(text: str) -> str:
    """Return the text in lower case, without accents, with single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


_MONTHS: Final[Mapping[str, int]] = {
    _plain(name): number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()
}
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY: Final = rf"(?:(?:{'|'.join(_WEEKDAYS.split())})\b\.?,?\s+(?:(?:den|dem|the|el|le|il)\s+)?)?"
_ORDINAL: Final = r"(?:st\b|nd\b|rd\b|th\b|er\b|\.|[oa]\b)?"
_DAY_FIRST: Final = (
    rf"(?<![\d.,/-])(?P<d1>\d{{1,2}}){_ORDINAL}(?:\s+|-)(?:de\s+|of\s+)?(?P<m1>{_MONTH})\b\.?,?(?:\s+|-)"
    r"(?:de\s+|del\s+)?(?P<y1>\d{4})(?!\d)"
)
_MONTH_FIRST: Final = rf"\b(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}}){_ORDINAL},?\s+(?P<y2>\d{{4}})(?!\d)"
_YEAR_FIRST: Final = r"(?<!\d)(?P<y3>\d{4})(?P<s3>[-/.])(?P<m3>\d{1,2})(?P=s3)(?P<d3>\d{1,2})(?!\d)"
_YEAR_LAST: Final = r"(?<![\d.,/-])(?P<a4>\d{1,2})(?P<s4>[-/.])(?P<b4>\d{1,2})(?P=s4)(?P<y4>\d{4})(?!\d|[./-]\d)"

_ZONE: Final = (
    r"\s*(?:z|utc|gmt|[a-z]{2,4}t)?\s*(?:[+-]\d{2}:?(?:\d{2})?)?(?:\s*\([^()]*\))?(?:\s*\[[^\[\]]*\])?"
    r"(?:\s*[a-z]+/[a-z_]+)?"
)
_CLOCK: Final = (
    r"[\s,t|·-]*(?:(?:at|um|a las|a|alle|alle ore|ore)\s+)?[0-2]?\d(?:[:.h][0-5]\d(?:[:.][0-6]\d)?(?:[.,:]\d{1,9})?"
    r"\s*(?:uhr|h\b|hrs)?\s*(?:[ap]\.?\s?m\b\.?)?|\s*(?:[ap]\.?\s?m\b\.?|uhr|h\b))"
)
_TAIL: Final = re.compile(rf"(?:{_CLOCK}|t\d{{4}}(?:\d\d)?(?:\.\d+)?)?{_ZONE}")
_START: Final = re.compile(_WEEKDAY)
_CTIME: Final = re.compile(rf"{_WEEKDAY}(?P<m2>{_MONTH})\b\.?\s+(?P<d2>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<y2>\d{{4}})")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\d)")
# Seconds or milliseconds since 1970.
_EPOCH: Final = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")
_MONTH_ALONE: Final = re.compile(rf"({_MONTH})\b\.?,?\s+(?:de\s+|del\s+)?(\d{{4}})")
_YEAR_AND_MONTH: Final = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_MONTH_AND_YEAR: Final = re.compile(r"(\d{1,2})[/.](\d{4})")
_DAY: Final = re.compile(f"{_DAY_FIRST}|{_MONTH_FIRST}|{_YEAR_FIRST}|{_YEAR_LAST}")


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day in a text, with its offsets there."""

    edtf: str
    start: int
    end: int


def read_date(value: str, *, month_first: bool | None = None) -> str:
    """Return the date in EDTF form if `value` is a date, perhaps with a time, and nothing else; '' otherwise.

    A time zone does not move the day. `month_first` decides whether 03/04/2026 is in March or in April; with None, such
    a date gives ''.
    """
    text = _plain(value)
    if not text or len(text) > 100:
        return ""
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC).date().isoformat()
    if found := _CTIME.fullmatch(text):
        return _edtf(found["y2"], _MONTHS[found["m2"]], found["d2"])
    weekday = _START.match(text)
    # The whole text comes first: `mar` is a weekday in three languages, and a month.
    for bare in (text, text[weekday.end() if weekday else 0 :]):
        if (day := _DAY.match(bare)) and _TAIL.fullmatch(bare, day.end()):
            return _day_of(day, month_first)
        if (compact := _COMPACT.match(bare)) and _TAIL.fullmatch(bare, compact.end()):
            return _edtf(*compact.groups())
    return _month_or_year(text)


def _month_or_year(text: str) -> str:
    if found := _MONTH_ALONE.fullmatch(text):
        return _edtf(found[2], _MONTHS[found[1]])
    if found := _YEAR_AND_MONTH.fullmatch(text):
        return _edtf(*(part for part in found.groups() if part))
    if found := _MONTH_AND_YEAR.fullmatch(text):
        return _edtf(found[2], found[1])
    return ""


def days_in(text: str, *, month_first: bool | None = None) -> tuple[str, Iterator[WrittenDay]]:
    """Return the text in lower case without accents, and each whole day in it. Offsets refer to that text."""
    plain = _plain(text)
    found = ((_day_of(match, month_first), match) for match in _DAY.finditer(plain))
    return plain, (WrittenDay(edtf, match.start(), match.end()) for edtf, match in found if edtf)


def _day_of(found: re.Match[str], month_first: bool | None) -> str:
    if found["y1"]:
        return _edtf(found["y1"], _MONTHS[found["m1"]], found["d1"])
    if found["y2"]:
        return _edtf(found["y2"], _MONTHS[found["m2"]], found["d2"])
    if found["y3"]:
        return _edtf(found["y3"], found["m3"], found["d3"])
    # Numbers with points between them begin with the day in every language.
    is_month_first = False if found["s4"] == "." else month_first
    return _from_numbers(int(found["a4"]), int(found["b4"]), found["y4"], is_month_first)


def _from_numbers(first: int, second: int, year: str, month_first: bool | None) -> str:
    if first > 12 or first == second:
        return _edtf(year, second, first)
    if second > 12:
        return _edtf(year, first, second)
    if month_first is None:
        return ""
    return _edtf(year, first, second) if month_first else _edtf(year, second, first)


def _edtf(*parts: str | int) -> str:
    try:
        year, month, day = (*map(int, parts), 0, 0)[:3]
        date(year, month or 1, day or 1)
        return PublishedDate(year, month, day).edtf if all(map(int, parts)) else ""
    except ValueError:
        return ""
