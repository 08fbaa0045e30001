"""What each field of an article may hold, whatever kind of file it is read from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.domain import Article, PublishedDate
from bot.phrases.messages import MESSAGES, Message, message
from bot.text.language import ISO_639_1
from bot.text.safe_text import storable_complaint

MAX_TEXT: Final = 2_000_000
"""The longest text of one article, in characters."""

MOST_LINES: Final = 20_000
"""More than these in one article of a moderator's would make every question slow."""

MAX_ID: Final = 100
"""The longest id, in characters: Discord takes no longer value of a choice."""

MAX_URL: Final = 2_000
MAX_LINE: Final = 1_000
"""The longest title, publisher or evidence, in characters."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one field, and what would be right."""

    key: str
    message: str


def complaints(fields: Mapping[str, str]) -> list[Complaint]:
    """Everything that keeps the fields from being an article; a field that is absent counts as ''.

    Known keys: id, title, publisher, url, date, date_evidence, language, text.
    """
    found = ((key, check(fields.get(key, ""))) for key, check in _CHECKS.items())
    return [complaint(key, problem) for key, problem in found if problem]


def complaint(key: str, problem: str) -> Complaint:
    """The complaint that a field has this problem."""
    return Complaint(key, message("field.problem", field=message(f"field_name.{key}"), problem=problem))


def article_from(fields: Mapping[str, str]) -> Article:
    """The article that fields without complaints make. Raises ValueError when the date has one."""
    return Article(
        id=fields.get("id", ""),
        text=fields["text"],
        title=fields.get("title", ""),
        publisher=fields.get("publisher", ""),
        url=fields.get("url", ""),
        published=PublishedDate.parse(fields.get("date", ""), fields.get("date_evidence", "")),
        language=fields.get("language", ""),
    )


def shown(value: str, limit: int = 60) -> str:
    """A value for a message: in quotes, shortened to `limit` characters, invisible characters spelled out."""
    short = value if len(value) <= limit else value[: limit - 1] + "…"
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in short) + "'"


def _line_complaint(value: str) -> str:
    if len(value) > MAX_LINE:
        return message("field.line_too_long", count=len(value), most=MAX_LINE)
    return storable_complaint(value)


def _id_complaint(value: str) -> str:
    if len(value) > MAX_ID or not value.isprintable() or value != value.strip():
        return message("field.id", value=shown(value), most=MAX_ID)
    return ""


def _url_complaint(value: str) -> str:
    if not value:
        return ""
    if len(value) <= MAX_URL and value.isprintable() and " " not in value and _is_web_address(value):
        return ""
    return message("field.url", value=shown(value))


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _date_complaint(value: str) -> str:
    if len(value) > 40 or not value.isprintable():
        return message("field.date", value=shown(value), forms=message("field.forms"))
    try:
        PublishedDate.parse(value)
    except ValueError as error:
        return message("field.date_wrong", problem=_date_problem(value, str(error)), forms=message("field.forms"))
    return ""


def _date_problem(value: str, said: str) -> Message:
    """What PublishedDate says against a value, as a message."""
    kinds = {"is no date": "form", "part that is 0": "zero", "in the calendar": "calendar"}
    kind = next((kind for mark, kind in kinds.items() if mark in said), "form")
    return Message(said, f"{MESSAGES}date_problem.{kind}", {"value": shown(value)})


def _language_complaint(value: str) -> str:
    if not value or value in ISO_639_1:
        return ""
    return message("field.language", value=shown(value))


def _text_complaint(value: str) -> str:
    if not value.strip():
        return message("field.text_empty")
    if len(value) > MAX_TEXT:
        return message("field.text_too_long", count=len(value), most=MAX_TEXT)
    return storable_complaint(value)


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "id": _id_complaint,
    "title": _line_complaint,
    "publisher": _line_complaint,
    "url": _url_complaint,
    "date": _date_complaint,
    "date_evidence": _line_complaint,
    "language": _language_complaint,
    "text": _text_complaint,
}

KEYS: Final = tuple(_CHECKS)
"""The names of all fields, in the order in which people read them."""
