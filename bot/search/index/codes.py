"""How often a term stands in how long a passage, as one small number: what BM25 needs of a posting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Codes, Floats, Int32s

_TINY = 1e-9
"""Stands for the average length where every passage is empty."""


@dataclass(frozen=True, slots=True)
class ImpactTable:
    """The distinct pairs of a passage's length and a term's frequency in it; a code is a place in this table.

    The pairs are in ascending order, so that of two codes of one passage the greater one has the greater frequency.
    Average length, k1 and b enter when a question is asked, through `gains`: postings never change with them.
    """

    lengths: Int32s
    frequencies: Int32s

    @classmethod
    def of(cls, lengths: Int32s, frequencies: Int32s) -> tuple[ImpactTable, Codes]:
        """The table of these pairs, and the code of each."""
        pairs, codes = np.unique(_pairs(lengths, frequencies), return_inverse=True)
        table = cls((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32))
        return table, codes.astype(table.dtype)

    @classmethod
    def merged(cls, tables: list[ImpactTable]) -> tuple[ImpactTable, list[Codes]]:
        """One table of all pairs, and for each of `tables` the new codes of its old ones."""
        lengths = np.concatenate([table.lengths for table in tables])
        table, codes = cls.of(lengths, np.concatenate([table.frequencies for table in tables]))
        return table, np.split(codes, np.cumsum([len(each.lengths) for each in tables])[:-1])

    @property
    def dtype(self) -> type[np.uint16] | type[np.uint32]:
        """The narrowest type that can tell the pairs apart."""
        return np.uint16 if len(self.lengths) <= 0x10000 else np.uint32

    def gains(self, k1: float, b: float, average_length: float) -> Floats:
        """BM25's share of each code: what a posting adds to a score, in units of its term's idf."""
        norm = k1 * (1 - b + b * self.lengths / max(average_length, _TINY))
        gains: Floats = self.frequencies * (k1 + 1) / (norm + self.frequencies)
        return gains


def _pairs(lengths: Int32s, frequencies: Int32s) -> npt.NDArray[np.int64]:
    return lengths.astype(np.int64) << 32 | frequencies
