"""Articles as JSON lines: one object a line, read and written in the same form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.decoding import decoded
from bot.reading.fields import KEYS, MAX_TEXT, complaints, shown
from bot.reading.identity import completed

MAX_LINE_BYTES: Final = 8 * MAX_TEXT
"""A longer line cannot be an article."""
_REQUIRED: Final = ("text",)


def read_json_lines(file: BinaryIO, name: str) -> Iterator[Article | Problem]:
    """The article of each line, or what keeps the line from being one; blank lines are passed over.

    `name` is what problems call the file. An id that is missing is derived from the content, a language is detected.
    """
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            yield Problem(name, number, f"the line is longer than {MAX_LINE_BYTES:,} bytes: no article is so long")
            return
        if line.strip():
            yield from _read_line(line, name, number)


def to_json_line(article: Article) -> str:
    """The article as one line that `read_json_lines` reads back unchanged."""
    fields = {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date": article.published.edtf,
        "language": article.language,
        "text": article.text,
    }
    if article.published.evidence:
        fields["date_evidence"] = article.published.evidence
    return json.dumps(fields, ensure_ascii=False)


def _read_line(line: bytes, name: str, number: int) -> Iterator[Article | Problem]:
    try:
        fields = _fields(decoded(line, name))
    except CorpusError as error:
        yield from (Problem(name, number, problem.message) for problem in error.problems)
        return
    except ValueError as error:
        yield Problem(name, number, str(error))
        return
    found = complaints(fields)
    yield from (Problem(name, number, complaint.message) for complaint in found)
    if not found:
        yield completed(fields, detects_language="language" not in fields)


def _fields(line: str) -> Mapping[str, str]:
    """The line's fields as texts. Raises ValueError that says what is wrong and what would be right."""
    row = _parsed(line)
    unknown = [key for key in row if key not in KEYS]
    if unknown:
        raise ValueError(f"{shown(unknown[0])} is no field of an article; there are {', '.join(KEYS)}")
    missing = [key for key in _REQUIRED if key not in row]
    if missing:
        raise ValueError(f"'{missing[0]}' is missing: give the article's text")
    for key, value in row.items():
        if value is not None and not isinstance(value, str):
            raise ValueError(f"'{key}' is {shown(json.dumps(value))}: write it in quotation marks, or null for unknown")
    return {key: value or "" for key, value in row.items() if value is not None or key != "language"}


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise ValueError(f'this is not JSON ({reason}): write one object a line, like {{"title": …}}') from error
    if not isinstance(row, dict):
        raise ValueError('a line holds one object in braces, like {"title": …, "text": …}')
    return row
