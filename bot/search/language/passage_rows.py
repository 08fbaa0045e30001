"""The values that the ranking reads of every candidate, as rows of arrays.

A passage keeps its rows once they are computed, so that those of many candidates only have to be joined.
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain import About
from bot.search.language.tokens import LANGUAGES
from bot.search.meaning.intents import EMPTY_MEANING

SUBJECT_CODES: Final = {about: code for code, about in enumerate(About)}
"""The number of each subject in a sentence's row."""
ROW_LANGUAGES: Final = (*LANGUAGES, "")
"""The languages by their number in a passage's row. The last one stands for all others."""

PASSAGE_ROW: Final = np.dtype(
    [
        ("sentences", "=i4"),
        ("context_words", "=i4"),
        ("number", "=i4"),
        ("first_day", "=i4"),
        ("last_day", "=i4"),
        ("year", "=i4"),
        ("is_off_topic", "?"),
        ("may_be_other_film", "?"),
        ("is_facts_elsewhere", "?"),
        ("is_aside", "?"),
        ("language", "u1"),
        ("", "u1", (3,)),
    ]
)
"""Days are ordinals, 0 if unknown. The padding keeps the numbers of the next row at multiples of their size."""
pack_passage: Final = Struct("=6i4?B3x").pack
"""Encodes the values of PASSAGE_ROW, in its order."""
SENTENCE_ROW: Final = np.dtype(
    [
        ("first_year", "=i4"),
        ("last_year", "=i4"),
        ("last_day", "=i4"),
        ("words", "=i4"),
        ("meaning", "u1", (len(EMPTY_MEANING),)),
        ("about", "u1"),
        ("asks", "?"),
        ("", "u1", (2,)),
    ]
)
pack_sentence: Final = Struct(f"=4i{len(EMPTY_MEANING)}sB?2x").pack
"""Encodes the values of SENTENCE_ROW, in its order."""

UNKNOWN_WORD: Final = bytes(4)
"""The row of an unknown word in the table of word vectors, which stands for a text without words."""

Rows = npt.NDArray[np.void]
"""Rows of PASSAGE_ROW or SENTENCE_ROW."""


class PassageRows(NamedTuple):
    """The rows of one passage, encoded, and what else every question reads of it."""

    passage: bytes
    sentences: bytes
    words: bytes
    """Rows of the words of its sentences in the table of word vectors, at least one for each sentence."""
    context_words: bytes
    """Rows of the words of its heading and its article's title, at least one."""
    first_day: int
    last_day: int
    """First and last possible day of its publication as ordinals, 0 if unknown."""
    countries: frozenset[str]
    """The countries that its sentences name."""
    key: tuple[str, int]
    """The id of its article, and its number there."""


def decode_rows(encoded: Iterable[bytes], row: np.dtype[np.void]) -> Rows:
    """Return the rows one after the other as an array with a field for each value."""
    return np.frombuffer(b"".join(encoded), row)
