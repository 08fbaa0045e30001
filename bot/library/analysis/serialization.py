"""Serialization of an analysed article for the way from a worker to the bot.

The format is a JSON header, which gives type and length of each array, followed by the arrays. Reading it runs no code
of the sender, as unpickling would.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.domain import Article
from bot.library.analysis.protocol import SIZE_BYTES, BrokenFrameError
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.language.encoded_passages import NO_PASSAGES, EncodedPassage, EncodedPassages, encode_passages
from bot.search.language.string_table import StringTable

_ARRAY_TYPES: Final = frozenset({"|u1", "<i4", "<i8", ">i4", ">i8"})
"""Types of arrays that are read; anything else is refused."""

Arrays = Sequence[npt.NDArray[Any]]


def serialize(analysed: AnalysedArticle) -> list[bytes | memoryview]:
    """Return the parts of a frame that holds the analysis."""
    each = (passage.decode() if isinstance(passage, EncodedPassage) else passage for passage in analysed.passages)
    passages = encode_passages(NO_PASSAGES, each)
    spellings = sorted(analysed.other_spellings)
    tables = (
        StringTable.from_strings(other for other, _ in spellings),
        StringTable.from_strings(word for _, word in spellings),
    )
    arrays = [*passages.arrays, *(array for table in tables for array in (table.letters, table.starts))]
    header = json.dumps([[array.dtype.str, len(array)] for array in arrays]).encode()
    parts = [np.ascontiguousarray(array).view(np.uint8).data for array in arrays]
    return [len(header).to_bytes(SIZE_BYTES, "little"), header, *parts]


def deserialize(content: bytes, article: Article) -> AnalysedArticle:
    """Return the analysis of this article that `serialize` has written. Raises BrokenFrameError."""
    try:
        arrays = iter(list(_arrays(content)))
        passages = EncodedPassages.from_arrays(arrays)
        others, words = (StringTable(next(arrays), next(arrays)) for _ in range(2))
    except (ValueError, TypeError, StopIteration, RuntimeError) as error:
        raise BrokenFrameError("not an analysis of an article") from error
    return AnalysedArticle(passages.for_article(article), frozenset(zip(others, words, strict=True)))


def _arrays(content: bytes) -> Iterator[npt.NDArray[Any]]:
    """Yield the arrays. Raises ValueError if the header names another type or more bytes than there are."""
    start = SIZE_BYTES + int.from_bytes(content[:SIZE_BYTES], "little")
    for kind, count in json.loads(content[SIZE_BYTES:start]):
        if kind not in _ARRAY_TYPES:
            raise ValueError(kind)
        # A copy is aligned in memory, a view of the frame is not.
        yield np.frombuffer(content, kind, count, start).copy()
        start += count * np.dtype(kind).itemsize
