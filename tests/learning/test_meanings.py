"""Words of one meaning, and the vectors that they move."""

from __future__ import annotations

import numpy as np
import pytest

from bot.search.language.tokens import LANGUAGES
from tests.learning.meanings import aligned, load_meanings

WORDS = ("snow", "schnee", "rain", "regen", "car")
MEANINGS = [
    (("snow",), ("schnee",), (), (), ()),
    (("rain", "drizzle"), ("regen",), (), (), ()),
    (("car",), (), (), (), ()),
]


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Vectors of the words, of length 1, in no order of meaning."""
    found = np.random.default_rng(3).normal(size=(len(WORDS), 16))
    unit: np.ndarray = found / np.linalg.norm(found, axis=1, keepdims=True)
    return unit


def test_each_meaning_has_words_of_two_languages() -> None:
    """A line of the file has a column for each language, and words in at least two of them."""
    meanings = load_meanings()
    assert len(meanings) > 3_000
    assert {len(meaning) for meaning in meanings} == {len(LANGUAGES)}
    assert all(sum(map(bool, meaning)) > 1 for meaning in meanings)


def test_words_of_one_meaning_come_nearer(vectors: np.ndarray) -> None:
    """Words of one meaning come nearer to each other than they were, and have vectors of length 1."""
    moved = aligned(vectors, WORDS, MEANINGS)
    for one, other in ((0, 1), (2, 3)):
        assert moved[one] @ moved[other] > vectors[one] @ vectors[other] + 0.3
    assert np.allclose(np.linalg.norm(moved, axis=1), 1)


def test_the_order_of_sums_changes_no_byte(vectors: np.ndarray) -> None:
    """Arrays in another order of memory give the same vectors in 8 bits."""
    moved = aligned(vectors, WORDS, MEANINGS)
    again = aligned(np.asfortranarray(vectors), WORDS, MEANINGS)
    assert (np.rint(moved * 127) == np.rint(again * 127)).all()


def test_a_word_may_have_several_meanings() -> None:
    """A word of two meanings lies between them."""
    vectors = np.eye(3)
    bank, shore, branch = aligned(
        vectors,
        ("bank", "ufer", "filiale"),
        [(("bank",), ("ufer",), (), (), ()), (("bank",), ("filiale",), (), (), ())],
    )
    assert bank @ shore == pytest.approx(bank @ branch)
    assert bank @ shore > shore @ branch
