"""JSON lines, one article on each line: the format in which articles move between databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.decoding import decode_utf8
from bot.reading.fields import KEYS, MAX_TEXT, article_from, complaints, quoted
from bot.text.lists import all_of

MAX_LINE_BYTES: Final = 12 * MAX_TEXT + 100_000
"""Maximum length of a line, in bytes: JSON may write a character in twelve bytes."""


def read_json_lines(stream: BinaryIO, file: str) -> Iterator[Article | Problem]:
    """Yield the article of each line, or a Problem for a wrong line. Empty lines are skipped; `file` is for problems.

    `null` means unknown, as '' does. A language that is null or missing is detected.
    """
    for number, line in _lines(stream):
        try:
            if len(line) > MAX_LINE_BYTES:
                yield Problem(file, number, f"this line is longer than an article of {MAX_TEXT:,} characters: split it")
            elif line.strip():
                yield _article(decode_utf8(line, file), file, number)
        except CorpusError as error:
            yield from (Problem(file, number, problem.message) for problem in error.problems)


def to_json_line(article: Article) -> str:
    """Return the line that reads back as the same article, without a line end."""
    evidence = {"date_evidence": article.published.evidence} if article.published.evidence else {}
    fields = {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date": article.published.edtf,
        **evidence,
        "language": article.language,
        "text": article.text,
    }
    return json.dumps(fields, ensure_ascii=False)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield each line with its number, from 1. Only the beginning of a line that is too long is kept in memory."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        yield number, line
        while len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES + 1)


def _article(line: str, file: str, number: int) -> Article:
    pairs = _pairs(line, file, number)
    mistakes = _key_mistakes(pairs)
    fields = {key: value for key, value in pairs if isinstance(value, str)}
    if not mistakes:
        mistakes = [complaint.message for complaint in complaints(fields)]
    if mistakes:
        raise CorpusError([Problem(file, number, mistake) for mistake in mistakes])
    return article_from(fields, detects_language="language" not in fields)


def _pairs(line: str, file: str, number: int) -> list[tuple[str, object]]:
    """Return the keys and values of the line's object. A dict would drop repeated keys."""
    try:
        found = json.loads(line.rstrip(), object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        message = f"this line is not JSON ({_reason(error)}): write one object a line"
        raise CorpusError([Problem(file, number, message)]) from error
    if not isinstance(found, _Pairs):
        message = 'this line is not an object: write {"title": …, "date": …, "text": …}'
        raise CorpusError([Problem(file, number, message)])
    return found


class _Pairs(list[tuple[str, object]]):
    """A JSON object; a JSON array becomes an ordinary list."""


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deep" if isinstance(error, RecursionError) else "a number is too long"


def _key_mistakes(pairs: list[tuple[str, object]]) -> list[str]:
    keys = [key for key, _ in pairs]
    unknown = [f"unknown key {quoted(key)}: the keys are {all_of(KEYS)}" for key in keys if key not in KEYS]
    repeated = [f"'{key}' is stated more than once: keep one" for key in KEYS if keys.count(key) > 1]
    wrong = [
        f"'{key}' is not text: write it in quotation marks, or null when unknown"
        for key, value in pairs
        if key in KEYS and not isinstance(value, str | None)
    ]
    return [*unknown, *repeated, *wrong]
