"""Plain text: an article with what may stand above it, lines `Key: value` or a mark `date 2024-01-05`."""

from __future__ import annotations

import re
from typing import Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.decoding import decoded
from bot.reading.fields import complaints
from bot.reading.identity import completed

HEADER_KEYS: Final = ("title", "publisher", "url", "date", "language")
"""What may stand in lines of their own above a blank line and the text."""

_HEADER_LINE: Final = re.compile(rf"(?P<key>{'|'.join(HEADER_KEYS)}):[ \t]*(?P<value>[^\r\n]*)\r?\n", re.IGNORECASE)
_BLANK: Final = re.compile(r"[ \t]*\r?\n")
_MARK: Final = re.compile(r"\s*date (?P<date>\d{4}-\d{2}-\d{2})\s+")


def read_text(content: bytes, file: str) -> Article:
    """The article that a text file's bytes hold; a header that no blank line ends is text. Raises CorpusError."""
    text = decoded(content, file)
    fields = _with_mark(text) or _with_header(text) or {"text": text}
    found = complaints(fields)
    if found:
        raise CorpusError([Problem(file, 0, complaint.message) for complaint in found])
    return completed(fields, detects_language=not fields.get("language"))


def _with_mark(text: str) -> dict[str, str] | None:
    found = _MARK.match(text)
    if not found:
        return None
    return {"date": found["date"], "date_evidence": "stated at its start", "text": text[found.end() :]}


def _with_header(text: str) -> dict[str, str] | None:
    fields: dict[str, str] = {}
    position = 0
    while found := _HEADER_LINE.match(text, position):
        fields[found["key"].casefold()] = found["value"].strip()
        position = found.end()
    blank = _BLANK.match(text, position)
    return fields | {"text": text[blank.end() :]} if fields and blank else None
