"""Words of one meaning in five languages, and word vectors in which they are near each other.

The encoder knows little of rare words that stand alone: to it, "Hubschrauber" and "helicopter" are hardly nearer than
two words of no relation. So the vectors are moved in two steps. A linear map, learned from `meanings.txt`, moves all
words; then the words of the file move towards the mean of those with their meaning (Faruqui et al., 2015, "Retrofitting
word vectors to semantic lexicons").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.search.language.tokens import LANGUAGES
from tests.learning.sentences import plain_words

FILE: Final = Path(__file__).parent / "meanings.txt"
MAP_DECAY: Final = 10.0
"""Weight decay of the linear map."""
STEPS: Final = 2
"""Number of times that the words of a meaning move towards their mean."""

Meaning = tuple[tuple[str, ...], ...]
"""Words of one meaning in their plain form, for each language."""
Vectors = npt.NDArray[np.float64]


def load_meanings() -> list[Meaning]:
    """Return the meanings of the file, one a line: a column a language between bars, and commas between words."""
    lines = (line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [
        tuple(tuple(_single_words(column)) for _, column in zip(LANGUAGES, line.split("|"), strict=True))
        for line in lines
    ]


def _single_words(column: str) -> Iterable[str]:
    words = (plain_words(each) for each in column.split(","))
    return (found[0] for found in words if len(found) == 1)


def aligned(vectors: Vectors, words: Sequence[str], meanings: Iterable[Meaning]) -> Vectors:
    """Return vectors of length 1 in which words of one meaning are nearer to each other. Row n is that of word n."""
    rows = {word: row for row, word in enumerate(words)}
    found = [[[rows[word] for word in column if word in rows] for column in meaning] for meaning in meanings]
    kept = [columns for meaning in found if len(columns := [each for each in meaning if each]) > 1]
    return _retrofitted(_mapped(vectors, kept), kept)


def _mean(vectors: Vectors, meaning: Sequence[Sequence[int]]) -> Vectors:
    """Return the mean of a meaning, of length 1. Each language has the same weight."""
    mean: Vectors = np.mean([vectors[column].mean(axis=0) for column in meaning], axis=0)
    return mean / np.linalg.norm(mean)


def _mapped(vectors: Vectors, meanings: Sequence[Sequence[Sequence[int]]]) -> Vectors:
    """Move all words by the linear map that brings the words of the meanings nearest to their means."""
    pairs = [(row, _mean(vectors, meaning)) for meaning in meanings for column in meaning for row in column]
    words = vectors[[row for row, _ in pairs]]
    moves = np.array([mean for _, mean in pairs]) - words
    size = vectors.shape[1]
    return _unit(vectors + vectors @ np.linalg.solve(words.T @ words + MAP_DECAY * np.eye(size), words.T @ moves))


def _retrofitted(vectors: Vectors, meanings: Sequence[Sequence[Sequence[int]]]) -> Vectors:
    """Move the words of the meanings halfway to the mean of their meanings, STEPS times."""
    of_word: Mapping[int, list[int]] = defaultdict(list)
    for number, meaning in enumerate(meanings):
        for row in {row for column in meaning for row in column}:
            of_word[row].append(number)
    moved = vectors.copy()
    for _ in range(STEPS):
        means = np.array([_mean(moved, meaning) for meaning in meanings])
        for row, numbers in of_word.items():
            moved[row] = vectors[row] + means[numbers].mean(axis=0)
        moved = _unit(moved)
    return moved


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
