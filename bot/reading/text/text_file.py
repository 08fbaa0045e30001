"""Read plain text and Markdown files.

The header, if there is one, is at the very start: front matter (see `front_matter`), lines `key: value`, or a
mark ` date 2024-01-05 `. Everything after it is the article's text, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.phrases.dates import evidence
from bot.phrases.messages import AllOf, message
from bot.reading.dates.text_head import propose_date
from bot.reading.dates.typed import parse_written_date
from bot.reading.decoding import decode_text
from bot.reading.fields import KEYS, article_from, complaints, quoted
from bot.reading.text.front_matter import OPENING, read_markdown
from bot.reading.text.header_names import field_of, is_ignored, probable_field
from bot.text.language import detect_language

MAX_HEADER_LINES: Final = 40

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\r?\n[ \t]*[^\W\d_][\w -]*:[^\n]*\n(?:[^\n]*\n){0,40}?---[ \t]*\r?\n")
"""Front matter with at least one key. In plain text, a line `---` alone may be decoration."""
_LINE: Final = re.compile(r"[ \t]*([^\W\d_][\w '’/-]{0,39}?)[ \t]*[:：](?!//)[ \t]*(.*?)[ \t]*\r?(?:\n|\Z)")
_SENTENCE: Final = re.compile(r"[.!?…][\"'”’“»)]*$|(?:\S+\s+){8}")
_BLANK: Final = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_MARK: Final = re.compile(r"[ ]?date (\d{4}-\d{2}-\d{2})[ \n]")
_HEADING: Final = re.compile(
    r"(?:[ \t]*\r?\n)*(?:#[ \t]+([^\n]+?)[ \t#]*\r?(?:\n|\Z)|([^\n]+?)[ \t]*\r?\n={3,}[ \t]*\r?\n)"
)


@dataclass(frozen=True, slots=True)
class _HeaderLine:
    name: str
    value: str
    number: int
    """The line's number in the file, from 1."""
    end: int
    """The offset in the text after the line."""

    @property
    def field(self) -> str:
        return field_of(self.name)

    @property
    def is_header(self) -> bool:
        """Whether a line of this name can only be part of a header."""
        return bool(self.field or is_ignored(self.name) or probable_field(self.name))


def read_text_file(content: bytes, file: str) -> Article:
    """Return the article of a text file. Text that begins with front matter is read as Markdown.

    Raises CorpusError with every mistake of the file.
    """
    if _FRONT_MATTER.match(decode_text(content, file)):
        return read_markdown(content, file)
    return read_text(content, file)


def read_markdown_file(content: bytes, file: str, default_id: str) -> Article:
    """Return the article of a Markdown file. `default_id` is the id where front matter states none.

    Without front matter, the first heading is the title, and the date is proposed from the head of the text. Raises
    CorpusError with every mistake of the file.
    """
    if OPENING.match(decode_text(content, file)):
        return read_markdown(content, file, default_id)
    return read_text(content, file, is_markdown=True)


def read_text(content: bytes, file: str, *, is_markdown: bool = False) -> Article:
    """Return the article of a file without front matter. The first heading of Markdown is its title.

    `file` names the file in problems. Raises CorpusError with every mistake of the file.
    """
    text = decode_text(content, file)
    fields, mistakes = _header_fields(text)
    fields = fields or _marked_fields(text) or {"text": text}
    if is_markdown and not fields.get("title"):
        fields["title"] = _heading(fields["text"])
    mistakes += [Problem(file, 0, each.message) for each in complaints(fields)]
    if mistakes:
        raise CorpusError([Problem(file, each.line, each.message) for each in mistakes])
    article = article_from(fields, detects_language="language" not in fields)
    return article if "date" in fields else propose_date(article)


def _header_fields(text: str) -> tuple[dict[str, str], list[Problem]]:
    """Return what the header lines state, with the text after them, and their mistakes; nothing without a header."""
    lines = _header_lines(text)
    if not lines:
        return {}, []
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for line in lines:
        key, value = line.field, line.value
        if not key:
            problems += _unknown_name(line)
        elif found.setdefault(key, value) != value:
            problems.append(Problem("", line.number, message("header.again", field=key)))
    end = lines[-1].end
    blank = _BLANK.match(text, end)
    found["text"] = text[blank.end() if blank else end :]
    return _with_date(found), problems


def _header_lines(text: str) -> Sequence[_HeaderLine]:
    """Return the lines of the header, up to an empty line or the first that cannot be one; () without a header."""
    lines: list[_HeaderLine] = []
    position = len(text) - len(text.lstrip("\r\n"))
    while len(lines) < MAX_HEADER_LINES and (found := _LINE.match(text, position)):
        lines.append(_HeaderLine(found[1], found[2], text.count("\n", 0, position) + 1, found.end()))
        position = found.end()
        if not lines[-1].is_header and _SENTENCE.search(lines[-1].value):
            # The line is speech in an interview: `Mann: We begin in August.`
            position = text.rindex("\n", 0, position - 1) + 1 if len(lines) > 1 else position
            lines.pop()
            break
    if lines and not _BLANK.match(text, position):
        # No empty line ends the header, so unknown names at its end belong to the text.
        while lines and not lines[-1].is_header:
            lines.pop()
    stated = [line for line in lines if line.field]
    if len(stated) == 1 and not _is_clear_end(text, position, lines[-1].end):
        return lines if position < len(text) and _is_valid(stated[0]) else ()
    return lines if stated else ()


def _is_clear_end(text: str, position: int, header_end: int) -> bool:
    """Return whether an empty line and then more text follow the header."""
    return position < len(text) and _BLANK.match(text, header_end) is not None


def _is_valid(line: _HeaderLine) -> bool:
    return not complaints({**_with_date({line.field: line.value}), "text": "-"})


def _unknown_name(line: _HeaderLine) -> list[Problem]:
    meant = probable_field(line.name)
    keys = AllOf(key for key in KEYS if key != "text")
    problem = message("header.unknown_line", value=quoted(line.name), meant=meant, keys=keys)
    return [Problem("", line.number, problem)] if meant else []


def _with_date(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields with the date in EDTF form, and with its evidence."""
    if not fields.get("date"):
        return fields
    language = fields.get("language") or detect_language(fields.get("text", ""))
    day = parse_written_date(fields["date"], language=language)
    found = fields if day is None else {**fields, "date": day.edtf}
    return found if found["date"].endswith("~") else {"date_evidence": evidence("start")} | found


def _marked_fields(text: str) -> dict[str, str]:
    mark = _MARK.match(text)
    return {"date": mark[1], "date_evidence": evidence("start"), "text": text[mark.end() :]} if mark else {}


def _heading(text: str) -> str:
    found = _HEADING.match(text)
    title = (found[1] or found[2]).strip() if found else ""
    return "" if complaints({"title": title, "text": "-"}) else title
