"""How passages become a segment, and several segments one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Bools, Codes
from bot.search.index.codes import CodeTable
from bot.search.index.segment import Arrays, Segment
from bot.search.index.vocabulary import Vocabulary

Bag = Mapping[str, int]
"""A passage as the index sees it: every term with how often it counts, at least once."""

CHUNK = 32_768
"""So many passages are sealed at a time: what is not sealed yet takes ten times the memory."""


def seal(bags: Sequence[Bag]) -> Segment:
    """The passages as a segment, numbered in their order."""
    known: defaultdict[str, int] = defaultdict()
    known.default_factory = known.__len__
    ids = np.fromiter((known[term] for bag in bags for term in bag), np.int64)
    sizes = np.fromiter(map(len, bags), np.int64, len(bags))
    lengths = np.fromiter((sum(bag.values()) for bag in bags), np.int32, len(bags))
    often = np.fromiter((count for bag in bags for count in bag.values()), np.int32, len(ids))
    table, codes = CodeTable.of(np.repeat(lengths, sizes), often)
    vocabulary, places = Vocabulary.of(known)
    ids = places[ids]
    order = np.argsort(ids, kind="stable")
    starts = _starts(np.bincount(ids, minlength=len(known)))
    passages = np.repeat(np.arange(len(bags), dtype=np.int32), sizes)[order]
    length = int(lengths.sum(dtype=np.int64))
    arrays = Arrays.of(starts, passages, codes[order], table, length / max(len(bags), 1))
    return Segment(len(bags), len(bags), length, vocabulary, table, arrays)


def seal_many(bags: Iterable[Bag]) -> Segment:
    """The same for any number of passages, which are taken a few at a time."""
    left = iter(bags)
    segments = [seal(chunk) for chunk in _chunks(left)]
    if len(segments) == 1:
        return segments[0]
    return merge([(segment, None) for segment in segments])


def _chunks(bags: Iterator[Bag]) -> Iterator[list[Bag]]:
    chunk = list(islice(bags, CHUNK))
    yield chunk
    while chunk := list(islice(bags, CHUNK)):
        yield chunk


def merge(parts: Sequence[tuple[Segment, Bools | None]], gone: tuple[int, int] = (0, 0)) -> Segment:
    """The segments as one, their numbers one behind the other; what a mask does not show is left out.

    `gone` says how many passages that is and how long they are together.
    """
    vocabulary, ids = _common_vocabulary([segment.vocabulary for segment, _ in parts])
    table, recoded = CodeTable.merged([segment.table for segment, _ in parts])
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


def _common_vocabulary(vocabularies: Sequence[Vocabulary]) -> tuple[Vocabulary, list[npt.NDArray[np.int64]]]:
    """One vocabulary, and for each of the old ones the new ids of its terms."""
    known: defaultdict[str, int] = defaultdict()
    known.default_factory = known.__len__
    ids = [np.array([known[term] for term in each.terms()], np.int64) for each in vocabularies]
    merged, places = Vocabulary.of(known)
    return merged, [places[each] for each in ids]


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
