"""Intents: which fact a question asks for, and which fact a sentence states.

An intent is a fact that people ask about, such as the start of filming, its end, or who plays a character. A small
network reads the words of a text without their order: each word's vector is mapped to a layer, words are pooled by
learned attention, and a second layer gives the probability of each intent, the state of the fact (planned, done, open
…), and a short vector of the meaning. A sentence is read with its context, the title of the article and the sentence
before it, which tell what "it" is. `tests/learning/intents.py` fits the network on sentences in five languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import chain
from pathlib import Path
from struct import unpack
from typing import Any, Final
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt

from bot.search.arrays import lengths
from bot.search.meaning.intent_names import intent_names
from bot.search.meaning.word_vectors import Vectors, WordVectors, plain_array, release_pages

STATES: Final = "FDSPHCONR"
"""The states of a fact. In questions: F asks for the future, D for the past, S for the present or without a time. In
sentences: P planned, H happened or so, C changed, O open, N denied, R rumoured."""
TOP_INTENTS: Final = 8
"""Number of intents of a text that are kept."""
VECTOR_SIZE: Final = 64
"""Number of dimensions of a meaning's vector."""
MAX_WORDS: Final = 80
"""Number of words of a text that are read."""
_MAPPED: Final = "D"
"""The largest array of weights. It is mapped into memory, not loaded, because a text needs only a few of its rows."""
_ENTRY_HEADER: Final = 30
"""Bytes of the header of an entry of a ZIP file, before its name."""
CONTEXT: Final = 2
"""Number of the side of contexts, after that of questions and that of sentences."""
_SCALE: Final = 255.0
_SHARES: Final[Sequence[float]] = (np.arange(256, dtype=np.float32) / np.float32(_SCALE)).tolist()
"""The probability for which each number of an encoded meaning stands."""
_VECTOR_SCALE: Final = 127.0
_BYTES: Final = 2 * TOP_INTENTS + len(STATES) + VECTOR_SIZE + 3
"""Size of an encoded meaning; the last bytes are padding to a multiple of four."""

Meanings = npt.NDArray[np.uint8]
"""Encoded meanings, one per row: intents, their probabilities, the probabilities of the states, the vector."""


@dataclass(frozen=True, slots=True)
class DecodedMeanings:
    """The meanings of several texts as arrays, one row a text."""

    intents: npt.NDArray[np.uint8]
    """Numbers of the likeliest intents, likeliest first."""
    probabilities: Vectors
    """Their probabilities, from 0 to 1."""
    states: Vectors
    """Probability of each of STATES."""
    vectors: Vectors
    """Vectors of length 1."""

    @classmethod
    def decode(cls, meanings: Meanings) -> DecodedMeanings:
        """Decode the rows."""
        tops, states = 2 * TOP_INTENTS, 2 * TOP_INTENTS + len(STATES)
        return cls(
            meanings[:, :TOP_INTENTS],
            meanings[:, TOP_INTENTS:tops].astype(np.float32) / _SCALE,
            meanings[:, tops:states].astype(np.float32) / _SCALE,
            meanings[:, states : states + VECTOR_SIZE].view(np.int8).astype(np.float32) / _VECTOR_SCALE,
        )


def vectors_of(meanings: Meanings) -> npt.NDArray[np.int8]:
    """Return the vectors of encoded meanings as they are stored, in units of 1/127."""
    start = 2 * TOP_INTENTS + len(STATES)
    return meanings[:, start : start + VECTOR_SIZE].view(np.int8)


LEARNED_TITLES: Final = frozenset(("heat",))
"""Words of titles in the examples that the model was taught with."""
EMPTY_MEANING: Final = bytes(_BYTES)
"""The encoded meaning of a text without words."""


class IntentModel:
    """The network with its weights."""

    def __init__(self, words: WordVectors, weights: Mapping[str, npt.NDArray[Any]], names: Sequence[str]) -> None:
        """Create a model. See `tests/learning/intents.py` for the names and shapes of the weights."""
        self.words = words
        self.names = tuple(names)
        """The names of the intents, by number."""
        self._weights = weights

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Return the model of a file that `tests/learning/intents.py` wrote, with the shipped word vectors."""
        with np.load(path) as file:
            weights = {name: _floats(file[name]) for name in file.files if name != _MAPPED}
            weights[_MAPPED] = _mapped(path, f"{_MAPPED}.npy")
        return cls(WordVectors.load(), weights, intent_names())

    def meanings(
        self, texts: Sequence[Sequence[str]], *, is_question: bool, contexts: Sequence[Sequence[str]] = ()
    ) -> Meanings:
        """Return the encoded meaning of each text, given as words in their plain form.

        `contexts` are the words of what stands before each text, or nothing if the texts stand alone.
        """
        if not texts:
            return np.zeros((0, _BYTES), np.uint8)
        w = self._weights
        second = self._pooled(texts, 0 if is_question else 1) @ w["H"] + w["hb"]
        if contexts:
            has_words = np.array([bool(words) for words in contexts])
            second += (self._pooled(contexts, CONTEXT) @ w["C"]) * has_words[:, None]
        hidden = np.tanh(second)
        vectors = hidden @ w["E"]
        vectors /= lengths(vectors) + 1e-9
        encoded = _encode(_softmax(hidden @ w["O"] + w["ob"]), _softmax(hidden @ w["G"] + w["gb"]), vectors)
        if not all(texts):
            encoded[[not words for words in texts]] = 0
        return encoded

    def _pooled(self, texts: Sequence[Sequence[str]], side: int) -> Vectors:
        """Return the first layer of each text: its words, weighed by attention."""
        w = self._weights
        rows = [self.words.rows(words[:MAX_WORDS]) or [0] for words in texts]
        flat, sizes = np.array(list(chain.from_iterable(rows))), np.array(list(map(len, rows)))
        starts = sizes.cumsum() - sizes
        layer = self.words.vectors(flat) @ w["A"] + self._deltas(w["delta_rows"][flat]) + w["S"][side]
        attention = layer @ w["g"][:, side]
        attention = np.exp(attention - np.maximum.reduceat(attention, starts).repeat(sizes))
        attention /= np.add.reduceat(attention, starts).repeat(sizes)
        pooled: Vectors = np.add.reduceat(layer * attention[:, None], starts, axis=0)
        return pooled

    def release_pages(self) -> None:
        """Let the system take back the pages that are in memory. They are loaded again when they are read again."""
        self.words.release_pages()
        release_pages(self._weights[_MAPPED])

    def _deltas(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return these rows of D. A model from a file holds D, its largest array, in 8 bits and with scales."""
        deltas: npt.NDArray[Any] = self._weights["D"][rows]
        scale = self._weights.get("D_scale")
        return deltas if scale is None else deltas * scale[rows]

    def probabilities(self, meaning: bytes) -> dict[str, float]:
        """Return the probabilities of the likeliest intents of an encoded meaning, by name, likeliest first."""
        shares = zip(meaning[:TOP_INTENTS], meaning[TOP_INTENTS : 2 * TOP_INTENTS], strict=True)
        return {self.names[number]: _SHARES[share] for number, share in shares if share}


def _encode(intents: Vectors, states: Vectors, vectors: Vectors) -> Meanings:
    top = (-intents).argsort(axis=1, kind="stable")[:, :TOP_INTENTS]
    likely = intents[np.arange(len(intents))[:, None], top]
    scaled = np.concatenate([likely * _SCALE, states * _SCALE, vectors * _VECTOR_SCALE], axis=1)
    encoded = np.zeros((len(intents), _BYTES), np.uint8)
    encoded[:, :TOP_INTENTS] = top
    # As signed numbers first: the vectors have negative values.
    encoded[:, TOP_INTENTS : TOP_INTENTS + scaled.shape[1]] = np.rint(scaled).astype(np.int16)
    return encoded


def _softmax(values: Vectors) -> Vectors:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: Vectors = raised / raised.sum(axis=1, keepdims=True)
    return shares


@cache
def shipped_intents() -> IntentModel:
    """Return the shipped model, read once."""
    with as_file(files("bot.search.meaning").joinpath("data", "intents.npz")) as path:
        return IntentModel.load(path)


def _mapped(path: Path, name: str) -> npt.NDArray[Any]:
    """Map an array of a file by NumPy, which holds its arrays one after the other and uncompressed."""
    with ZipFile(path) as archive, archive.open(name) as member:
        np.lib.format.read_magic(member)
        shape, _, dtype = np.lib.format.read_array_header_1_0(member)
        before = archive.getinfo(name).header_offset
        header = member.tell()
    with path.open("rb") as file:
        file.seek(before)
        name_size, extra_size = unpack("<26xHH", file.read(_ENTRY_HEADER))
    return plain_array(np.memmap(path, dtype, "r", before + _ENTRY_HEADER + name_size + extra_size + header, shape))


def _floats(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    is_index = np.issubdtype(values.dtype, np.integer)
    return values if is_index else values.astype(np.float32)
