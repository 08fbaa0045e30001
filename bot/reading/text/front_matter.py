"""Markdown with front matter: the fields of an article between two lines `---`, and then its text, byte for byte.

The front matter is YAML with the keys of `header_names`. A title, a publisher or an evidence needs no quotation marks:
the parts of it that look like a YAML comment or mapping are kept.
"""

from __future__ import annotations

import re
from typing import Final

import yaml

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.phrases.messages import AllOf, message
from bot.reading.dates.typed import parse_written_date
from bot.reading.decoding import decode_text, decode_utf8
from bot.reading.fields import KEYS, Complaint, article_from, complaint, complaints, quoted
from bot.reading.text.header_names import field_of, is_ignored
from bot.text.language import detect_language
from bot.text.strict_yaml import Entry, Scalar, Section, read_mapping

HEADER_KEYS: Final = tuple(key for key in KEYS if key != "text")
"""Keys of the front matter."""

MAX_HEADER: Final = 20_000
"""Maximum length of the front matter, in characters."""

OPENING: Final = re.compile(r"---[ \t]*\r?\n")
_PLAIN_VALUE: Final = re.compile(r"([^\W\d_][\w -]*?)[ \t]*:[ \t]+([^\s\"'|>\[{&*!%@`#][^\r\n]*?)[ \t]*(\r?)")
_OPEN_QUOTE: Final = re.compile(r"[^:]+:[ \t]+(?:\"[^\"]*|'[^']*)")
_FREE_TEXT: Final = frozenset({"title", "publisher", "date_evidence"})
_CLOSING: Final = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)


def read_markdown(content: bytes, file: str, default_id: str = "", *, is_strict: bool = False) -> Article:
    """Return the article of a file. `file` names it in problems; `default_id` is the id where the file states none.

    The date is required, with its evidence if inferred; it may be empty for unknown. A missing language is detected, an
    empty one means unknown. With `is_strict`, as in the corpus, the language is required, dates must be in EDTF form
    and the encoding must be UTF-8. Raises CorpusError with every mistake of the file.
    """
    text = decode_utf8(content, file) if is_strict else decode_text(content, file)
    header, body, body_line = _split(text, file)
    raw, problems = read_mapping(_quoted_lines(header), file, first_line=2)
    if problems and not raw.entries:
        # Nothing was read, so complaints about missing fields would be wrong.
        raise CorpusError([_with_advice(problem, header) for problem in problems])
    section, repeated = _with_field_names(raw, file)
    fields = {"id": default_id} | _scalars(section) | {"text": body}
    lines = {entry.key: entry.line for entry in section.entries} | {"text": body_line}
    mistakes = _key_complaints(section, is_strict=is_strict)
    if not is_strict:
        fields = _with_written_date(fields)
    mistakes += complaints(fields)
    problems += (*repeated, *(Problem(file, lines.get(mistake.key, 1), mistake.message) for mistake in mistakes))
    if problems:
        raise CorpusError(sorted(problems, key=lambda problem: problem.line))
    return article_from(fields, detects_language="language" not in fields)


def _quoted_lines(header: str) -> str:
    """Return the header with _FREE_TEXT values in quotation marks where YAML would cut or refuse them."""
    lines = header.split("\n")
    following = [*lines[1:], ""]
    return "\n".join(_quoted_line(line, after) for line, after in zip(lines, following, strict=True))


def _quoted_line(line: str, after: str) -> str:
    found = _PLAIN_VALUE.fullmatch(line)
    if not found or after[:1] in {" ", "\t"}:
        return line
    if field_of(found[1]) not in _FREE_TEXT and not is_ignored(found[1]):
        return line
    if " #" not in found[2] and "\t#" not in found[2] and ":" not in found[2]:
        return line
    return f"{found[1]}: {_to_yaml(found[2])}{found[3]}"


def _with_advice(problem: Problem, header: str) -> Problem:
    """Return a problem of YAML syntax with advice: to put the value in quotation marks."""
    if not problem.message.startswith("this is not YAML") or "control character" in problem.message:
        return problem
    lines = header.split("\n")
    open_quotes = (number for number, line in enumerate(lines, 2) if _OPEN_QUOTE.fullmatch(line.rstrip("\r")))
    number = next(open_quotes, problem.line)
    key, mark, _ = lines[number - 2].partition(":") if 2 <= number < len(lines) + 2 else ("", "", "")
    if not mark or not (field_of(key) or is_ignored(key)):
        return Problem(problem.file, problem.line, message("header.quote_value", problem=problem.message))
    return Problem(problem.file, number, message("header.quote_it", problem=problem.message, field=key.strip()))


def _with_field_names(section: Section, file: str) -> tuple[Section, list[Problem]]:
    """Return the entries under the names of `fields.KEYS`, and a problem for each repeated one. Drop ignored ones."""
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for entry in section.entries:
        key = field_of(entry.key) or entry.key
        if is_ignored(entry.key):
            continue
        first = entries.setdefault(key, Entry(key, entry.value, entry.line))
        if first.line != entry.line:
            problems.append(Problem(file, entry.line, message("header.again_after", field=key, line=str(first.line))))
    return Section(tuple(entries.values()), section.line), problems


def _with_written_date(fields: dict[str, str]) -> dict[str, str]:
    language = fields.get("language") or detect_language(fields["text"])
    day = parse_written_date(fields.get("date", ""), language=language)
    return fields if day is None or "date" not in fields else {**fields, "date": day.edtf}


def _to_yaml(value: str) -> str:
    return str(yaml.dump(value, default_style='"', allow_unicode=True, width=10**9)).rstrip("\n")


def _split(text: str, file: str) -> tuple[str, str, int]:
    """Return the front matter, the text after it, and the line number of the text's first line."""
    opening = OPENING.match(text)
    if not opening:
        raise CorpusError([Problem(file, 1, message("header.none"))])
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise CorpusError([Problem(file, 1, message("header.no_end"))])
    if closing.start() > MAX_HEADER:
        raise CorpusError([Problem(file, 1, message("header.too_long", most=MAX_HEADER))])
    return text[opening.end() : closing.start()], text[closing.end() :], text.count("\n", 0, closing.end()) + 1


def _scalars(section: Section) -> dict[str, str]:
    return {entry.key: entry.value.text for entry in section.entries if isinstance(entry.value, Scalar)}


def _key_complaints(section: Section, *, is_strict: bool) -> list[Complaint]:
    found = [each for entry in section.entries for each in _entry_complaints(entry)]
    values = _scalars(section)
    if "date" not in values:
        found.append(complaint("date", message("field.date_missing")))
    if values.get("date", "").strip().endswith("~") and not values.get("date_evidence", "").strip():
        found.append(complaint("date", message("field.date_without_evidence")))
    if is_strict and not values.get("language"):
        found.append(complaint("language", message("field.language_missing")))
    return found


def _entry_complaints(entry: Entry) -> list[Complaint]:
    if entry.key not in HEADER_KEYS:
        return [Complaint(entry.key, message("header.unknown_key", value=quoted(entry.key), keys=AllOf(HEADER_KEYS)))]
    if not isinstance(entry.value, Scalar):
        return [Complaint(entry.key, message("field.not_one_value", field=entry.key))]
    if entry.key == "id" and not entry.value.text:
        return [complaint("id", message("field.id_empty"))]
    return []
