"""Passages for tests of the index, and what rank-bm25 itself says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Plus

from bot.search.index import TermCounts
from bot.search.index.arrays import Floats

WORDS = ["heat", "mann", "film", "dreh", "los", "angeles", "2024", "öl\ud800"]
Blends = Sequence[tuple[tuple[str, ...], float]]


def reference(passages: Mapping[int, TermCounts], limit: int, terms: Blends) -> Floats:
    """The scores that the library gives to passages by their numbers, less the constant for absent terms.

    What counts as one term is one term in what the library is given; a passage's length stays what it is.
    """
    scores = np.zeros(limit)
    for blend, weight in terms:
        texts = [_blended(bag, blend) for bag in passages.values()]
        if any(texts):
            model = BM25Plus(texts)
            constant = model.delta * model.idf.get("one", 0.0)
            scores[list(passages)] += weight * (model.get_scores(["one"]) - constant)
    return scores


def _blended(bag: TermCounts, blend: tuple[str, ...]) -> list[str]:
    held = max((bag.get(term, 0) for term in blend), default=0)
    return ["one"] * held + ["other"] * (sum(bag.values()) - held)


def random_bags(count: int, seed: int, words: int = 400) -> list[Counter[str]]:
    """Passages of 5 to 40 words, some of them frequent and most of them rare."""
    chance = np.random.default_rng(seed)
    shares = 1 / np.arange(1, words + 1)
    sizes = chance.integers(5, 40, count)
    drawn = iter(chance.choice(words, sizes.sum(), p=shares / shares.sum()).tolist())
    return [Counter(f"w{next(drawn)}" for _ in range(size)) for size in sizes.tolist()]
