"""Passages side by side: what is computed for each sentence and for each passage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.ranking.passage_batch import PassageBatch
from tests.search.ranking.helpers import passage, sentence

VALUES = np.array([1.0, 3.0, 3.0, 2.0], np.float32)


def batch() -> PassageBatch:
    """Return a passage of three sentences, and one of one sentence whose title holds "title"."""
    first = passage(sentence({"a"}), sentence({"b"}), sentence({"a", "c"}))
    return PassageBatch([first, replace(passage(sentence({"b"})), context=frozenset({"title"}))])


def test_places() -> None:
    """Each sentence knows its passage and its place there."""
    found = batch()
    assert found.starts.tolist() == [0, 3]
    assert found.passage_of.tolist() == [0, 0, 0, 1]
    assert found.places.tolist() == [0, 1, 2, 0]


def test_values_of_passages() -> None:
    """The highest and the mean value of a passage are those of its own sentences; of equals the first counts."""
    found = batch()
    assert found.highest(VALUES).tolist() == [3.0, 2.0]
    assert found.gap(VALUES).tolist() == [-2.0, 0.0, 0.0, 0.0]
    assert found.gap(np.stack([VALUES, -VALUES])).tolist() == [[-2.0, 0.0, 0.0, 0.0], [0.0, -2.0, -2.0, 0.0]]
    assert found.mean(VALUES) == pytest.approx([7 / 3, 2.0])
    assert found.first_highest(VALUES).tolist() == [1, 3]
    assert found.any_sentence(VALUES > 2.0).tolist() == [True, False]


def test_terms() -> None:
    """One of several terms is enough, in a sentence or in the context. Without any, nothing holds them."""
    found = batch()
    assert found.holding({"a", "x"}).tolist() == [True, False, True, False]
    assert found.holding(()).tolist() == [False] * 4
    assert found.context_holding(["title"]).tolist() == [False, True]


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=5), min_size=1, max_size=5), st.data())
def test_beside(values: list[list[bool]], data: st.DataObject) -> None:
    """The neighbours of a sentence are those of its own passage."""
    found = PassageBatch([passage(*(sentence() for _ in each)) for each in values])
    best = [data.draw(st.integers(0, len(each) - 1)) for each in values]
    before, after = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))
    flat = np.array([value for each in values for value in each])
    expected = [any(each[max(place - before, 0) : place + after + 1]) for each, place in zip(values, best, strict=True)]
    assert found.beside(flat, found.starts + best, before, after).tolist() == expected
