"""The reduction of embeddings to the table of word vectors."""

from __future__ import annotations

import numpy as np

from tests.learning.word_vectors import DIMENSIONS, quantized, reduced


def test_the_order_of_sums_changes_no_byte() -> None:
    """Arrays in another order of memory, whose products are summed otherwise, give the same bytes."""
    embeddings = np.random.default_rng(1).normal(size=(3_000, 384)).astype(np.float32)
    embeddings *= np.linspace(1, 3, 384, dtype=np.float32)
    table = quantized(reduced(embeddings))
    assert (quantized(reduced(np.asfortranarray(embeddings))) == table).all()
    assert table.shape == (3_000, DIMENSIONS)


def test_vectors_have_length_1() -> None:
    """Each vector has length 1, in 8 bits nearly so."""
    vectors = reduced(np.random.default_rng(2).normal(size=(500, 384)).astype(np.float32))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.allclose(np.linalg.norm(quantized(vectors) / 127, axis=1), 1, atol=0.05)
