"""The fields of an article: the limits of each, what is wrong with a value, and how fields become an Article."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.domain import Article, PublishedDate
from bot.phrases.messages import Message, message
from bot.text.language import ISO_639_1, detect_language
from bot.text.safe_text import storable_complaint

MAX_TEXT: Final = 2_000_000
"""Maximum length of an article's text, in characters."""

MAX_LINES: Final = 20_000
"""Maximum number of lines in an article that a moderator adds: more would make every question slow."""

MAX_ID: Final = 100
"""Maximum length of an id, in characters: Discord accepts no longer value for a choice."""

MAX_URL: Final = 2_000
MAX_LINE: Final = 1_000
"""Maximum length of a title, a publisher or an evidence, in characters."""

_ID_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with the field `key`, and what would be right."""

    key: str
    message: str


def complaints(fields: Mapping[str, str]) -> list[Complaint]:
    """Return everything that keeps the fields from being an article. A missing field counts as ''.

    The keys are those of KEYS; other keys are ignored.
    """
    found = ((key, check(fields.get(key, ""))) for key, check in _CHECKS.items())
    return [complaint(key, problem) for key, problem in found if problem]


def without_mistakes(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that have no complaint, for a source that nobody can correct, such as a page."""
    mistaken = {complaint.key for complaint in complaints(fields)}
    if "date" in mistaken:
        mistaken.add("date_evidence")
    return {key: value for key, value in fields.items() if key not in mistaken}


def complaint(key: str, problem: str) -> Complaint:
    """Return the complaint that the field has this problem."""
    return Complaint(key, message("field.problem", field=message(f"field_name.{key}"), problem=problem))


def latest_day() -> date:
    """Return the latest day on which something can have been published: somewhere on earth it is already tomorrow."""
    return (datetime.now(UTC) + timedelta(days=1)).date()


def future_problem(published: PublishedDate) -> str:
    """Return what is wrong with a date in the future, as a message that names the field; '' for any other date.

    No answer quotes an article before its date, so a wrong date would hide it silently.
    """
    if published.may_precede(latest_day()):
        return ""
    return complaint("date", message("field.date_future", date=published.plain)).message


def article_from(fields: Mapping[str, str], *, detects_language: bool) -> Article:
    """Return the article of fields without complaints.

    An article without an id gets one from its content. With `detects_language`, its language is what is detected.
    Raises ValueError when the date is wrong.
    """
    title, url, text = fields.get("title", ""), fields.get("url", ""), fields["text"]
    return Article(
        id=fields.get("id") or content_id(title, url, text),
        text=text,
        title=title,
        publisher=fields.get("publisher", ""),
        url=url,
        published=PublishedDate.parse(fields.get("date", ""), fields.get("date_evidence", "")),
        language=detect_language(text) if detects_language else fields.get("language", ""),
    )


def content_id(title: str, url: str, text: str) -> str:
    """Return the id of an article whose source names none: equal content gets an equal id."""
    # The separator makes ("ab", "c") and ("a", "bc") differ.
    content = "\x1f".join((title, url, text))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:_ID_LENGTH]


def quoted(value: str, limit: int = 60) -> str:
    """Return a value for a message: in quotes, cut to `limit` characters, with invisible characters escaped."""
    short = value if len(value) <= limit else value[: limit - 1] + "…"
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in short) + "'"


def _check_line(value: str) -> str:
    if len(value) > MAX_LINE:
        return message("field.line_too_long", count=len(value), most=MAX_LINE)
    return storable_complaint(value)


def _check_id(value: str) -> str:
    if len(value) > MAX_ID or not value.isprintable() or value != value.strip():
        return message("field.id", value=quoted(value), most=MAX_ID)
    return ""


def _check_url(value: str) -> str:
    if not value:
        return ""
    if len(value) <= MAX_URL and value.isprintable() and " " not in value and _is_web_address(value):
        return ""
    return message("field.url", value=quoted(value))


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _check_date(value: str) -> str:
    if len(value) > 40 or not value.isprintable():
        return message("field.date", value=quoted(value), forms=message("field.forms"))
    try:
        PublishedDate.parse(value)
    except ValueError as error:
        return message("field.date_wrong", problem=_date_problem(value, str(error)), forms=message("field.forms"))
    return ""


def _date_problem(value: str, english: str) -> Message:
    """Return what PublishedDate says in English about a wrong value, as a message for all languages."""
    kinds = {"is no date": "form", "part that is 0": "zero", "in the calendar": "calendar"}
    kind = next((kind for mark, kind in kinds.items() if mark in english), "form")
    return message(f"date_problem.{kind}", value=quoted(value))


def _check_language(value: str) -> str:
    if not value or value in ISO_639_1:
        return ""
    return message("field.language", value=quoted(value))


def _check_text(value: str) -> str:
    if not value.strip():
        return message("field.text_empty")
    if len(value) > MAX_TEXT:
        return message("field.text_too_long", count=len(value), most=MAX_TEXT)
    return storable_complaint(value)


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "id": _check_id,
    "title": _check_line,
    "publisher": _check_line,
    "url": _check_url,
    "date": _check_date,
    "date_evidence": _check_line,
    "language": _check_language,
    "text": _check_text,
}
"""For each field, a function that returns what is wrong with a value, '' for nothing."""

KEYS: Final = tuple(_CHECKS)
"""The names of all fields, in the order in which people read them."""
