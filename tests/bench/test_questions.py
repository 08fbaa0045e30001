"""The questions of the loads."""

from __future__ import annotations

from itertools import islice

from tests.bench.questions import new_questions, questions


def test_no_question_of_a_load_comes_twice() -> None:
    """There are hundreds to ask again and again, and thousands more that are none of those."""
    new = list(islice(new_questions(), 5_000))
    assert len(questions()) > 200
    assert len({*questions(), *new}) == len(questions()) + 5_000
