"""How passages become a segment, and several segments one."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Bools, Codes, Int32s
from bot.search.index.codes import ImpactTable
from bot.search.index.segment import Arrays, Segment
from bot.search.index.vocabulary import Vocabulary

TermCounts = Mapping[str, int]
"""A passage as the index sees it: every term with how often it counts, at least once."""

CHUNK = 32_768
"""So many passages are sealed at a time: what is not sealed yet takes ten times the memory."""


def seal(bags: Iterable[TermCounts]) -> Segment:
    """The passages as a segment, numbered in their order."""
    known: defaultdict[str, int] = defaultdict()
    known.default_factory = known.__len__
    ids, often, sizes, lengths = _taken(bags, known)
    table, codes = ImpactTable.of(np.repeat(lengths, sizes), often)
    vocabulary, places = Vocabulary.of(known)
    numbers = places[ids]
    order = np.argsort(numbers, kind="stable")
    starts = _starts(np.bincount(numbers, minlength=len(known)))
    passages = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)[order]
    length = int(lengths.sum(dtype=np.int64))
    arrays = Arrays.of(starts, passages, codes[order], table, length / max(len(sizes), 1))
    return Segment(len(sizes), len(sizes), length, vocabulary, table, arrays)


def _taken(bags: Iterable[TermCounts], known: defaultdict[str, int]) -> list[Int32s]:
    """Of each term its id and how often it counts, of each passage how many terms it has and how long it is."""
    ids, often, sizes, lengths = array("i"), array("i"), array("i"), array("i")
    for bag in bags:
        ids.extend(map(known.__getitem__, bag))
        often.extend(bag.values())
        sizes.append(len(bag))
        lengths.append(sum(bag.values()))
    return [np.frombuffer(numbers, np.int32) for numbers in (ids, often, sizes, lengths)]


def seal_many(bags: Iterable[TermCounts]) -> Segment:
    """The same for any number of passages, which are taken a few at a time."""
    left = iter(bags)
    segments = [seal(islice(left, CHUNK))]
    while segments[-1].span == CHUNK:
        segments.append(seal(islice(left, CHUNK)))
    return segments[0] if len(segments) == 1 else merge([(segment, None) for segment in segments])


def merge(parts: Sequence[tuple[Segment, Bools | None]], gone: tuple[int, int] = (0, 0)) -> Segment:
    """The segments as one, their numbers one behind the other; what a mask does not show is left out.

    `gone` says how many passages that is and how long they are together.
    """
    vocabulary, ids = Vocabulary.common([segment.vocabulary for segment, _ in parts])
    table, recoded = ImpactTable.merged([segment.table for segment, _ in parts])
    kept = [_shown(segment, mask) for segment, mask in parts]
    sizes = np.zeros(len(vocabulary), np.int64)
    for numbers, (counts, _) in zip(ids, kept, strict=True):
        sizes[numbers] += counts
    starts = _starts(sizes)
    passages = np.empty(starts[-1], np.int32)
    codes: Codes = np.empty(starts[-1], table.dtype)
    filled = starts[:-1].copy()
    first = 0
    for (segment, _), numbers, (counts, places), new in zip(parts, ids, kept, recoded, strict=True):
        into = np.repeat(filled[numbers] - _starts(counts)[:-1], counts) + np.arange(counts.sum())
        passages[into] = segment.arrays.passages[places] + np.int32(first)
        codes[into] = new[segment.arrays.codes[places]]
        filled[numbers] += counts
        first += segment.span
    count = sum(segment.count for segment, _ in parts) - gone[0]
    length = sum(segment.length for segment, _ in parts) - gone[1]
    arrays = Arrays.of(starts, passages, codes, table, length / max(count, 1))
    return Segment(first, count, length, vocabulary, table, arrays)


def _shown(segment: Segment, mask: Bools | None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | slice]:
    """How many postings each term keeps, and where all of those that are kept stand."""
    starts = segment.arrays.starts
    if mask is None:
        return np.diff(starts), slice(None)
    shown = mask[segment.arrays.passages]
    before = _starts(shown)
    return np.diff(before[starts]), np.flatnonzero(shown)


def _starts(sizes: npt.NDArray[np.int64] | Bools) -> npt.NDArray[np.int64]:
    """Where each begins when all stand one behind the other, and where the last one ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts
