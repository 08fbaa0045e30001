"""Building a segment from passages, and one segment from several."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Int32s
from bot.search.index.postings import Bools, Codes, ImpactTable
from bot.search.index.segment import PostingArrays, Segment
from bot.search.index.vocabulary import Vocabulary

TermCounts = Mapping[str, int]
"""A passage for the index: each term with its frequency, which is 1 or more."""

BATCH_SIZE: Final = 32_768
"""Number of passages that are built at a time. Passages take ten times the memory of their segment."""


def build_segment(passages: Iterable[TermCounts]) -> Segment:
    """Return a segment of any number of passages, numbered in their order."""
    remaining = iter(passages)
    segments = [_build_batch(islice(remaining, BATCH_SIZE))]
    while segments[-1].span == BATCH_SIZE:
        segments.append(_build_batch(islice(remaining, BATCH_SIZE)))
    return segments[0] if len(segments) == 1 else merge([(segment, None) for segment in segments])


def _build_batch(passages: Iterable[TermCounts]) -> Segment:
    known: defaultdict[str, int] = defaultdict()
    known.default_factory = known.__len__
    ids, frequencies, sizes, lengths = _read(passages, known)
    table, codes = ImpactTable.from_pairs(np.repeat(lengths, sizes), frequencies)
    vocabulary, new_ids = Vocabulary.from_terms(known)
    terms = new_ids[ids]
    # A stable sort by term keeps the passages of each term in ascending order.
    order = np.argsort(terms, kind="stable")
    starts = _offsets(np.bincount(terms, minlength=len(known)))
    numbers = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
    length = int(lengths.sum(dtype=np.int64))
    average_length = length / max(len(sizes), 1)
    arrays = PostingArrays.with_top_postings(starts, numbers, codes[order], table, average_length)
    return Segment(len(sizes), len(sizes), length, vocabulary, table, arrays)


def _read(passages: Iterable[TermCounts], known: defaultdict[str, int]) -> list[Int32s]:
    """Return the id and frequency of each posting, and the number of terms and length of each passage."""
    ids, frequencies, sizes, lengths = array("i"), array("i"), array("i"), array("i")
    for counts in passages:
        ids.extend(map(known.__getitem__, counts))
        frequencies.extend(counts.values())
        sizes.append(len(counts))
        lengths.append(sum(counts.values()))
    return [np.frombuffer(numbers, np.int32) for numbers in (ids, frequencies, sizes, lengths)]


def merge(segments: Sequence[tuple[Segment, Bools | None]], removed: tuple[int, int] = (0, 0)) -> Segment:
    """Return the segments as one, whose numbers follow each other, without the passages that the masks hide.

    `removed` is the number of hidden passages and their total length.
    """
    vocabulary, ids = Vocabulary.merge([segment.vocabulary for segment, _ in segments])
    table, new_codes = ImpactTable.merge([segment.table for segment, _ in segments])
    live = [_live_postings(segment, mask) for segment, mask in segments]
    sizes = np.zeros(len(vocabulary), np.int64)
    for terms, (counts, _) in zip(ids, live, strict=True):
        sizes[terms] += counts
    starts = _offsets(sizes)
    passages = np.empty(starts[-1], np.int32)
    codes: Codes = np.empty(starts[-1], table.dtype)
    # The next free place of each term's postings. Segments are copied in order, so that passages ascend.
    free = starts[:-1].copy()
    base = 0
    for (segment, _), terms, (counts, places), recoded in zip(segments, ids, live, new_codes, strict=True):
        targets = np.repeat(free[terms] - _offsets(counts)[:-1], counts) + np.arange(counts.sum())
        passages[targets] = segment.arrays.passages[places] + np.int32(base)
        codes[targets] = recoded[segment.arrays.codes[places]]
        free[terms] += counts
        base += segment.span
    count = sum(segment.count for segment, _ in segments) - removed[0]
    length = sum(segment.length for segment, _ in segments) - removed[1]
    arrays = PostingArrays.with_top_postings(starts, passages, codes, table, length / max(count, 1))
    return Segment(base, count, length, vocabulary, table, arrays)


def _live_postings(segment: Segment, mask: Bools | None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | slice]:
    """Return the number of live postings of each term, and the places of all live postings."""
    starts = segment.arrays.starts
    if mask is None:
        return np.diff(starts), slice(None)
    is_live = mask[segment.arrays.passages]
    live_before = _offsets(is_live)
    return np.diff(live_before[starts]), np.flatnonzero(is_live)


def _offsets(sizes: npt.NDArray[np.int64] | Bools) -> npt.NDArray[np.int64]:
    """Return the start of each of consecutive items of these sizes, and the end of the last one."""
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
