"""An state as plain values and arrays, which a file can hold and map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy.typing as npt

from bot.search.index.codes import ImpactTable
from bot.search.index.segment import Arrays, Segment
from bot.search.index.state import IndexState, merge_segments
from bot.search.index.vocabulary import Vocabulary

Sizes = list[list[int]]
"""Of each segment its span, how many passages count in it, and how long they are together."""


def to_arrays(state: IndexState) -> tuple[Sizes, list[npt.NDArray[Any]]]:
    """The segments' sizes, and their arrays in the order in which `from_arrays` takes them.

    What was removed is left out, and all numbers stay as they are.
    """
    segments = [(merge_segments([part]) if part.removed else part).segment for part in state.segments]
    sizes = [[segment.span, segment.count, segment.length] for segment in segments]
    return sizes, [array for segment in segments for array in _arrays_of(segment)]


def from_arrays(sizes: Sequence[Sequence[int]], arrays: Iterator[npt.NDArray[Any]]) -> IndexState:
    """The state, which takes its arrays from the iterator."""
    state = IndexState()
    for span, count, length in sizes:
        vocabulary = Vocabulary(next(arrays))
        table = ImpactTable(next(arrays), next(arrays))
        postings = Arrays(next(arrays), next(arrays), next(arrays), next(arrays), next(arrays))
        state = state.with_segment(Segment(span, count, length, vocabulary, table, postings))
    return state


def _arrays_of(segment: Segment) -> Iterator[npt.NDArray[Any]]:
    held = segment.arrays
    yield from (segment.vocabulary.digests, segment.table.lengths, segment.table.frequencies)
    yield from (held.starts, held.passages, held.codes, held.best_starts, held.best)
