"""The optimizer of all learned models, in NumPy, and the schedules of its learning rate."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from bot.search.meaning.word_vectors import Vectors

Weights = dict[str, Vectors]
Schedule = Callable[[int], float]
"""Returns the learning rate of a step; the first step is 1."""
_WARM_UP: Final = 0.15
"""Share of the steps in which the rate rises."""
_MEAN_RATE: Final = 0.1
"""Share of the new gradient in the running mean of gradients: 1 - beta 1."""


def warm_up_and_cosine(rate: float, steps: int) -> Schedule:
    """Return the schedule of a rate that first rises to `rate`, and then falls along a cosine."""

    def schedule(step: int) -> float:
        progress = step / steps
        turn = math.pi * (progress - _WARM_UP) / (1 - _WARM_UP)
        factor = progress / _WARM_UP if progress < _WARM_UP else 0.5 * (1 + math.cos(turn))
        return rate * factor + 1e-6

    return schedule


def constant_then_linear(rate: float, steps: int) -> Schedule:
    """Return the schedule of a rate that is constant in the first third of the steps, and then falls to zero."""
    return lambda step: rate * min(1.0, 1.5 * (1 - step / (steps + 1)))


class Adam:
    """Adam (Kingma and Ba 2015), with decoupled weight decay of matrices and with gradient clipping if wanted."""

    def __init__(
        self,
        weights: Weights,
        schedule: Schedule,
        *,
        square_rate: float = 0.001,
        weight_decay: float = 0.0,
        max_length: float = math.inf,
    ) -> None:
        """`weights` are changed in place.

        `square_rate` is the share of the new gradient in the running mean of squared gradients (1 - beta 2), and
        `max_length` the maximum length of the gradients of all weights together.
        """
        self._weights, self._schedule, self._step = weights, schedule, 0
        self._square_rate, self._weight_decay, self._max_length = square_rate, weight_decay, max_length
        self._mean = {name: np.zeros_like(value) for name, value in weights.items()}
        self._square = {name: np.zeros_like(value) for name, value in weights.items()}

    def step(self, gradients: Weights) -> None:
        """Change the weights by one step along these gradients."""
        self._step += 1
        length = math.sqrt(sum(float(np.vdot(each, each)) for each in gradients.values()))
        scale = np.float32(min(1.0, self._max_length / (length + 1e-9)))
        rate = np.float32(self._schedule(self._step))
        for name, value in self._weights.items():
            gradient = gradients[name] * scale
            mean, square = self._mean[name], self._square[name]
            mean += _MEAN_RATE * (gradient - mean)
            square += self._square_rate * (gradient * gradient - square)
            change = mean / np.float32(1 - (1 - _MEAN_RATE) ** self._step)
            change /= np.sqrt(square / np.float32(1 - (1 - self._square_rate) ** self._step)) + 1e-8
            if value.ndim > 1:
                change += np.float32(self._weight_decay) * value
            self._weights[name] -= rate * change
