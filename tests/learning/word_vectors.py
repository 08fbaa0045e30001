"""`make vectors`: makes the table of word vectors, `bot/search/meaning/data/{words,rows,vectors}.npy`.

A word's vector is the encoder's embedding of that word alone, less the mean of all words and the first principal
component, which tell the length and the frequency of a word rather than its meaning, reduced to DIMENSIONS principal
components and to length 1. Then words of one meaning are brought nearer to each other (`tests/learning/meanings.py`),
and the vectors are stored in 8 bits. The words are the most frequent whole words of the encoder's vocabulary, the word
lists, and the words of the meanings and of the example sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from rich.console import Console

from bot.search.accents import unaccented
from bot.search.meaning.word_vectors import MAX_WORD_BYTES, Vectors, key
from tests.learning.encoder import embed, vocabulary
from tests.learning.meanings import aligned, load_meanings
from tests.learning.sentences import load_examples, load_words

FOLDER: Final = Path(__file__).parents[2] / "bot" / "search" / "meaning" / "data"
DIMENSIONS: Final = 256
VOCABULARY_SIZE: Final = 18_500
_COMPONENTS_FROM: Final = 20_000
"""Number of most frequent words from which the principal components are computed."""


def main() -> None:
    """Make the table and save it."""
    probabilities = vocabulary()
    frequent = sorted(probabilities, key=lambda word: (-probabilities[word], word))[:VOCABULARY_SIZE]
    words = list(dict.fromkeys((*frequent, *_other_words())))
    meanings = load_meanings()
    vectors = quantized(aligned(reduced(embed(words, are_questions=True)), words, meanings))
    vectors = np.concatenate([np.zeros((1, DIMENSIONS), np.int8), vectors])
    rows = {key(word): number for number, word in reversed(list(enumerate(words, start=1)))}
    # A word that is typed without its accents is found as well, unless it is another word.
    bare = {key(unaccented(word)): number for number, word in reversed(list(enumerate(words, start=1)))}
    numbers = {form: row for row, form in enumerate(_number_forms(), start=len(vectors))}
    vectors = np.concatenate([vectors, np.zeros((len(numbers), DIMENSIONS), np.int8)])
    table = sorted((bare | rows | numbers).items())
    FOLDER.mkdir(exist_ok=True)
    np.save(FOLDER / "words.npy", np.array([word for word, _ in table], f"S{MAX_WORD_BYTES}"))
    np.save(FOLDER / "rows.npy", np.array([row for _, row in table], np.uint32))
    np.save(FOLDER / "vectors.npy", vectors)
    size = sum(file.stat().st_size for file in FOLDER.glob("*.npy"))
    Console().print(f"{len(words):,} words, {size / 2**20:.1f} MiB")


def _other_words() -> Iterable[str]:
    examples = (word for example in load_examples() for word in example.words)
    meanings = (word for meaning in load_meanings() for column in meaning for word in column)
    return (word for word in (*load_words(), *meanings, *examples) if word[0].isalpha() and len(word) > 1)


def _number_forms() -> tuple[bytes, ...]:
    return (b"#0", b"#1", b"#2", b"#3", b"#4", b"#5", b"#year")


def reduced(embeddings: Vectors) -> npt.NDArray[np.float64]:
    """Return the embeddings in DIMENSIONS dimensions, of length 1.

    The order in which sums are computed depends on the threads of BLAS. In 64 bits that changes no byte of the table.
    """
    precise = embeddings.astype(np.float64)
    centred = precise - precise[:_COMPONENTS_FROM].mean(axis=0)
    _, components = np.linalg.eigh(centred[:_COMPONENTS_FROM].T @ centred[:_COMPONENTS_FROM])
    strongest = components[:, ::-1][:, 1 : 1 + DIMENSIONS]
    # The sign of a component is arbitrary; fix it, so that the table is reproducible.
    strongest = strongest * np.sign(strongest[np.abs(strongest).argmax(axis=0), range(DIMENSIONS)])
    projected = centred @ strongest
    unit: npt.NDArray[np.float64] = projected / np.linalg.norm(projected, axis=1, keepdims=True)
    return unit


def quantized(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    """Return vectors in 8 bits."""
    values: npt.NDArray[np.int8] = np.rint(vectors * 127).astype(np.int8)
    return values


if __name__ == "__main__":
    main()
