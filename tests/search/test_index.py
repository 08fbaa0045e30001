from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from bot.search.index import PassageIndex

WORDS = ["heat", "mann", "film", "dreh", "los", "angeles", "2024"]
documents = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), min_size=1, max_size=12)


@given(documents, st.lists(st.sampled_from([*WORDS, "absent"]), min_size=1, max_size=5, unique=True))
@settings(max_examples=200, deadline=None)
def test_scores_are_those_of_rank_bm25(texts: list[list[str]], question: list[str]) -> None:
    """Up to the constant that BM25Plus gives to every passage, scores equal rank-bm25's own."""
    reference = BM25Plus(texts)
    constant = sum(reference.delta * reference.idf[word] for word in question if word in reference.idf)
    scores = np.zeros(len(texts))
    index = PassageIndex(texts)
    for word in question:
        index.add_scores(scores, [word], 1.0)
    assert scores == pytest.approx(reference.get_scores(question) - constant, abs=1e-9)


def test_terms_taken_as_one() -> None:
    """Synonyms count as one term: with the passages that hold any of them, and the better of their scores."""
    index = PassageIndex([["shoot", "now"], ["film", "now"], ["cast", "now"], ["other", "now"]])
    assert list(index.passages_with(["shoot", "film", "absent"])) == [0, 1]
    assert index.rarity(["shoot", "film"]) < index.rarity(["shoot"])
    scores = np.zeros(4)
    index.add_scores(scores, ["shoot", "film"], 1.0)
    assert scores[0] == scores[1] > 0
    assert scores[2] == scores[3] == 0


def test_an_empty_index() -> None:
    """Without passages there is nothing to find and nothing fails."""
    index = PassageIndex([])
    assert "heat" not in index
    assert len(index.passages_with(["heat"])) == 0
    assert dict(index.vocabulary) == {}
