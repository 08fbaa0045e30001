"""A learned projection of the embedding of a question.

A sentence encoder has learned from texts of all kinds which of them are alike. The projection moves the embedding of a
question towards those of passages that answer such questions. The embeddings of passages stay as they are, so it is
applied once for each question. `tests/learning/question_projection.py` fits it on questions and passages.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from bot.search.meaning.word_vectors import Vectors

_SCALE: Final = 127.0
_TINY: Final = 1e-12
_ARRAYS: Final = ("down", "up", "offset")


@dataclass(frozen=True)
class QuestionProjection:
    """The identity, corrected in a few directions.

    Shapes: `d` is the number of dimensions of an embedding, `r` the number of directions.
    """

    encoder: str
    """The version of the encoder whose embeddings it was fitted on. It must not be used for those of another one."""
    down: Vectors
    """Array of d times r: how far an embedding lies in each direction."""
    up: Vectors
    """Array of d times r: what is added for each direction."""
    offset: Vectors
    """Array of d: what is added to every embedding."""

    @classmethod
    def blank(cls, encoder: str, dimensions: int) -> Self:
        """Return the projection that changes nothing."""
        shapes = (dimensions, 0), (dimensions, 0), (dimensions,)
        return cls(encoder, *(np.zeros(shape, np.float32) for shape in shapes))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the projection of a file."""
        with np.load(path) as file:
            arrays = (file[name].astype(np.float32) * file[f"{name}_scale"] for name in _ARRAYS)
            return cls(str(file["encoder"]), *arrays)

    def save(self, path: Path) -> None:
        """Write the projection to a file, with 8 bits a number."""
        stored: dict[str, Any] = {"encoder": np.array(self.encoder)}
        for name in _ARRAYS:
            values: Vectors = getattr(self, name)
            # A scale for each direction, since some corrections are much smaller than others.
            scale = np.abs(values).max(axis=0, initial=0.0) / _SCALE + _TINY
            stored |= {name: np.rint(values / scale).astype(np.int8), f"{name}_scale": scale.astype(np.float32)}
        # Written in one go: an interrupted write must not leave half a file.
        buffer = BytesIO()
        np.savez(buffer, **stored)
        path.write_bytes(buffer.getvalue())

    def project(self, vector: Vectors) -> Vectors:
        """Return the projected embedding of a question, of length 1."""
        projected: Vectors = vector + self.up @ (vector @ self.down) + self.offset
        projected /= np.maximum(np.linalg.norm(projected), np.float32(_TINY))
        return projected


NO_PROJECTION: Final = QuestionProjection.blank("", 0)
"""What models without an encoder have. It belongs to no encoder."""


def shipped_projection() -> QuestionProjection:
    """Return the shipped projection."""
    with _shipped_file() as path:
        return QuestionProjection.load(path)


def shipped_encoder_version() -> str:
    """Return the version of the encoder that the shipped projection was fitted on."""
    with _shipped_file() as path, np.load(path) as file:
        return str(file["encoder"])


def _shipped_file() -> AbstractContextManager[Path]:
    return as_file(files("bot.search.meaning").joinpath("data", "projection.npz"))
