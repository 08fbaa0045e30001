"""Find the date at the head of a text without a header: beside a byline, in a dateline, or on a line of its own.

Only the head counts, and an agency's line at the end: dates in the sentences of an article are dates of events.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from bot.domain import Article, PublishedDate
from bot.phrases.dates import evidence
from bot.reading.dates.typed import parse_written_date
from bot.reading.fields import latest_day

_HEAD_LINES: Final = 12
"""Maximum number of lines in the head of a text."""
_MAX_LINE: Final = 200
"""Characters of a line that are searched."""
# Any word may be the month here: the parser of typed dates decides.
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
_DATELINE: Final = re.compile(
    rf"(?P<place>[^\W\d_][^\d\n:;!?()]{{1,50}}?)(?:\s*\([^)\n]{{2,30}}\))?\s*(?:,\s*|\s\(|\s)(?P<date>{_DATE})\)?"
    r"\s*(?:\([^)\n]{2,30}\)|/[\w -]{2,30}/)?\s*(?:\.?\s*(?:[-–—]{1,2}|:)\s|$)"
)
_PARTICLES: Final = re.compile("de|del|la|las|los|le|les|di|da|do|of|am|an|der|upon|sur|en|in|the|und|and|y|et|e")
_PREPOSITIONS: Final = re.compile(
    "in|on|at|by|from|until|since|coming|opening|im|am|ab|bis|seit|en|à|au|dès|a|al|nei|dal"
)
"""First words of a line that cannot begin a place."""
_OPENING: Final = re.compile(rf"\(\s*(?P<date>{_DATE})\s*\)|(?P<bare>\d{{4}}-\d{{2}}-\d{{2}})\s*[-–—:|]\s")
_AGENCY: Final = re.compile(
    rf"[(\[©]\s*(?:[^\d()\[\]\n]{{0,40}}[\s,/:])?(?P<date>{_DATE})\s*[)\]]?|.*\bdpa:(?P<code>\d{{6}})-.*", re.DOTALL
)


class _Place(IntEnum):
    """The place of a date, the most reliable one first."""

    LABELLED = 0
    """After a word such as `Published`."""
    BYLINE = 1
    DATELINE = 2
    ALONE = 3
    END = 4


_EVIDENCE: Final = {
    _Place.LABELLED: "text_published",
    _Place.BYLINE: "text_byline",
    _Place.DATELINE: "text_dateline",
    _Place.ALONE: "text_head",
    _Place.END: "text_end",
}
"""The kind of evidence, a key of the phrases, for each place."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: _Place
    date: PublishedDate


def propose_date(article: Article) -> Article:
    """Return the article with the date at the head of its text; unchanged if there is none, or if two disagree.

    A date with a label such as `Published:` is stated, any other is inferred. The evidence says where it is.
    """
    candidates = [*_in_head(article.text, article.language), *_at_end(article.text, article.language)]
    likely = [each for each in candidates if each.date.is_known and each.date.may_precede(latest_day())]
    if not likely:
        return article
    best = min(each.place for each in likely)
    days = {each.date for each in likely if each.place is best}
    if len(days) > 1:
        return article
    day = days.pop()
    is_stated = best is _Place.LABELLED and not day.inferred
    return replace(article, published=replace(day, inferred=not is_stated, evidence=evidence(_EVIDENCE[best])))


def is_byline_or_date(line: str) -> bool:
    """Return whether a line of the head only says who wrote the text, or when, and so belongs to no paragraph."""
    byline = _BYLINE.match(line)
    return len(line) <= _MAX_LINE and bool((byline and byline.end() == len(line)) or any(_in_parts(line, "")))


def _head_lines(text: str) -> Iterator[str]:
    """Yield the lines above the first paragraph of prose, and the beginning of that paragraph."""
    lines = (line.strip() for line in text[:5_000].splitlines())
    for number, line in enumerate(line for line in lines if line):
        if number >= _HEAD_LINES:
            return
        yield line[:_MAX_LINE]
        if _is_prose(line):
            return


def _is_prose(line: str) -> bool:
    words = line.split()
    return len(words) > 20 or (len(words) > 6 and line.rstrip("\"'”’“»)")[-1:] in {".", "!", "?", "…"})


def _in_head(text: str, language: str) -> Iterator[_Candidate]:
    if sum(1 for _ in re.finditer(rf"^\W*{_DATE}", text, re.MULTILINE)) > 2:
        # This is a list of days, such as a schedule: none of them is the day of publication.
        return
    for line in _head_lines(text):
        if _is_prose(line):
            yield from _in_prose(line, language)
        else:
            yield from [*_in_parts(line, language)] or _in_prose(line, language)


def _in_parts(line: str, language: str) -> Iterator[_Candidate]:
    """Yield dates that are a whole part of a line: `Variety | June 11, 2026`, `By Jo Park / June 11, 2026`."""
    byline = _BYLINE.match(line)
    rest = line[byline.end() :].lstrip(" ,|/·•–—-") if byline else line
    for part in _PARTS.split(rest):
        label = _PUBLISHED.match(part)
        bare = part[label.end() if label else 0 :].strip(" ,()[]")
        if len(bare) > 60 or _NOT_PUBLISHED.search(part) or re.fullmatch(r"\d{4}", bare):
            continue
        day = parse_written_date(bare, language=language)
        if day and day.is_known:
            yield _Candidate(_Place.LABELLED if label else _Place.BYLINE if byline else _Place.ALONE, day)


def _in_prose(line: str, language: str) -> Iterator[_Candidate]:
    """Yield the date before the first sentence: `CHICAGO, September 30, 2026 - The …`, `(Nov 24, 2026) The …`."""
    opening = _OPENING.match(line)
    if opening and (day := parse_written_date(opening["date"] or opening["bare"], language=language)):
        yield _Candidate(_Place.ALONE, day)
    found = _DATELINE.match(line)
    if not found or _NOT_PUBLISHED.search(found["place"]) or not _is_place(found["place"]):
        return
    ends_line = found.end() == len(line)
    if ends_line and not re.search(r"[,)(]\s*$", line[: found.start("date")]):
        # In `Trailer June 11, 2026`, the first word is not a place.
        return
    if day := parse_written_date(found["date"], language=language):
        yield _Candidate(_Place.DATELINE, day)


def _is_place(words: str) -> bool:
    """Return whether the words can name a place: all of them but particles begin with a capital letter."""
    names = [word for word in re.split(r"[\s,/]+", words) if word]
    if not 0 < len(names) <= 6 or _PREPOSITIONS.fullmatch(names[0].casefold()):
        return False
    return names[0][0].isupper() and all(word[0].isupper() or _PARTICLES.fullmatch(word) for word in names)


def _at_end(text: str, language: str) -> Iterator[_Candidate]:
    """Yield the date in an agency's line at the end: `(Reuters, June 11, 2026)`, `dpa:260611-99-123456/2`."""
    lines = text.rstrip()[-_MAX_LINE:].splitlines()
    found = _AGENCY.fullmatch(lines[-1].strip()) if len(lines) > 1 else None
    if not found or _NOT_PUBLISHED.search(lines[-1].replace("©", "")):
        return
    code = found["code"]
    written = f"20{code[:2]}-{code[2:4]}-{code[4:]}" if code else found["date"]
    if day := parse_written_date(written, language=language):
        yield _Candidate(_Place.END, day)
