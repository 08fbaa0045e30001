"""An edition as plain values and arrays, which a file can hold and map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy.typing as npt

from bot.search.index.codes import CodeTable
from bot.search.index.segment import Arrays, Segment
from bot.search.index.state import IndexState, merged
from bot.search.index.vocabulary import Vocabulary

Sizes = list[list[int]]
"""Of each segment its span, how many passages count in it, and how long they are together."""


def taken_apart(edition: IndexState) -> tuple[Sizes, list[npt.NDArray[Any]]]:
    """The segments' sizes, and their arrays in the order in which `put_together` takes them.

    What was removed is left out, and all numbers stay as they are.
    """
    segments = [(merged([part]) if part.removed else part).segment for part in edition.parts]
    sizes = [[segment.span, segment.count, segment.length] for segment in segments]
    return sizes, [array for segment in segments for array in _arrays_of(segment)]


def put_together(sizes: Sequence[Sequence[int]], arrays: Iterator[npt.NDArray[Any]]) -> IndexState:
    """The edition, which takes its arrays from the iterator."""
    edition = IndexState()
    for span, count, length in sizes:
        vocabulary = Vocabulary(next(arrays))
        table = CodeTable(next(arrays), next(arrays))
        postings = Arrays(next(arrays), next(arrays), next(arrays), next(arrays), next(arrays))
        edition = edition.with_segment(Segment(span, count, length, vocabulary, table, postings))
    return edition


def _arrays_of(segment: Segment) -> Iterator[npt.NDArray[Any]]:
    held = segment.arrays
    yield from (segment.vocabulary.digests, segment.table.lengths, segment.table.frequencies)
    yield from (held.starts, held.passages, held.codes, held.best_starts, held.best)
