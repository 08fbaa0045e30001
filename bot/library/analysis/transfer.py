"""An analysed article as it crosses from one process to another.

It is a JSON header, which names arrays, and the arrays one behind the other: nothing in it is code, and nothing has to
be decoded before it is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.domain import Article
from bot.library.analysis.frames import SIZE, BrokenFrameError
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.snapshot.encoded_passages import NO_PASSAGES, EncodedPassage, EncodedPassages, encode_passages
from bot.search.snapshot.string_table import StringTable

_KINDS: Final = frozenset({"|u1", "<i4", "<i8", ">i4", ">i8"})

Arrays = Sequence[npt.NDArray[Any]]


def packed(analysed: AnalysedArticle) -> list[bytes | memoryview]:
    """The parts of a frame that holds the article's analysis."""
    each = (passage.decode() if isinstance(passage, EncodedPassage) else passage for passage in analysed.passages)
    passages = encode_passages(NO_PASSAGES, each)
    accented = sorted(analysed.accented)
    tables = (
        StringTable.from_strings(bare for bare, _ in accented),
        StringTable.from_strings(stem for _, stem in accented),
    )
    arrays = [*passages.arrays, *(array for table in tables for array in (table.letters, table.starts))]
    header = json.dumps([[array.dtype.str, len(array)] for array in arrays]).encode()
    parts = [np.ascontiguousarray(array).view(np.uint8).data for array in arrays]
    return [len(header).to_bytes(SIZE, "little"), header, *parts]


def unpacked(content: bytes, article: Article) -> AnalysedArticle:
    """The analysis that `packed` has made of that very article. Raises BrokenFrameError."""
    try:
        arrays = iter(list(_arrays(content)))
        passages = EncodedPassages.from_arrays(arrays)
        bare, stems = (StringTable(next(arrays), next(arrays)) for _ in range(2))
    except (ValueError, TypeError, StopIteration, RuntimeError) as error:
        raise BrokenFrameError("no analysis of an article") from error
    return AnalysedArticle(passages.for_article(article), frozenset(zip(bare, stems, strict=True)))


def _arrays(content: bytes) -> Iterator[npt.NDArray[Any]]:
    start = SIZE + int.from_bytes(content[:SIZE], "little")
    for kind, count in json.loads(content[SIZE:start]):
        if kind not in _KINDS:
            raise ValueError(kind)
        yield np.frombuffer(content, kind, count, start).copy()  # aligned, which a view of the frame is not
        start += count * np.dtype(kind).itemsize
