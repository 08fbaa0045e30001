"""The benchmark's inputs and figures are correct."""

from __future__ import annotations

import pytest
from rank_bm25 import BM25Plus

from tests.bench.engines import ENGINES
from tests.bench.search import measure
from tests.bench.synthetic import KINDS, WORDS, passages, questions
from tests.garbage import freeze


def test_a_longer_run_begins_with_a_shorter_one() -> None:
    """Passages are equal in every run, so that engines and sizes can be compared."""
    few = list(passages(30))
    assert few == list(passages(10_010))[:30]
    assert {len(text.split()) for text in few} == {WORDS}
    assert questions(3) == questions(5)[:3]


def test_questions_have_a_word_of_each_kind() -> None:
    """The words of a question occur in the shares of passages that KINDS defines."""
    held = [set(text.split()) for text in passages(10_000)]
    for question in questions(10):
        shares = sorted((sum(word in words for words in held) / len(held) for word in question.split()), reverse=True)
        for share, (least, most) in zip(shares, KINDS, strict=True):
            assert least / 2 - 0.001 <= share <= most * 1.3


def test_the_index_finds_what_the_library_finds() -> None:
    """This project's index and rank-bm25 return passages with equal scores."""
    texts = list(passages(400))
    ours, theirs = ENGINES["heat2"](), ENGINES["rank-bm25"]()
    ours.build(texts)
    theirs.build(texts)
    model = BM25Plus([text.split() for text in texts])
    for question in questions(30):
        scores = model.get_scores(question.split())
        assert sorted(scores[ours.ask(question)]) == pytest.approx(sorted(scores[theirs.ask(question)]))


def test_figures_are_complete() -> None:
    """A run returns every figure, and exports those of the JSON file."""
    try:
        figures = measure(ENGINES["heat2"](), 200)
    finally:
        freeze()
    assert set(figures.exported) == {"median_ms", "p99_ms", "add_ms", "index_mb"}
    assert min(figures.median_ms, figures.add_ms, figures.build_s, figures.peak_mb, figures.start_ms or 0) > 0
