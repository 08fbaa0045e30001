"""The index of shingles finds every passage, however it grew."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.index.shingle_index import MAX_PER_SHINGLE, ShingleIndex

samples = st.lists(st.lists(st.integers(0, 20), max_size=5, unique=True).map(sorted), max_size=40)


def numbers_of(index: ShingleIndex, checksum: int) -> set[int]:
    """Return the numbers of the passages with this checksum."""
    return {number for _, numbers in index.find(np.array([checksum], np.int32)) for number in numbers}


@given(samples, st.integers(1, 9), st.integers(0, 40))
def test_it_finds_what_was_added(passages: list[list[int]], batch: int, limit: int) -> None:
    """Each checksum leads to its passages, after additions in any batches and after saving and loading."""
    index = ShingleIndex()
    for start in range(0, len(passages), batch):
        index = index.with_passages(enumerate(passages[start : start + batch], start))
    loaded = ShingleIndex.from_arrays(iter(index.to_arrays(limit)))
    for checksum in range(22):
        expected = {number for number, sample in enumerate(passages) if checksum in sample}
        assert numbers_of(index, checksum) == expected
        assert numbers_of(loaded, checksum) == {number for number in expected if number < limit}


def test_a_shingle_in_every_passage_yields_few() -> None:
    """Of a shingle in thousands of passages, only the last added ones are returned."""
    index = ShingleIndex().with_passages((number, [7]) for number in range(5_000))
    assert numbers_of(index, 7) == set(range(5_000 - MAX_PER_SHINGLE, 5_000))
