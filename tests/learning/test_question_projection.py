"""The fit of the projection of questions, on tiny data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bot.search.meaning.word_vectors import Vectors
from tests.learning.question_projection import Example, fit, gradients, initial_weights

DIMENSIONS = 6
TABLE = np.eye(DIMENSIONS, dtype=np.float32)
"""Passages, none of which is near another one."""


def example(question: Sequence[float], right: int, *wrong: int, relevance: Sequence[float] | None = None) -> Example:
    """Return a question with its candidates, all equally relevant by default. All passages are searched."""
    candidates = np.array([right, *wrong])
    logits = np.zeros(len(candidates), np.float32) if relevance is None else np.array(relevance, np.float32)
    vector = np.array(question, np.float32) / np.float32(np.linalg.norm(question))
    return Example(vector, candidates, logits, np.array([right]), np.arange(DIMENSIONS), 1.0)


WHEN = example([1, 0.2, 0, 0, 0, 0], 3, 0, 4)
WHO = example([0.2, 1, 0, 0, 0, 0], 4, 1, 3)


def projected(each: Example, examples: Sequence[Example]) -> Vectors:
    """Return the cosines of all passages with a question, after a fit."""
    return TABLE @ fit(examples, TABLE, "one").project(each.question)


def test_learns_where_answers_lie() -> None:
    """A question comes nearest to the passage that answers it, which its embedding does not resemble."""
    examples = [WHEN, WHO] * 2_000
    assert int(projected(WHEN, examples).argmax()) == 3
    assert int(projected(WHO, examples).argmax()) == 4


def test_fits_are_reproducible() -> None:
    """The same examples give the same projection, which keeps the version of the encoder."""
    one, two = (fit([WHEN, WHO] * 100, TABLE, "one") for _ in range(2))
    assert one.project(WHEN.question).tolist() == two.project(WHEN.question).tolist()
    assert one.encoder == "one"


def test_examples_that_teach_nothing() -> None:
    """A question takes part if some of its candidates answer, and others do not."""
    nothing = replace(WHEN, right=np.array([5]))
    everything = replace(WHEN, right=WHEN.candidates)
    assert [each.teaches for each in (WHEN, nothing, everything)] == [True, False, False]
    one, two = (projected(WHO, examples) for examples in ([WHO] * 50, [WHO] * 50 + [nothing, everything]))
    assert one == pytest.approx(two)


@pytest.mark.parametrize("name", initial_weights(DIMENSIONS))
def test_gradients(name: str) -> None:
    """The gradient is the change of the loss with a weight."""
    rng = np.random.default_rng(3)
    # In 64 bits, which tell small changes of the loss.
    weights: dict[str, Any] = {key: rng.normal(0, 0.1, each.shape) for key, each in initial_weights(DIMENSIONS).items()}
    weights["mix"] += 1
    batch = [replace(WHEN, weight=3.0), example([0, 1, 1, 0, 0, 1], 4, 1, 3, relevance=[0.5, 1, -1])]
    mean = np.full(DIMENSIONS, 0.1)

    def loss(changed: float, place: tuple[int, ...]) -> float:
        other = {key: each.copy() for key, each in weights.items()}
        other[name][place] += changed
        return gradients(other, batch, TABLE, mean)[0]

    _, found = gradients(weights, batch, TABLE, mean)
    place = tuple(int(each) for each in np.unravel_index(int(np.abs(found[name]).argmax()), found[name].shape))
    measured = (loss(1e-4, place) - loss(-1e-4, place)) / 2e-4
    assert abs(measured) > 1e-3
    assert found[name][place] == pytest.approx(measured, rel=0.01)
