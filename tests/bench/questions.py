"""Questions for load tests: those of the quality suites, and thousands of variants."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

QUALITY: Final = Path(__file__).parents[1] / "quality"
_ENDINGS: Final = (
    *("please", "again", "today", "now", "really", "exactly", "anyone", "honestly", "so far", "at last", "then"),
    *("still", "already", "in general", "this time", "once more", "for sure", "as of now", "in short", "briefly"),
    *("roughly", "right now", "so they say", "do we know", "tell me"),
)


@cache
def questions() -> tuple[str, ...]:
    """Return the distinct questions of all quality suites but the sealed one, which is asked once."""
    files = sorted(file for file in QUALITY.glob("*/questions*.jsonl") if file.parent.name != "sealed")
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(json.loads(line)["q"] for line in lines))


def new_questions() -> Iterator[str]:
    """Return distinct variants of the questions, none of them in `questions`, in arbitrary order."""
    new = (f"{question} {ending}" for ending, question in product(_ENDINGS, questions()))
    return iter(dict.fromkeys(new).keys() - set(questions()))
