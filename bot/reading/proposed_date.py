"""The date that stands at the head of a text without a header: beside a byline, in a dateline, or in a line of its own.

Only the head counts, and an agency's line at the end: dates in the sentences of an article are those of other things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from bot.domain import Article, PublishedDate
from bot.reading.future import latest_day
from bot.reading.typed_dates import parse_written_date

LABELLED: Final = "the day of publication at the start of the text"
BESIDE_BYLINE: Final = "the date beside the author's name at the start of the text"
DATELINE: Final = "the dateline at the start of the text"
ALONE: Final = "a date at the start of the text"
AT_END: Final = "the agency's date at the end of the text"

_HEAD_LINES: Final = 12
_LONGEST_LINE: Final = 200
_MONTH: Final = r"[^\W\d_]{3,10}\.?"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th|er|\.|º|°)?"
_DATE: Final = (
    rf"(?:{_MONTH}\s+{_DAY},?\s+\d{{4}}|(?:le\s+|den\s+|el\s+)?{_DAY}\s+(?:de\s+)?{_MONTH}\s+(?:del?\s+)?\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
)
_PUBLISHED: Final = re.compile(
    r"(?:first\s+)?(?:published|posted|publication date|date published|date|veröffentlicht|erschienen|publiziert"
    r"|datum|publicad[oa]|fecha(?: de publicación)?|publiée?|mis en ligne|date de publication|pubblicat[oa]"
    r"|data(?: di pubblicazione)?)(?:\s+(?:on|am|el|le|il|at|in))?\s*:?\s+",
    re.IGNORECASE,
)
_NOT_PUBLISHED: Final = re.compile(
    r"\b(?:updated?|modified|corrected|accessed|retrieved|copyright|aktualisiert|geändert|abgerufen|actualizad[oa]"
    r"|modificad[oa]|consultad[oa]|mise?s? à jour|modifié|consulté|aggiornat[oa]|modificat[oa]|consultat[oa])\b|©",
    re.IGNORECASE,
)
_PARTS: Final = re.compile(
    r"\s*[|·•;]\s*|\s+[/–—-]\s+|,?\s+(?=(?:[Bb]y|BY|[Vv]on|VON|[Pp]or|POR|[Pp]ar|PAR|[Dd]i|DI)\s+[^\W\d_a-zß-ÿ])"
    r"|,\s+(?=(?:last )?(?:updated|aktualisiert|actualizado|mis à jour|aggiornato)\b)"
)
_BYLINE: Final = re.compile(
    r"(?:By|BY|Von|VON|Por|POR|Par|PAR|Di|DI|Da|Text|Words by|Written by|Reported by|Escrito por|Rédigé par|Scritto da)"
    r":?\s+[^\W\d_](?:[^|/·•–—\d.!?]|(?<=\b\w)\.){1,80}?(?=$|,?\s+\(?(?:" + _DATE + r")|\s*[|/·•–—])"
)
_PLACE: Final = re.compile(r"[^\W\d_]")
_DATELINE: Final = re.compile(
    rf"(?P<place>[^\W\d_][^\d\n:;!?()]{{1,50}}?)(?:\s*\([^)\n]{{2,30}}\))?\s*(?:,\s*|\s\(|\s)(?P<date>{_DATE})\)?"
    r"\s*(?:\([^)\n]{2,30}\)|/[\w -]{2,30}/)?\s*(?:\.?\s*(?:[-–—]{1,2}|:)\s|$)"
)
_SMALL: Final = re.compile("de|del|la|las|los|le|les|di|da|do|of|am|an|der|upon|sur|en|in|the|und|and|y|et|e")
_NO_PLACE: Final = re.compile("in|on|at|by|from|until|since|coming|opening|im|am|ab|bis|seit|en|à|au|dès|a|al|nei|dal")
_OPENING: Final = re.compile(rf"\(\s*(?P<date>{_DATE})\s*\)|(?P<bare>\d{{4}}-\d{{2}}-\d{{2}})\s*[-–—:|]\s")
_AGENCY: Final = re.compile(
    rf"[(\[©]\s*(?:[^\d()\[\]\n]{{0,40}}[\s,/:])?(?P<date>{_DATE})\s*[)\]]?|.*\bdpa:(?P<code>\d{{6}})-.*", re.DOTALL
)


class _Rank(IntEnum):
    """How surely a date is that of publication: the smallest first."""

    LABELLED = 0
    BYLINE = 1
    DATELINE = 2
    ALONE = 3
    END = 4


_EVIDENCE: Final = dict(zip(_Rank, (LABELLED, BESIDE_BYLINE, DATELINE, ALONE, AT_END), strict=True))


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: _Rank
    date: PublishedDate


def propose_date(article: Article) -> Article:
    """The article with the date that its head states; as it is when the head states none, or two.

    A date with a label such as `Published:` is stated, any other inferred; the evidence says where it stands.
    """
    candidates = [*_in_head(article.text, article.language), *_at_end(article.text, article.language)]
    likely = [each for each in candidates if each.date.is_known and each.date.may_precede(latest_day())]
    if not likely:
        return article
    best = min(each.rank for each in likely)
    days = {each.date for each in likely if each.rank is best}
    if len(days) > 1:
        return article
    day = days.pop()
    is_stated = best is _Rank.LABELLED and not day.inferred
    return replace(article, published=replace(day, inferred=not is_stated, evidence=_EVIDENCE[best]))


def stands_alone(line: str) -> bool:
    """Whether a line of the head says who wrote the text, or when, and belongs to no paragraph."""
    byline = _BYLINE.match(line)
    return len(line) <= _LONGEST_LINE and bool((byline and byline.end() == len(line)) or any(_in_parts(line, "")))


def _head_lines(text: str) -> Iterator[str]:
    """The lines above the first paragraph of prose, and that paragraph's beginning."""
    lines = (line.strip() for line in text[:5_000].splitlines())
    for number, line in enumerate(line for line in lines if line):
        if number >= _HEAD_LINES:
            return
        yield line[:_LONGEST_LINE]
        if _is_prose(line):
            return


def _is_prose(line: str) -> bool:
    words = line.split()
    return len(words) > 20 or (len(words) > 6 and line.rstrip("\"'”’“»)")[-1:] in {".", "!", "?", "…"})


def _in_head(text: str, language: str) -> Iterator[_Candidate]:
    if sum(1 for _ in re.finditer(rf"^\W*{_DATE}", text, re.MULTILINE)) > 2:
        # A list of days: none of them is that of publication.
        return
    for line in _head_lines(text):
        if _is_prose(line):
            yield from _in_prose(line, language)
        else:
            yield from [*_in_parts(line, language)] or _in_prose(line, language)


def _in_parts(line: str, language: str) -> Iterator[_Candidate]:
    """Dates that are a part of a line on their own: `Variety | June 11, 2026`, `By Jo Park / June 11, 2026`."""
    byline = _BYLINE.match(line)
    rest = line[byline.end() :].lstrip(" ,|/·•–—-") if byline else line
    for part in _PARTS.split(rest):
        label = _PUBLISHED.match(part)
        bare = part[label.end() if label else 0 :].strip(" ,()[]")
        if len(bare) > 60 or _NOT_PUBLISHED.search(part) or re.fullmatch(r"\d{4}", bare):
            continue
        day = parse_written_date(bare, language=language)
        if day and day.is_known:
            yield _Candidate(_Rank.LABELLED if label else _Rank.BYLINE if byline else _Rank.ALONE, day)


def _in_prose(line: str, language: str) -> Iterator[_Candidate]:
    """The date before the first sentence: `CHICAGO, September 30, 2026 - The crew …`, `(Nov 24, 2026) The crew …`."""
    opening = _OPENING.match(line)
    if opening and (day := parse_written_date(opening["date"] or opening["bare"], language=language)):
        yield _Candidate(_Rank.ALONE, day)
    found = _DATELINE.match(line)
    if not found or _NOT_PUBLISHED.search(found["place"]) or not _is_place(found["place"]):
        return
    ends_line = found.end() == len(line)
    if ends_line and not re.search(r"[,)(]\s*$", line[: found.start("date")]):
        # `Trailer June 11, 2026` is no place.
        return
    if day := parse_written_date(found["date"], language=language):
        yield _Candidate(_Rank.DATELINE, day)


def _is_place(words: str) -> bool:
    """Whether all words begin with a capital letter, as those of a place do."""
    names = [word for word in re.split(r"[\s,/]+", words) if word]
    if not 0 < len(names) <= 6 or _NO_PLACE.fullmatch(names[0].casefold()):
        return False
    return names[0][0].isupper() and all(word[0].isupper() or _SMALL.fullmatch(word) for word in names)


def _at_end(text: str, language: str) -> Iterator[_Candidate]:
    """The date in an agency's line at the end: `(Reuters, June 11, 2026)`, `dpa:260611-99-123456/2`."""
    lines = text.rstrip()[-_LONGEST_LINE:].splitlines()
    found = _AGENCY.fullmatch(lines[-1].strip()) if len(lines) > 1 else None
    if not found or _NOT_PUBLISHED.search(lines[-1].replace("©", "")):
        return
    code = found["code"]
    written = f"20{code[:2]}-{code[2:4]}-{code[4:]}" if code else found["date"]
    if day := parse_written_date(written, language=language):
        yield _Candidate(_Rank.END, day)
