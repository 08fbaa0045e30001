"""Runs of words, by which texts that share them are told from texts that only speak of the same."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final
from zlib import crc32

from bot.search.language.tokens import tokenize

WORDS: Final = 4
"""Words in a row that are compared."""

Shingle = tuple[str, ...]


def shingles_of(text: str, start: int = 0, end: int | None = None) -> frozenset[Shingle]:
    """Every run of WORDS words in `text[start:end]`."""
    words = [token.plain for token in tokenize(text, start, len(text) if end is None else end)]
    return frozenset(tuple(words[i : i + WORDS]) for i in range(len(words) - WORDS + 1))


def sample_of(shingles: Iterable[Shingle]) -> array[int]:
    """The checksums of every other shingle, the same ones in every text, to see fast which texts may share some."""
    checksums = (crc32(" ".join(shingle).encode("utf-8", "surrogatepass")) for shingle in shingles)
    return array("i", sorted(checksum >> 1 for checksum in checksums if checksum % 2 == 0))


def shared(one: frozenset[Shingle], other: frozenset[Shingle]) -> float:
    """How much of the shorter text the other holds, from 0 to 1."""
    return len(one & other) / max(min(len(one), len(other)), 1)
