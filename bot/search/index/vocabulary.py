"""The terms of a segment in a few arrays, which can be mapped from a file and looked up without being read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from bot.search.index.arrays import Offsets

ABSENT = -1


def hash_of(encoded_term: bytes) -> int:
    """The same 64 bits in every process; no text can be made to hit the same ones often."""
    return int.from_bytes(blake2b(encoded_term, digest_size=8).digest(), "little")


def encoded(term: str) -> bytes:
    """The term's bytes; a lone surrogate, which UTF-8 does not know, is kept as it is."""
    return term.encode("utf-8", "surrogatepass")


class Vocabulary:
    """Terms in the order of their hashes; a term's id is its place."""

    def __init__(self, hashes: npt.NDArray[np.uint64], offsets: Offsets, text: npt.NDArray[np.uint8]) -> None:
        """`text` holds the terms' bytes one behind the other, from `offsets[id]` to `offsets[id + 1]`."""
        self.hashes, self.offsets, self.text = hashes, offsets, text
        # Views give Python's own numbers and bytes, which is faster than NumPy's one at a time.
        self._hashes, self._offsets, self._text = hashes.data, offsets.data, text.data

    @classmethod
    def of(cls, terms: Iterable[str]) -> tuple[Vocabulary, npt.NDArray[np.int64]]:
        """The vocabulary of these terms, which must differ, and where in it each of them has come to stand."""
        known = [encoded(term) for term in terms]
        hashes = np.array(
            [int.from_bytes(blake2b(each, digest_size=8).digest(), "little") for each in known], np.uint64
        )
        order = np.argsort(hashes)
        sizes = np.array([len(each) for each in known], np.int64)[order]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        text = np.frombuffer(b"".join([known[number] for number in order.tolist()]), np.uint8)
        places = np.empty(len(known), np.int64)
        places[order] = np.arange(len(known))
        return cls(hashes[order], offsets, text), places

    def __len__(self) -> int:
        return len(self._hashes)

    def find(self, term: str) -> int:
        """The term's id, ABSENT if it is not here."""
        raw = encoded(term)
        wanted = hash_of(raw)
        place = bisect_left(self._hashes, wanted)
        while place < len(self._hashes) and self._hashes[place] == wanted:
            if self._raw(place) == raw:
                return place
            place += 1
        return ABSENT

    def terms(self) -> list[str]:
        """Every term by its id."""
        return [self._raw(number).decode("utf-8", "surrogatepass") for number in range(len(self))]

    def _raw(self, number: int) -> bytes:
        return self._text[self._offsets[number] : self._offsets[number + 1]].tobytes()
