"""The passages nearest by meaning, against a comparison with every sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.index import sentence_vectors
from bot.search.index.sentence_vectors import NO_VECTORS, SentenceVectors
from bot.search.meaning.intents import EMPTY_MEANING, VECTOR_SIZE, Meanings, vectors_of

counts = st.lists(st.integers(0, 3), max_size=12)


def meanings(count: int, seed: int) -> Meanings:
    """Return encoded meanings with any vectors."""
    return np.random.default_rng(seed).integers(0, 256, (count, len(EMPTY_MEANING))).astype(np.uint8)


def vectors_with(parts: Sequence[Sequence[int]], seed: int) -> SentenceVectors:
    """Return the vectors of passages with these numbers of sentences, added part after part."""
    vectors = NO_VECTORS
    for place, part in enumerate(parts):
        vectors = vectors.followed_by(np.array(part, np.int32), meanings(sum(part), seed + place))
    return vectors


@given(
    parts=st.lists(counts, max_size=3),
    seed=st.integers(0, 999),
    wanted=st.integers(1, 5),
    hidden=st.sets(st.integers(0, 9)),
)
def test_the_nearest_passages_are_found(parts: list[list[int]], seed: int, wanted: int, hidden: set[int]) -> None:
    """The passages with the nearest sentences come first, each once, and none that is hidden or has no sentence."""
    vectors = vectors_with(parts, seed)
    vector = np.random.default_rng(seed).normal(size=VECTOR_SIZE).astype(np.float32)
    is_allowed = np.array([number not in hidden for number in range(vectors.limit)], bool)
    best: dict[int, float] = {}
    for row, number in zip(vectors.vectors.astype(np.float32), vectors.passages.tolist(), strict=True):
        if is_allowed[number]:
            best[number] = max(best.get(number, -np.inf), float(row @ vector))
    expected = sorted(best, key=lambda number: -best[number])[:wanted]
    assert [number for _, number in vectors.nearest(vector, wanted, is_allowed)] == expected


def test_vectors_are_compared_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many vectors are compared at once, the nearest are the same."""
    vectors = vectors_with([[2] * 30], 5)
    vector = vectors_of(meanings(1, 9))[0].astype(np.float32)
    whole = vectors.nearest(vector, 7, np.ones(30, bool))
    monkeypatch.setattr(sentence_vectors, "_COMPARED_AT_ONCE", 8)
    assert [number for _, number in vectors.nearest(vector, 7, np.ones(30, bool))] == [number for _, number in whole]


def test_a_view_of_fewer_passages_sees_no_later_ones() -> None:
    """Passages that were added after a view was taken are not found through it."""
    vectors = vectors_with([[1] * 6], 3)
    vector = vectors.vectors[5].astype(np.float32)
    assert vectors.nearest(vector, 1, np.ones(6, bool))[0][1] == 5
    assert vectors.nearest(vector, 6, np.ones(4, bool))[0][1] < 4
