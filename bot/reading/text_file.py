"""Plain text, with what is known of the article at its very start, in one of two forms.

Lines `key: value` with an empty line after them, in any case and order; or a mark ` date 2024-01-05 ` before the text.
All else is text, byte for byte. Lines of which one has no known key are text too.
"""

from __future__ import annotations

import re
from typing import Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.decoding import decoded
from bot.reading.fields import complaints
from bot.reading.identity import completed

STATED: Final = "stated at its start"
"""The evidence of a date that stands there."""

_HEADER: Final = re.compile(r"(?:(?:id|title|publisher|url|date|date_evidence|language):[^\n]*\n)+\r?\n", re.IGNORECASE)
_MARK: Final = re.compile(r"[ ]?date (\d{4}-\d{2}-\d{2})[ \n]")


def read_text(content: bytes, file: str) -> Article:
    """The article that a file's bytes hold; `file` names it in problems.

    Raises CorpusError with every mistake of the file.
    """
    text = decoded(content, file)
    fields = _header_fields(text) or _marked_fields(text) or {"text": text}
    mistakes = complaints(fields)
    if mistakes:
        raise CorpusError([Problem(file, 0, mistake.message) for mistake in mistakes])
    return completed(fields, detects_language="language" not in fields)


def _header_fields(text: str) -> dict[str, str]:
    header = _HEADER.match(text)
    if not header:
        return {}
    pairs = (line.partition(":") for line in header[0].split("\n") if line.strip())
    fields = {key.lower(): value.strip() for key, _, value in pairs}
    evidence = {"date_evidence": STATED} if fields.get("date") and not fields["date"].endswith("~") else {}
    return evidence | fields | {"text": text[header.end() :]}


def _marked_fields(text: str) -> dict[str, str]:
    mark = _MARK.match(text)
    return {"date": mark[1], "date_evidence": STATED, "text": text[mark.end() :]} if mark else {}
