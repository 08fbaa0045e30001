"""Proximity counts the terms in one sentence, beside it and in its heading."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, Passage, Span, TermRole
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.ranking.passage_batch import PassageBatch
from bot.search.ranking.proximity import ProximityScorer
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


def proximities(*of: AnalysedPassage, terms: list[QueryTerm] | None = None) -> list[tuple[float, float]]:
    """Return score and coverage of each sentence by TERMS, which have the weights 2 and 1."""
    wanted = TERMS if terms is None else terms
    found = ProximityScorer(wanted, [2.0, 1.0][: len(wanted)], NEIGHBOUR_SHARE).score(PassageBatch(of))
    return list(zip(found.scores.tolist(), found.coverage.tolist(), strict=True))


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (passage({"film", "paris"}), [(3.0, 1.0)]),
        (passage({"shoot", "film"}), [(2.0, 2 / 3)]),
        (passage({"other"}, {"film"}, {"paris"}), [(0.5, 2 / 3), (2.25, 1.0), (1.5, 1.0)]),
        (passage({"film"}, {"other"}, {"paris"}), [(2.0, 2 / 3), (0.75, 1.0), (1.0, 1 / 3)]),
        (passage({"film"}, context={"paris"}), [(2.25, 1.0)]),
        (passage({"film", "france"}), [(2.0, 5 / 6)]),
        (passage({"film"}, {"france"}), [(2.0, 2 / 3), (0.5, 5 / 6)]),
        (passage({"paris"}, {"paris"}), [(1.0, 1 / 3), (1.0, 1 / 3)]),
        (passage({"other"}), [(0.0, 0.0)]),
    ],
)
def test_proximity_of_each_sentence(of: AnalysedPassage, expected: list[tuple[float, float]]) -> None:
    """Terms in the sentence count in full, terms beside it less, and a substitute covers half of its term."""
    assert proximities(of) == [pytest.approx(each) for each in expected]


def test_no_terms() -> None:
    """A question without terms has no proximity to any sentence, and a total that one can divide by."""
    assert proximities(passage({"film"}, {"paris"}), terms=[]) == [(0.0, 0.0)] * 2
    assert ProximityScorer([], [], NEIGHBOUR_SHARE).max_score == 1.0


def test_core_terms() -> None:
    """Only core terms count for the coverage, but others add to the score as well."""
    refinement = QueryTerm(("soon",), ("soon",), 1.0, TermRole.COMMON)
    assert proximities(passage({"film"}, {"soon"}), terms=[TERMS[0], refinement]) == [(2.25, 1.0), (1.5, 1.0)]


@given(st.lists(words, min_size=1, max_size=5), words, words)
def test_more_terms_are_never_worth_less(
    sentences: list[frozenset[str]], context: frozenset[str], more: frozenset[str]
) -> None:
    """Terms added to a heading never lower the score or the coverage, which have upper bounds."""
    before = proximities(passage(*sentences, context=context))
    after = proximities(passage(*sentences, context=context | more))
    assert len(before) == len(after) == len(sentences)
    for (score, coverage), (later_score, later_coverage) in zip(before, after, strict=True):
        assert later_score >= score
        assert later_coverage >= coverage
        assert 0.0 <= coverage <= 1.0
        assert score <= ProximityScorer(TERMS, [2.0, 1.0], NEIGHBOUR_SHARE).max_score


@given(st.lists(st.lists(words, min_size=1, max_size=4), min_size=1, max_size=4))
def test_passages_do_not_influence_each_other(passages: list[list[frozenset[str]]]) -> None:
    """Passages have the same proximity together as alone."""
    read = [passage(*each) for each in passages]
    assert proximities(*read) == [found for each in read for found in proximities(each)]
