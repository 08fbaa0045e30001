"""Postings: the passages that hold a term, each with the code of its impact.

BM25 needs two numbers of a posting: the length of the passage and the frequency of the term in it. A segment has few
distinct pairs of these, so a posting stores the pair's place in a table, which takes 2 bytes instead of 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Int32s

Codes = npt.NDArray[np.unsignedinteger[Any]]
"""Places in an ImpactTable: 16 bits each, or 32 in a segment with more than 65,536 distinct pairs."""
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

TOP_POSTINGS: Final = 64
"""Number of best postings that are stored for a long list."""
LONG_LIST: Final = 4 * TOP_POSTINGS
"""Minimum number of postings of a long list."""
_MIN_AVERAGE_LENGTH: Final = 1e-9
"""Replaces an average length of 0, which occurs when every passage is empty."""


@dataclass(frozen=True, slots=True)
class ImpactTable:
    """The distinct pairs of a passage's length and a term's frequency; a code is a place in this table.

    The pairs are in ascending order. So if a passage has two codes, the greater one has the greater frequency.
    Postings hold no k1, b or average length; `impacts` applies these at query time. So new passages, which change the
    average length, never change a posting.
    """

    lengths: Int32s
    frequencies: Int32s

    @classmethod
    def from_pairs(cls, lengths: Int32s, frequencies: Int32s) -> tuple[ImpactTable, Codes]:
        """Return the table of these pairs, and the code of each pair."""
        keys = lengths.astype(np.int64) << 32 | frequencies
        distinct, codes = np.unique(keys, return_inverse=True)
        table = cls((distinct >> 32).astype(np.int32), (distinct & 0xFFFFFFFF).astype(np.int32))
        return table, codes.astype(table.dtype)

    @classmethod
    def merge(cls, tables: list[ImpactTable]) -> tuple[ImpactTable, list[Codes]]:
        """Return one table of all pairs, and for each of `tables` an array from old to new codes."""
        lengths = np.concatenate([table.lengths for table in tables])
        merged, codes = cls.from_pairs(lengths, np.concatenate([table.frequencies for table in tables]))
        return merged, np.split(codes, np.cumsum([len(table.lengths) for table in tables])[:-1])

    @property
    def dtype(self) -> type[np.uint16] | type[np.uint32]:
        """The narrowest type that holds every code."""
        return np.uint16 if len(self.lengths) <= 0x10000 else np.uint32

    def impacts(self, k1: float, b: float, average_length: float) -> Floats:
        """Return the impact of each code: what BM25 adds to a score, before it is multiplied by the term's idf."""
        norm = k1 * (1 - b + b * self.lengths / max(average_length, _MIN_AVERAGE_LENGTH))
        impacts: Floats = self.frequencies * (k1 + 1) / (norm + self.frequencies)
        return impacts


@dataclass(frozen=True, slots=True)
class Postings:
    """Passage numbers in ascending order, each with its impact code.

    `top` holds the places of some postings of a long list: about TOP_POSTINGS of the best ones, and enough others to
    bound the impact of every posting for any average length. None stands for all postings of a short list.
    """

    passages: Int32s
    codes: Codes
    top: Int32s | None = None

    def __len__(self) -> int:
        return len(self.passages)


def top_places(codes: Codes, table: ImpactTable, impacts: Floats) -> Int32s:
    """Return the places of the TOP_POSTINGS greatest impacts and, for each frequency, of the shortest passage."""
    greatest = np.argpartition(impacts[codes], -TOP_POSTINGS)[-TOP_POSTINGS:]
    present, first = np.unique(codes, return_index=True)
    # `present` ascends by length, so the first place of each frequency is its shortest passage.
    _, shortest = np.unique(table.frequencies[present], return_index=True)
    return np.unique(np.concatenate([greatest, first[shortest]])).astype(np.int32)


def merge_postings(lists: Sequence[Postings]) -> Postings:
    """Return the postings of several terms as those of one term.

    A passage that holds several of them counts once, with the most frequent one.
    """
    passages = np.concatenate([postings.passages for postings in lists])
    order = np.argsort(passages, kind="stable")
    passages = passages[order]
    starts = group_starts(passages)
    codes = np.maximum.reduceat(np.concatenate([postings.codes for postings in lists])[order], starts)
    return Postings(passages[starts], codes)


def group_starts(passages: Int32s) -> npt.NDArray[np.intp]:
    """Return the place of the first occurrence of each number in an ascending array."""
    is_first = np.ones(len(passages), np.bool_)
    np.not_equal(passages[1:], passages[:-1], out=is_first[1:])
    return is_first.nonzero()[0]
