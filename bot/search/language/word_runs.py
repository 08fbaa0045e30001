"""Runs of words that two texts share word for word, however common the words are.

A text's shingles are its runs of SHINGLE_WORDS words. Of each two neighbouring shingles, the one with the smaller
checksum is sampled, in every text. So two texts with MIN_RUN_WORDS words in common always have a sampled shingle in
common.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final
from zlib import crc32

from bot.search.accents import unaccented
from bot.search.language.tokens import Token

SHINGLE_WORDS: Final = 3
"""Number of words in a shingle."""
MIN_RUN_WORDS: Final = SHINGLE_WORDS + 1
"""Minimum length, in words, of a common run that is always found."""


def run_words(tokens: Iterable[Token]) -> list[str]:
    """Return the words in the form in which runs are compared: without case, accents and punctuation."""
    return [unaccented(token.plain) for token in tokens]


def checksums(words: Sequence[str]) -> list[int]:
    """Return the checksum of each shingle of these words, in 31 bits."""
    shingles = (" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1))
    return [crc32(shingle.encode("utf-8", "surrogatepass")) >> 1 for shingle in shingles]


def sample_shingles(words: Sequence[str]) -> array[int]:
    """Return the checksums of the sampled shingles of a text, about two thirds of all, sorted and each once."""
    every = checksums(words)
    return array("i", sorted(set(map(min, every, every[1:])) if len(every) > 1 else every))


def longest_run(wanted: Sequence[str], words: Sequence[str]) -> tuple[int, int, int]:
    """Return the longest run of `wanted` that `words` hold: its first word there, its first word here, its length.

    The last wanted word may be the beginning of one of `words`: it may have been cut off. The time is proportional to
    the length of `wanted` times that of `words`, without a step for each pair.
    """
    text = f" {' '.join(words)} "
    start, size, place = 0, 0, -1
    first = 0
    while first + size < len(wanted):
        end = first + size + 1
        found = text.find(_needle(wanted, first, end))
        if found < 0:
            first += 1
        else:
            start, size, place = first, size + 1, found
    return start, text.count(" ", 0, place) if size else 0, size


def _needle(wanted: Sequence[str], first: int, end: int) -> str:
    """Return the run as the text holds it, between spaces; after the last wanted word the text may go on."""
    may_be_cut = end == len(wanted) and len(wanted[-1]) >= _MIN_CUT_LETTERS
    return f" {' '.join(wanted[first:end])}{'' if may_be_cut else ' '}"


_MIN_CUT_LETTERS: Final = 3
"""Minimum length at which the last wanted word may be the beginning of another word."""
