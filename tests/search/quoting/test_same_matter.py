"""Which statements make an older one old."""

from __future__ import annotations

from datetime import date

import pytest

from bot.search.quoting.excerpts import mark_older
from bot.search.quoting.same_matter import SameMatter
from tests.articles import make_article
from tests.engines import engine_over

DAY = date(2027, 1, 1)


def is_older(question: str, older: str, newer: str) -> bool:
    """Return whether the older of two statements is marked behind the newer one."""
    stored = [
        make_article("older", older, "2026-03-01", title="Heat 2"),
        make_article("newer", newer, "2026-11-01", title="Heat 2"),
    ]
    engine = engine_over(stored)
    analysed = engine.analyse(question, DAY)
    terms, ranking = engine.rank(analysed, DAY)
    by_id = {each.passage.article.id: each for each in ranking.passages}
    ranked = [by_id["newer"], by_id["older"]]
    excerpts = engine._excerpts.build(analysed, terms, ranked)
    return [each.older for each in mark_older(excerpts, SameMatter(analysed, excerpts, ranked).holds)] == [False, True]


@pytest.mark.parametrize(
    ("question", "older", "newer"),
    [
        ("when does filming start", "Filming of Heat 2 starts on June 15.", "Filming of Heat 2 began on Monday."),
        ("how high is the budget", "Heat 2 will cost 150 million dollars.", "Heat 2 has a budget of 170 million."),
        (
            "who plays neil",
            "Neil McCauley in Heat 2 has not been cast.",
            "Adam Driver will play Neil McCauley in Heat 2.",
        ),
        (
            "when does it come out",
            "Heat 2 will be released on October 1, 2027.",
            "Amazon has moved the release of Heat 2 from October 1 to December 22, 2027.",
        ),
    ],
)
def test_a_newer_statement_on_the_same_matter_makes_one_older(question: str, older: str, newer: str) -> None:
    """A newer statement of what is asked makes an older one old, also if one of them says that it is open."""
    assert is_older(question, older, newer)


@pytest.mark.parametrize(
    ("question", "older", "newer"),
    [
        (
            "who is in the cast",
            "Leonardo DiCaprio has signed on to star in Heat 2.",
            "Christian Bale joins the cast of Heat 2 as the detective.",
        ),
        (
            "when does filming start",
            "Filming of Heat 2 starts on August 3.",
            "The film's composer starts to record the music of Heat 2 on Monday.",
        ),
    ],
)
def test_a_newer_statement_on_another_matter_makes_none_older(question: str, older: str, newer: str) -> None:
    """A newer statement on another person, or on something else than what is asked, makes none old."""
    assert not is_older(question, older, newer)


def test_a_plan_for_a_year_that_is_over_is_older() -> None:
    """A newer statement on a neighbouring matter makes a plan old whose year is over, and no plan for years to come."""
    older, newer = "Production of Heat 2 is set to begin in {}.", "When Heat 2 comes to cinemas is not yet known."
    assert is_older("when does filming start", older.format(2025), newer)
    assert not is_older("when does filming start", older.format(2027), newer)
