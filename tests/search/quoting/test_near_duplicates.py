"""Passages that share most of their words."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from bot.domain import Article, Span
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.quoting import near_duplicates
from bot.search.quoting.near_duplicates import NearDuplicates
from bot.search.quoting.similarity import Shingle, shingles_of
from tests.language_data import shipped_data

COPIES = 600
"""More than the number of texts whose shingles are cached."""


@cache
def passages() -> list[AnalysedPassage]:
    """Return passages of as many articles that say nearly the same."""
    analyser = ArticleAnalyser(shipped_data())
    text = "Filming of Heat 2 starts in August, the studio said, and the crew will stay in Chicago for {} weeks."
    articles = (Article(f"a{number}", text.format(number), "Heat 2", language="en") for number in range(COPIES))
    every = (passage for each in articles for passage in analyser.analyse(each).passages)
    return [passage for passage in every if isinstance(passage, AnalysedPassage)]


def test_each_of_many_copies_is_cut_into_shingles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many passages are compared with each other, the words of each are read once."""
    cut = Counter[str]()

    def counted(text: str) -> frozenset[Shingle]:
        cut[text] += 1
        return shingles_of(text)

    monkeypatch.setattr(near_duplicates, "shingles_of", counted)
    duplicates = NearDuplicates(passages(), lambda _: [Span(0, 1)], frozenset())
    for place in range(8):
        assert len(duplicates.similar(place)) == COPIES - 1
    assert set(cut.values()) == {1}
