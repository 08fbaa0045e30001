"""Plain text, with what is known of the article at its very start, in one of two forms.

Lines `key: value`, with or without an empty line after them; or a mark ` date 2024-01-05 ` before the text. All else is
text, byte for byte. The names of the lines are those of `header`, in any case and order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain import Article
from bot.errors import CorpusError, Problem
from bot.phrases.messages import message
from bot.reading.fields import KEYS, complaints, shown
from bot.reading.future import future_complaints
from bot.reading.header import field_of, is_ignored, meant_by
from bot.reading.identity import completed
from bot.reading.proposed_date import propose_date
from bot.reading.text_encoding import decoded_text
from bot.reading.typed_dates import parse_written_date
from bot.text.language import detect_language

STATED: Final = "stated at its start"
"""The evidence of a date that stands there."""
MAX_HEADER_LINES: Final = 40

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
    end: int

    @property
    def field(self) -> str:
        return field_of(self.name)

    @property
    def belongs(self) -> bool:
        """Whether a line of this name can only be part of a header."""
        return bool(self.field or is_ignored(self.name) or meant_by(self.name))


def read_text(content: bytes, file: str, *, is_markdown: bool = False) -> Article:
    """The article that a file's bytes hold; `file` names it in problems. A first heading of Markdown is its title.

    Raises CorpusError with every mistake of the file.
    """
    text = decoded_text(content, file)
    fields, mistakes = _header_fields(text)
    fields = fields or _marked_fields(text) or {"text": text}
    if is_markdown and not fields.get("title"):
        fields["title"] = _heading(fields["text"])
    mistakes += [Problem(file, 0, each.message) for each in [*complaints(fields), *future_complaints(fields)]]
    if mistakes:
        raise CorpusError([Problem(file, each.line, each.message) for each in mistakes])
    article = completed(fields, detects_language="language" not in fields)
    return article if "date" in fields else propose_date(article)


def _header_fields(text: str) -> tuple[dict[str, str], list[Problem]]:
    """What the lines on top state, and what is wrong with them; nothing when there are none."""
    lines = _header_lines(text)
    if not lines:
        return {}, []
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for line in lines:
        key, value = line.field, line.value
        if not key:
            problems += _unknown(line)
        elif found.setdefault(key, value) != value:
            problems.append(Problem("", line.number, message("header.again", field=key)))
    end = lines[-1].end
    blank = _BLANK.match(text, end)
    found["text"] = text[blank.end() if blank else end :]
    return _with_date(found), problems


def _header_lines(text: str) -> Sequence[_HeaderLine]:
    """The lines of the header, up to an empty line or to the first that cannot be one; () when there is none."""
    lines: list[_HeaderLine] = []
    position = len(text) - len(text.lstrip("\r\n"))
    while len(lines) < MAX_HEADER_LINES and (found := _LINE.match(text, position)):
        lines.append(_HeaderLine(found[1], found[2], text.count("\n", 0, position) + 1, found.end()))
        position = found.end()
        if not lines[-1].belongs and _SENTENCE.search(lines[-1].value):
            # Somebody speaks: `Mann: We begin in August.`
            position = text.rindex("\n", 0, position - 1) + 1 if len(lines) > 1 else position
            lines.pop()
            break
    if lines and not _BLANK.match(text, position):
        while lines and not lines[-1].belongs:
            lines.pop()
    stated = [line for line in lines if line.field]
    if len(stated) == 1 and (position >= len(text) or not _BLANK.match(text, lines[-1].end)):
        return (
            lines
            if position < len(text) and not complaints({**_with_date({stated[0].field: stated[0].value}), "text": "-"})
            else ()
        )
    return lines if stated else ()


def _unknown(line: _HeaderLine) -> list[Problem]:
    meant = meant_by(line.name)
    keys = ", ".join(key for key in KEYS if key != "text")
    problem = message("header.unknown_line", value=shown(line.name), meant=meant, keys=keys)
    return [Problem("", line.number, problem)] if meant else []


def _with_date(fields: dict[str, str]) -> dict[str, str]:
    """The fields with the date in EDTF form where it is written in another, and with its evidence."""
    if not fields.get("date"):
        return fields
    day = parse_written_date(fields["date"], language=fields.get("language") or detect_language(fields.get("text", "")))
    found = fields if day is None else {**fields, "date": day.edtf}
    return found if found["date"].endswith("~") else {"date_evidence": STATED} | found


def _marked_fields(text: str) -> dict[str, str]:
    mark = _MARK.match(text)
    return {"date": mark[1], "date_evidence": STATED, "text": text[mark.end() :]} if mark else {}


def _heading(text: str) -> str:
    found = _HEADING.match(text)
    title = (found[1] or found[2]).strip() if found else ""
    return "" if complaints({"title": title, "text": "-"}) else title
