"""The questions for load tests."""

from __future__ import annotations

from itertools import islice

from tests.bench.questions import new_questions, questions


def test_questions_are_distinct() -> None:
    """There are more than 200 questions and thousands of distinct new ones."""
    new = list(islice(new_questions(), 5_000))
    assert len(questions()) > 200
    assert len({*questions(), *new}) == len(questions()) + 5_000
