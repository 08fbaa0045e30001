"""Word vectors of five languages: words of similar meaning have similar vectors, also across languages.

`tests/learning/word_vectors.py` makes the files from a multilingual sentence encoder (see NOTICE). They are mapped into
memory, so processes share them and pages that nobody reads take no memory.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.search.accents import unaccented

Vectors = npt.NDArray[np.float32]
"""An array of 32-bit floats."""

MAX_WORD_BYTES: Final = 24
"""Maximum length of a word of the table, in bytes of UTF-8."""
UNKNOWN: Final = 0
"""The row of words that the table lacks; its vector is zero."""
_MIN_SHARED_BYTES: Final = 5
_MIN_SHARED_PART: Final = 0.6
"""An unknown word is taken for a form of the word that shares its beginning: at least these bytes, and this part."""
_QUANTIZATION: Final = 127.0
_YEAR_DIGITS: Final = 4


class WordVectors:
    """A table of words and their vectors. Numbers share a few rows by their form, since their value says little."""

    def __init__(self, words: npt.NDArray[np.bytes_], rows: npt.NDArray[np.uint32], vectors: npt.NDArray[np.int8]):
        """Create a table. `words` are sorted; `rows` tells the row of each word in `vectors`."""
        self._words = words
        self._rows = rows
        self._vectors = vectors
        self.row = lru_cache(maxsize=65536)(self._row)

    @classmethod
    def load(cls) -> WordVectors:
        """Map the shipped table."""
        return cls(*(load_array(f"{name}.npy") for name in ("words", "rows", "vectors")))

    @property
    def dimensions(self) -> int:
        """Number of dimensions of a vector."""
        return int(self._vectors.shape[1])

    def __len__(self) -> int:
        return len(self._vectors)

    def rows(self, words: Iterable[str]) -> list[int]:
        """Return the row of each word, given in its plain form."""
        # The rest of a long word is not read, and would fill the cache.
        return [self.row(word[:MAX_WORD_BYTES]) for word in words]

    def vectors(self, rows: Sequence[int] | npt.NDArray[np.integer]) -> Vectors:
        """Return the vectors of these rows, of length 1 or 0, as an array of rows times dimensions."""
        vectors: Vectors = self._vectors.take(rows, axis=0).astype(np.float32)
        vectors /= _QUANTIZATION
        return vectors

    def cosines(self, rows: npt.NDArray[np.integer], vectors: Vectors) -> Vectors:
        """Return the cosines of the words of these rows with vectors of length 1, as an array of rows times vectors."""
        # The few vectors are divided instead of the many words. `take` copies rows in half the time of an index.
        words = self._vectors.take(rows, axis=0).astype(np.float32)
        cosines: Vectors = words @ (vectors / np.float32(_QUANTIZATION)).T
        return cosines

    def release_pages(self) -> None:
        """Let the system take back the pages that are in memory. Words that are looked up again load theirs again."""
        for array in (self._words, self._rows, self._vectors):
            release_pages(array)

    def __contains__(self, word: str) -> bool:
        """Return whether the table holds exactly this word, given in its plain form, with or without its accents."""
        return any(self._find(form)[1] for form in (key(word), key(unaccented(word))))

    def _row(self, word: str) -> int:
        """Return the row of a word, or of a word that it is probably a form of, else UNKNOWN."""
        for form in dict.fromkeys((key(word), key(unaccented(word)))):
            place, is_found = self._find(form)
            if is_found:
                return int(self._rows[place])
        return self._row_of_form(form, place)

    def _find(self, form: bytes) -> tuple[int, bool]:
        """Return the place where a form is or would be, and whether it is there."""
        place = int(np.searchsorted(self._words, np.bytes_(form)))
        return place, place < len(self._words) and bool(self._words[place] == form)

    def _row_of_form(self, word: bytes, place: int) -> int:
        # The words are sorted, so those that share the longest beginning are beside the place of the word.
        beside = [bytes(each) for each in self._words[max(place - 1, 0) : place + 1]]
        shared = [_shared_bytes(word, each) for each in beside]
        best = max(range(len(beside)), key=shared.__getitem__, default=0)
        longer = max(len(word), len(beside[best])) if beside else 0
        if not beside or shared[best] < max(_MIN_SHARED_BYTES, _MIN_SHARED_PART * longer):
            return UNKNOWN
        return int(self._rows[max(place - 1, 0) + best])


def key(word: str) -> bytes:
    """Return the bytes under which the table holds a word. A number becomes its form, such as "#year"."""
    if word[:1].isdigit():
        digits = sum(character.isdigit() for character in word)
        is_year = digits == len(word) == _YEAR_DIGITS and word[0] in "12"
        return b"#year" if is_year else b"#%d" % min(digits, 5)
    return word.encode("utf-8", "surrogatepass")[:MAX_WORD_BYTES]


def load_array(name: str) -> Any:
    """Map the array of a shipped file into memory."""
    with as_file(files("bot.search.meaning").joinpath("data", name)) as path:
        return plain_array(np.load(path, mmap_mode="r"))


def plain_array(mapped: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a mapped array without the subclass of NumPy, which makes each use of it slower."""
    return mapped.view(np.ndarray)


def release_pages(array: npt.NDArray[Any]) -> None:
    """Let the system take back the pages of a mapped array that are in memory."""
    owner: Any = array
    while isinstance(owner, np.ndarray):
        owner = owner.base
    # Arrays that are not mapped have no such base, and some systems have no such advice.
    if isinstance(owner, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        owner.madvise(mmap.MADV_DONTNEED)


def _shared_bytes(one: bytes, two: bytes) -> int:
    """Return the length of the beginning that both have in common."""
    pairs = zip(one, two, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(two)))
