"""The optimizer and its schedules."""

from __future__ import annotations

import numpy as np
import pytest

from tests.learning.adam import Adam, Schedule, constant_then_linear, warm_up_and_cosine


@pytest.mark.parametrize("schedule", [constant_then_linear(0.1, 200), warm_up_and_cosine(0.1, 200)])
def test_the_minimum_is_found(schedule: Schedule) -> None:
    """The weights reach the minimum of a quadratic function, whatever the schedule."""
    weights = {"w": np.zeros(2, np.float32)}
    optimizer = Adam(weights, schedule)
    for _ in range(200):
        optimizer.step({"w": 2 * (weights["w"] - np.array([3, -1], np.float32))})
    assert weights["w"] == pytest.approx([3, -1], abs=0.05)


def test_schedules() -> None:
    """One schedule is constant and then falls, the other one rises and then falls, both nearly to zero."""
    falling, rising = constant_then_linear(0.1, 100), warm_up_and_cosine(0.1, 100)
    assert [falling(1), falling(30)] == [0.1, 0.1]
    assert rising(1) < rising(10) < rising(15) == pytest.approx(0.1, rel=1e-3)
    assert max(falling(100), rising(100)) < 0.002


def test_weight_decay_and_clipping() -> None:
    """Weight decay shrinks matrices, not biases; a clipped gradient of any length makes the same step."""
    weights = {"matrix": np.ones((1, 1), np.float32), "bias": np.ones(1, np.float32)}
    Adam(weights, lambda _: 0.1, weight_decay=0.5).step({name: np.zeros_like(each) for name, each in weights.items()})
    assert float(weights["matrix"][0, 0]) == pytest.approx(0.95)
    assert float(weights["bias"][0]) == 1.0
    moved = []
    for length in (10.0, 1000.0):
        weights = {"w": np.zeros(1, np.float32)}
        optimizer = Adam(weights, lambda _: 0.1, max_length=1.0)
        optimizer.step({"w": np.full(1, length, np.float32)})
        optimizer.step({"w": np.full(1, 0.5, np.float32)})
        moved.append(float(weights["w"][0]))
    assert moved[0] == pytest.approx(moved[1])
