"""The terms of a segment as one sorted array, which can be mapped from a file and searched without being read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

ABSENT: Final = -1
"""Result of `Vocabulary.find` for an unknown term."""
Digests = npt.NDArray[np.uint64]
"""Two 64-bit numbers for each term."""


def digest(term: str) -> bytes:
    """Return a 128-bit hash of the term. It is cryptographic, so nobody can craft two terms that collide.

    Lone surrogates are hashed too, although UTF-8 excludes them.
    """
    return blake2b(term.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Vocabulary:
    """Terms in the order of their digests. The id of a term is its place."""

    def __init__(self, digests: Digests) -> None:
        """Create a vocabulary from sorted digests."""
        self.digests = digests
        # Reading one number at a time is faster from a memoryview than from a NumPy array.
        self._first, self._second = digests[:, 0].data, digests[:, 1].data

    @classmethod
    def from_terms(cls, terms: Iterable[str]) -> tuple[Vocabulary, npt.NDArray[np.int64]]:
        """Return the vocabulary of these distinct terms, and the id of each in the order given."""
        digests = np.frombuffer(b"".join(map(digest, terms)), "<u8").reshape(-1, 2)
        order = np.lexsort((digests[:, 1], digests[:, 0]))
        ids = np.empty(len(digests), np.int64)
        ids[order] = np.arange(len(digests))
        return cls(digests[order]), ids

    @classmethod
    def merge(cls, vocabularies: Sequence[Vocabulary]) -> tuple[Vocabulary, list[npt.NDArray[np.int64]]]:
        """Return one vocabulary of all terms, and for each of `vocabularies` an array from old to new ids."""
        digests = np.concatenate([each.digests for each in vocabularies])
        order = np.lexsort((digests[:, 1], digests[:, 0]))
        digests = digests[order]
        is_first = np.ones(len(digests), np.bool_)
        is_first[1:] = (digests[1:] != digests[:-1]).any(axis=1)
        ids = np.empty(len(digests), np.int64)
        ids[order] = np.cumsum(is_first) - 1
        return cls(digests[is_first]), np.split(ids, np.cumsum([len(each) for each in vocabularies])[:-1])

    def __len__(self) -> int:
        return len(self.digests)

    def find(self, term: str) -> int:
        """Return the id of the term, or ABSENT."""
        wanted = digest(term)
        first, second = int.from_bytes(wanted[:8], "little"), int.from_bytes(wanted[8:], "little")
        place = bisect_left(self._first, first)
        # Different terms may share the first half of their digests.
        while place < len(self._first) and self._first[place] == first:
            if self._second[place] == second:
                return place
            place += 1
        return ABSENT
