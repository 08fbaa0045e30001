"""The passages in which a term stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Codes, Floats, Int32s
from bot.search.index.codes import ImpactTable

BEST = 64
"""Of a long list so many of the best postings are known beforehand."""
LONG = 4 * BEST
"""From so many postings on a list is long."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Passages in ascending order, each with the code of its length and the term's frequency in it.

    `best` are the places of postings that bound what any posting can add, whatever the average length is, and among
    which are about the BEST best ones; None stands for all of a short list.
    """

    passages: Int32s
    codes: Codes
    best: Int32s | None = None

    def __len__(self) -> int:
        return len(self.passages)


def best_places(codes: Codes, table: ImpactTable, gains: Floats) -> Int32s:
    """The places of the BEST greatest gains, and for each frequency of the one in the shortest passage."""
    greatest = np.argpartition(gains[codes], -BEST)[-BEST:]
    present, first = np.unique(codes, return_index=True)
    _, shortest = np.unique(table.frequencies[present], return_index=True)  # present ascends by length
    return np.unique(np.concatenate([greatest, first[shortest]])).astype(np.int32)


def blend(lists: Sequence[Postings]) -> Postings:
    """The postings of terms that are taken as one: a passage counts once, with the most frequent of them."""
    passages = np.concatenate([each.passages for each in lists])
    order = np.argsort(passages, kind="stable")
    passages = passages[order]
    starts = starts_of(passages)
    codes = np.maximum.reduceat(np.concatenate([each.codes for each in lists])[order], starts)
    return Postings(passages[starts], codes)


def starts_of(passages: Int32s) -> npt.NDArray[np.intp]:
    """Where each new number begins in a list that ascends."""
    new = np.ones(len(passages), np.bool_)
    np.not_equal(passages[1:], passages[:-1], out=new[1:])
    return new.nonzero()[0]
