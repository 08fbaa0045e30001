"""The prompt of a chat model: the instructions from `prompt.txt`, and the question with its passages as JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from bot.phrases import load
from bot.search.reader import ReaderPassage, ReaderRequest


def instructions() -> str:
    """Return the instructions, without the comments in the file."""
    return _template().replace("{film}", load("en").subject.title)


@cache
def _template() -> str:
    lines = Path(__file__).with_name("prompt.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("#")]
    return "\n".join(line for number, line in enumerate(kept) if line or kept[number - 1 : number] != [""]).strip()


def question_as_json(request: ReaderRequest) -> str:
    """Return the question and its passages. Nothing in them names a member, a server or an article's address."""
    fields: dict[str, Any] = {"today": request.day.isoformat(), "question": request.question}
    if request.before:
        fields["before"] = request.before
    return json.dumps(fields | {"passages": [_passage_fields(each) for each in request.passages]}, ensure_ascii=False)


def _passage_fields(passage: ReaderPassage) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "number": passage.number,
        "date": passage.date or "unknown",
        "publisher": passage.publisher,
        "language": passage.language,
        "heading": passage.heading,
        "text": passage.text,
    }
    return {name: value for name, value in fields.items() if value}
