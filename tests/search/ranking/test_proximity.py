"""Proximity counts the terms in one sentence, beside it and in its heading."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, Passage, Span, TermRole
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.ranking.proximity import NO_PROXIMITY, Proximity, ProximityScorer
from bot.search.ranking.query import QueryTerm

NEIGHBOUR_SHARE = 0.25
TERMS = [
    QueryTerm(("film",), ("film", "shoot"), 1.0, TermRole.WORD),
    QueryTerm(("paris",), ("paris",), 1.0, TermRole.WORD, substitutes=("france",)),
]

words = st.frozensets(st.sampled_from(["film", "shoot", "paris", "france", "other"]))


def passage(*sentences: set[str] | frozenset[str], context: set[str] | frozenset[str] = frozenset()) -> AnalysedPassage:
    """Return a passage whose sentences hold exactly these terms."""
    analysed = tuple(AnalysedSentence(Span(0, 1), frozenset(each)) for each in sentences)
    return AnalysedPassage(Passage(Article("a", "x"), 1, Span(0, 1)), analysed, frozenset(context), Counter())


def proximity(of: AnalysedPassage, terms: list[QueryTerm] | None = None) -> Proximity:
    """Return the proximity of TERMS, which are worth 2 and 1."""
    wanted = TERMS if terms is None else terms
    return ProximityScorer(wanted, [2.0, 1.0][: len(wanted)], NEIGHBOUR_SHARE).score(of)


@pytest.mark.parametrize(
    ("of", "best", "worth", "coverage"),
    [
        (passage({"film", "paris"}), 0, 3.0, 1.0),
        (passage({"shoot", "film"}), 0, 2.0, 2 / 3),
        (passage({"other"}, {"film"}, {"paris"}), 1, 2.25, 1.0),
        (passage({"film"}, {"other"}, {"paris"}), 0, 2.0, 2 / 3),
        (passage({"film"}, context={"paris"}), 0, 2.25, 1.0),
        (passage({"film", "france"}), 0, 2.0, 5 / 6),
        (passage({"paris"}, {"paris"}), 0, 1.0, 1 / 3),
        (passage({"other"}), 0, 0.0, 0.0),
    ],
)
def test_proximity_of_the_best_sentence(of: AnalysedPassage, best: int, worth: float, coverage: float) -> None:
    """Terms in the sentence count in full, terms beside it less, and a substitute covers half of its term."""
    assert tuple(proximity(of)) == pytest.approx((best, worth, coverage))


def test_no_sentences() -> None:
    """A passage without sentences has no proximity, and neither has any passage for a question without terms."""
    assert proximity(passage()) == NO_PROXIMITY
    assert proximity(passage({"film"}), []) == NO_PROXIMITY


@given(st.lists(words, min_size=1, max_size=5), words, words)
def test_more_terms_are_never_worth_less(
    sentences: list[frozenset[str]], context: frozenset[str], more: frozenset[str]
) -> None:
    """Terms added to a heading never lower the worth, and the coverage is between 0 and 1."""
    before, after = (
        proximity(passage(*sentences, context=context)),
        proximity(passage(*sentences, context=context | more)),
    )
    assert after.worth >= before.worth
    assert 0.0 <= before.coverage <= 1.0
