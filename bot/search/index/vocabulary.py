"""The terms of a segment as one sorted array, which can be mapped from a file and looked up without being read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

ABSENT = -1
Digests = npt.NDArray[np.uint64]
"""Two numbers for each term."""


def digest(term: str) -> bytes:
    """128 bits that stand for the term: no two terms share them, and nobody can find two that do.

    A lone surrogate, which UTF-8 does not know, counts as a character like any other.
    """
    return blake2b(term.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Vocabulary:
    """Terms in the order of their digests; a term's id is its place."""

    def __init__(self, digests: Digests) -> None:
        """`digests` must be in order."""
        self.digests = digests
        # Views give Python's own numbers, which is faster than NumPy's one at a time.
        self._first, self._second = digests[:, 0].data, digests[:, 1].data

    @classmethod
    def of(cls, terms: Iterable[str]) -> tuple[Vocabulary, npt.NDArray[np.int64]]:
        """The vocabulary of these terms, which must differ, and where in it each of them has come to stand."""
        found = np.frombuffer(b"".join(map(digest, terms)), "<u8").reshape(-1, 2)
        order = np.lexsort((found[:, 1], found[:, 0]))
        places = np.empty(len(found), np.int64)
        places[order] = np.arange(len(found))
        return cls(found[order]), places

    @classmethod
    def common(cls, vocabularies: Sequence[Vocabulary]) -> tuple[Vocabulary, list[npt.NDArray[np.int64]]]:
        """One vocabulary, and for each of the old ones the new ids of its terms."""
        found = np.concatenate([each.digests for each in vocabularies])
        order = np.lexsort((found[:, 1], found[:, 0]))
        found = found[order]
        new = np.ones(len(found), np.bool_)
        new[1:] = (found[1:] != found[:-1]).any(axis=1)
        places = np.empty(len(found), np.int64)
        places[order] = np.cumsum(new) - 1
        return cls(found[new]), np.split(places, np.cumsum([len(each) for each in vocabularies])[:-1])

    def __len__(self) -> int:
        return len(self.digests)

    def find(self, term: str) -> int:
        """The term's id, ABSENT if it is not here."""
        wanted = digest(term)
        first, second = int.from_bytes(wanted[:8], "little"), int.from_bytes(wanted[8:], "little")
        place = bisect_left(self._first, first)
        while place < len(self._first) and self._first[place] == first:
            if self._second[place] == second:
                return place
            place += 1
        return ABSENT
