"""Query expansion: the words of answers that the words of a question let expect.

Fans ask "who does the tunes" where articles write "composer", and "how much dough" where they write "million". A small
model turns each word of a question, and its likely intents, into vectors in the space of the word vectors: near the
words that stand in answers to such questions. `tests/learning/query_expansion.py` fits it on questions and passages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from bot.search.arrays import lengths
from bot.search.meaning.word_vectors import Vectors, WordVectors

MAX_QUESTION_WORDS: Final = 18
"""Number of words of a question that are read."""
ROLES: Final = 3
"""Number of roles of a word: it carries a topic, it carries none, or it is a word of grammar or names the film."""
_MIN_LENGTH: Final = np.float32(1e-6)
_SCALE: Final = 127.0
_TINY: Final = 1e-12

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ExpandedQuery:
    """Vectors near which words of an answer are expected."""

    vectors: Vectors
    """Vectors of length 1, those of the words before those of the intents."""
    weights: Vectors
    """How much each vector counts."""


@dataclass(frozen=True)
class QueryExpansion:
    """The model.

    Shapes: `d` is the number of dimensions of a word vector, `r` that of a correction, `v` the number of vectors that
    the intents give.
    """

    word_map: Vectors
    """Array of d times r: the correction of a word, from its vector."""
    word_base: Vectors
    """Array of r times d: directions of the corrections."""
    rows: Rows
    """Rows of the words that have a correction of their own, in ascending order."""
    corrections: Vectors
    """Their corrections, r numbers each."""
    intent_map: Vectors
    """Array of v times intents times r: what answers to each intent hold."""
    intent_base: Vectors
    """Array of r times d: directions of the vectors by intent."""
    word_weights: Vectors
    """Array of d: the weight of a word, from its vector."""
    role_weights: Vectors
    """A summand for each of ROLES."""
    intent_weights: Vectors
    """Weights of the vectors by intent."""

    @classmethod
    def blank(cls, dimensions: int) -> Self:
        """Return a model that leaves the vectors of the words as they are, with equal weights."""
        return cls(
            word_map=np.zeros((dimensions, 1), np.float32),
            word_base=np.zeros((1, dimensions), np.float32),
            rows=np.zeros(0, np.int64),
            corrections=np.zeros((0, 1), np.float32),
            intent_map=np.zeros((0, 0, 1), np.float32),
            intent_base=np.zeros((1, dimensions), np.float32),
            word_weights=np.zeros(dimensions, np.float32),
            role_weights=np.zeros(ROLES, np.float32),
            intent_weights=np.zeros(0, np.float32),
        )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the model of a file."""
        with np.load(path) as file:
            return cls(**{field.name: _from_bytes(file, field.name) for field in fields(cls)})

    def save(self, path: Path) -> None:
        """Write the model to a file, with 8 bits a weight."""
        arrays: dict[str, Any] = {}
        for name in (field.name for field in fields(self)):
            values = getattr(self, name)
            if name == "rows":
                arrays[name] = values.astype(np.uint32)
            else:
                scale = np.abs(values).max(initial=0.0) / _SCALE + _TINY
                arrays |= {name: np.rint(values / scale).astype(np.int8), f"{name}_scale": np.float32(scale)}
        # Written in one go: an interrupted write must not leave half a model.
        buffer = BytesIO()
        np.savez(buffer, **arrays)
        path.write_bytes(buffer.getvalue())

    def expand(self, table: WordVectors, words: Sequence[int], roles: Sequence[int], intents: Vectors) -> ExpandedQuery:
        """Expand a question.

        `words` are the rows of its words, `roles` the numbers of their roles, below ROLES; `intents` are the
        probabilities of all intents.
        """
        rows = np.array(words[:MAX_QUESTION_WORDS], np.int64)
        vectors = table.vectors(rows)
        raised = vectors @ self.word_weights + self.role_weights[list(roles[:MAX_QUESTION_WORDS])]
        corrections = vectors @ self.word_map + self._corrections(rows)
        by_words = vectors + corrections @ self.word_base
        # A question has a few of all intents.
        asked = intents[: self.intent_map.shape[1]].nonzero()[0]
        by_intents = np.einsum("i,vir->vr", intents[asked], self.intent_map[:, asked]) @ self.intent_base
        found = np.concatenate([by_words, by_intents])
        found /= lengths(found) + _MIN_LENGTH
        return ExpandedQuery(found, np.logaddexp(np.float32(0), np.concatenate([raised, self.intent_weights])))

    def _corrections(self, rows: Rows) -> Vectors:
        """Return the corrections of these words, 0 for words without one."""
        found = np.zeros((len(rows), self.word_map.shape[1]), np.float32)
        if len(self.rows):
            places = np.minimum(self.rows.searchsorted(rows), len(self.rows) - 1)
            has_one = self.rows[places] == rows
            found[has_one] = self.corrections[places[has_one]]
        return found


def _from_bytes(file: Mapping[str, npt.NDArray[Any]], name: str) -> npt.NDArray[Any]:
    if name == "rows":
        rows: Rows = file[name].astype(np.int64)
        return rows
    values: Vectors = file[name].astype(np.float32) * file[f"{name}_scale"]
    return values


def shipped_expansion() -> QueryExpansion:
    """Return the shipped model."""
    with as_file(files("bot.search.meaning").joinpath("data", "expansion.npz")) as path:
        return QueryExpansion.load(path)
