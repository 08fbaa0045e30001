"""Markdown with front matter: what is known of an article between two lines `---`, and then its text.

The keys are those of `fields.KEYS`; the text is everything behind the second line, byte for byte.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.reading.decoding import decoded
from bot.reading.fields import KEYS, Complaint, complaints, shown
from bot.reading.identity import completed
from bot.strict_yaml import Entry, Scalar, Section, read_mapping

HEADER_KEYS: Final = tuple(key for key in KEYS if key != "text")
"""What may stand between the lines `---`."""

MAX_HEADER: Final = 20_000
"""The longest front matter, in characters."""

_OPENING: Final = re.compile(r"---[ \t]*\r?\n")
_CLOSING: Final = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def read_markdown(content: bytes, file: str, default_id: str = "", *, with_language: bool = False) -> Article:
    """The article that a file's bytes hold. `file` names it in problems; `default_id` is for one without an id.

    The date must be there, with its evidence if inferred, but may be empty for unknown. A missing language is detected,
    an empty one is unknown; with `with_language` it must be there.
    Raises CorpusError with every mistake of the file.
    """
    text = decoded(content, file)
    header, body, body_line = _split(text, file)
    section, problems = read_mapping(header, file, first_line=2)
    fields = {"id": default_id} | _scalars(section) | {"text": body}
    lines = {entry.key: entry.line for entry in section.entries} | {"text": body_line}
    mistakes = [*_key_complaints(section, with_language=with_language), *complaints(fields)]
    problems += tuple(Problem(file, lines.get(mistake.key, 1), mistake.message) for mistake in mistakes)
    if problems:
        raise CorpusError(sorted(problems, key=lambda problem: problem.line))
    return completed(fields, detects_language="language" not in fields)


def to_markdown(article: Article) -> str:
    """The same article as Markdown with front matter; write it as UTF-8 without changing line ends."""
    values = {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "date_evidence": article.published.evidence,
    }
    known = (f"{key}: {_quoted(value)}" for key, value in values.items() if value)
    lines = [f"date: {article.published.edtf}", f"language: {article.language}", *known]
    return "---\n" + "\n".join(lines) + "\n---\n" + article.text


def _quoted(value: str) -> str:
    return str(yaml.dump(value, default_style='"', allow_unicode=True, width=10**9)).rstrip("\n")


def _split(text: str, file: str) -> tuple[str, str, int]:
    """The front matter, the text after it, and the number of the text's first line."""
    opening = _OPENING.match(text)
    if not opening:
        message = "the first line is not '---': put front matter (date, language, …) between two such lines"
        raise CorpusError([Problem(file, 1, message)])
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise CorpusError([Problem(file, 1, "no second line '---' ends the front matter")])
    if closing.start() > MAX_HEADER:
        raise CorpusError([Problem(file, 1, f"the front matter has more than {MAX_HEADER:,} characters: shorten it")])
    return text[opening.end() : closing.start()], text[closing.end() :], text.count("\n", 0, closing.end()) + 1


def _scalars(section: Section) -> dict[str, str]:
    return {entry.key: entry.value.text for entry in section.entries if isinstance(entry.value, Scalar)}


def _key_complaints(section: Section, *, with_language: bool) -> list[Complaint]:
    found = [complaint for entry in section.entries for complaint in _entry_complaints(entry)]
    values = _scalars(section)
    if "date" not in values:
        found.append(Complaint("date", "'date' is missing: write it, or 'date:' with nothing after it when unknown"))
    if values.get("date", "").strip().endswith("~") and not values.get("date_evidence", "").strip():
        message = "'date' is inferred (~) without 'date_evidence': add a line that says from what"
        found.append(Complaint("date", message))
    if with_language and not values.get("language"):
        message = "'language' is missing or empty: write the two small letters of ISO 639-1, like en or de"
        found.append(Complaint("language", message))
    return found


def _entry_complaints(entry: Entry) -> list[Complaint]:
    if entry.key not in HEADER_KEYS:
        return [Complaint(entry.key, f"unknown key {shown(entry.key)}: the keys are {', '.join(HEADER_KEYS)}")]
    if not isinstance(entry.value, Scalar):
        return [Complaint(entry.key, f"'{entry.key}' holds a list or a mapping: write one value")]
    if entry.key == "id" and not entry.value.text:
        return [Complaint("id", "'id' is empty: name one, or leave the line out to use the file's name")]
    return []
