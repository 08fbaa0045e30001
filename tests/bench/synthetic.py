"""Reproducible passages and questions; words follow the Zipf-Mandelbrot law."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

WORDS = 60
"""Number of words in each passage."""
VOCABULARY = 300_000
_FLAT, _STEEP = 2.7, 1.07
_CHUNK = 10_000
KINDS = ((0.15, 0.60), (0.02, 0.10), (0.001, 0.02), (0.001, 0.02), (0.00001, 0.0005))
"""Minimum and maximum share of passages that contain each of the five words of a question, from frequent to rare."""

_NAMES = [f"w{rank}" for rank in range(VOCABULARY)]


def _chances() -> npt.NDArray[np.float64]:
    shares = 1 / (np.arange(1, VOCABULARY + 1) + _FLAT) ** _STEEP
    chances: npt.NDArray[np.float64] = shares / shares.sum()
    return chances


def passages(count: int, seed: int = 1) -> Iterator[str]:
    """Yield `count` texts. A longer sequence starts with the shorter one."""
    edges = np.cumsum(_chances())
    for start in range(0, count, _CHUNK):
        generator = np.random.default_rng([seed, start])
        ranks = edges.searchsorted(generator.random(_CHUNK * WORDS)).clip(max=VOCABULARY - 1).reshape(_CHUNK, WORDS)
        for row in ranks[: count - start].tolist():
            yield " ".join([_NAMES[rank] for rank in row])


def questions(count: int, seed: int = 2) -> list[str]:
    """Return `count` questions of five words in random order."""
    held = 1 - (1 - _chances()) ** WORDS
    groups = [np.flatnonzero((held >= least) & (held <= most)) for least, most in KINDS]
    generator = np.random.default_rng(seed)
    asked = []
    for _ in range(count):
        ranks = [int(generator.choice(group)) for group in groups]
        generator.shuffle(ranks)
        asked.append(" ".join(_NAMES[rank] for rank in ranks))
    return asked
