"""The optimizer of the small networks, in NumPy."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from bot.search.meaning.word_vectors import Vectors

Weights = dict[str, Vectors]
_WARM_UP: Final = 0.15
"""Share of the steps in which the rate rises."""


class Adam:
    """Adam with decoupled weight decay, a warm-up, a cosine schedule, and gradients clipped to length 1."""

    def __init__(self, weights: Weights, steps: int, rate: float, decay: float) -> None:
        """`weights` are changed in place, in this number of steps."""
        self._weights, self._steps, self._step = weights, steps, 0
        self._rate, self._decay = rate, decay
        self._mean = {name: np.zeros_like(value) for name, value in weights.items()}
        self._square = {name: np.zeros_like(value) for name, value in weights.items()}

    def step(self, found: Weights) -> None:
        """Change the weights by one step along these gradients."""
        self._step += 1
        length = math.sqrt(sum(float(np.vdot(each, each)) for each in found.values()))
        progress = self._step / self._steps
        turn = math.pi * (progress - _WARM_UP) / (1 - _WARM_UP)
        factor = progress / _WARM_UP if progress < _WARM_UP else 0.5 * (1 + math.cos(turn))
        rate = self._rate * factor + 1e-6
        for name, value in self._weights.items():
            gradient = found[name] * np.float32(min(1.0, 1 / (length + 1e-9)))
            mean, square = self._mean[name], self._square[name]
            mean += 0.1 * (gradient - mean)
            square += 0.01 * (gradient * gradient - square)
            change = mean / np.float32(1 - 0.9**self._step)
            change /= np.sqrt(square / np.float32(1 - 0.99**self._step)) + 1e-8
            if value.ndim > 1:
                change += np.float32(self._decay) * value
            self._weights[name] -= np.float32(rate) * change
