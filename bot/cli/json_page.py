"""Results for other programs: JSON, one result a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TextIO

from bot.cli.answer_json import answer_json, article_json, explanation_json
from bot.cli.terminal_text import TerminalText
from bot.domain import Answer, Article


class JsonPage:
    """Writes each answer as one JSON object, with its explanation under `why` when that is asked for."""

    def __init__(self, out: TextIO, wording: TerminalText, *, why: bool = False) -> None:
        self._out = out
        self._wording = wording
        self._why = why

    def answer(self, answer: Answer, question_id: object = None) -> None:
        """Write the answer; `question_id` is given back as it came."""
        fields = answer_json(answer, self._wording.reason(answer.reason), question_id)
        if self._why:
            fields["why"] = explanation_json(answer.explanation, self._wording)
        self._write(fields)

    def articles(self, articles: Sequence[Article]) -> None:
        """Write one array of articles without their texts."""
        self._write([article_json(article) for article in articles])

    def _write(self, value: Any) -> None:
        self._out.write(json.dumps(value, ensure_ascii=False) + "\n")
        self._out.flush()
