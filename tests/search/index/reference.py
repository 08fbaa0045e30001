"""Random passages, and the scores that rank-bm25 itself gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Plus

from bot.search.index import TermCounts
from bot.search.index.postings import Floats

WORDS = ["heat", "mann", "film", "dreh", "los", "angeles", "2024", "öl\ud800"]
WeightedGroups = Sequence[tuple[tuple[str, ...], float]]


def reference_scores(passages: Mapping[int, TermCounts], limit: int, terms: WeightedGroups) -> Floats:
    """Return rank-bm25's scores by passage number, without the constant that it adds for absent terms.

    A group of synonyms is given to the library as one term. The length of a passage stays the same.
    """
    scores = np.zeros(limit)
    for group, weight in terms:
        texts = [_with_group_as_one_term(counts, group) for counts in passages.values()]
        if any(texts):
            model = BM25Plus(texts)
            constant = model.delta * model.idf.get("one", 0.0)
            scores[list(passages)] += weight * (model.get_scores(["one"]) - constant)
    return scores


def _with_group_as_one_term(counts: TermCounts, group: tuple[str, ...]) -> list[str]:
    frequency = max((counts.get(term, 0) for term in group), default=0)
    return ["one"] * frequency + ["other"] * (sum(counts.values()) - frequency)


def random_passages(count: int, seed: int, words: int = 400) -> list[Counter[str]]:
    """Return passages of 5 to 39 words. Word frequencies follow Zipf's law."""
    chance = np.random.default_rng(seed)
    shares = 1 / np.arange(1, words + 1)
    sizes = chance.integers(5, 40, count)
    drawn = iter(chance.choice(words, sizes.sum(), p=shares / shares.sum()).tolist())
    return [Counter(f"w{next(drawn)}" for _ in range(size)) for size in sizes.tolist()]
