"""Query expansion: vectors of the words that an answer is expected to hold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.search.meaning.intent_names import intent_names
from bot.search.meaning.query_expansion import MAX_QUESTION_WORDS, QueryExpansion, shipped_expansion
from bot.search.meaning.word_vectors import UNKNOWN, Vectors, WordVectors

TABLE = WordVectors.load()
BLANK = QueryExpansion.blank(TABLE.dimensions)
NO_INTENT = np.zeros(256, np.float32)


def asked(intent: str) -> Vectors:
    """Return the probabilities of a question that surely has this intent."""
    intents = NO_INTENT.copy()
    intents[intent_names().index(intent)] = 1
    return intents


def test_a_blank_model_keeps_the_words() -> None:
    """Without anything learned, each word stands for itself, and all count the same."""
    rows = TABLE.rows(["composer", "budget"])
    found = BLANK.expand(TABLE, rows, [0, 2], NO_INTENT)
    assert found.vectors == pytest.approx(TABLE.vectors(rows), abs=0.01)
    assert found.weights[0] == found.weights[1] > 0


def test_words_of_their_own() -> None:
    """A word with a correction of its own is moved by it, and another one is not."""
    [tunes, budget] = TABLE.rows(["tunes", "budget"])
    [music] = TABLE.vectors(TABLE.rows(["music"]))
    model = replace(
        BLANK, rows=np.array([tunes]), corrections=np.ones((1, 1), np.float32), word_base=5 * music[None, :]
    )
    moved, kept = model.expand(TABLE, [tunes, budget], [0, 0], NO_INTENT).vectors
    assert moved @ music > 0.9
    assert kept == pytest.approx(TABLE.vectors([budget])[0], abs=0.01)


def test_questions_without_words() -> None:
    """A question without words, with unknown ones, or with very many has finite vectors of length 1 or 0."""
    for rows in ([], [UNKNOWN], TABLE.rows(["budget"]) * (MAX_QUESTION_WORDS + 30)):
        found = shipped_expansion().expand(TABLE, rows, [0] * len(rows), NO_INTENT)
        assert len(found.vectors) == len(found.weights)
        assert len(found.vectors) <= MAX_QUESTION_WORDS + len(shipped_expansion().intent_weights)
        assert np.isfinite(found.vectors).all()
        assert (np.linalg.norm(found.vectors, axis=1) < 1.01).all()


@pytest.mark.parametrize(
    ("intent", "expected", "other"),
    [("budget", "million", "composer"), ("composer", "music", "million"), ("runtime", "minutes", "actor")],
)
def test_intents_expect_words(intent: str, expected: str, other: str) -> None:
    """The shipped model expects words of amounts for a budget, and words of music for a composer."""
    found = shipped_expansion().expand(TABLE, [], [], asked(intent)).vectors
    near, far = (found @ TABLE.vectors(TABLE.rows([word]))[0] for word in (expected, other))
    assert near.max() > far.max()
