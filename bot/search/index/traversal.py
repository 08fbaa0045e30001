"""The best passages of one segment without looking at all that share a term: MaxScore (Turtle and Flood 1995)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from bot.search.index.arrays import Bools, Floats, Int32s
from bot.search.index.postings import Postings, starts_of

EXHAUSTIVE_LIMIT = 1_000
"""In so many passages each is scored: to choose would take longer."""
_SLACK = 1 - 1e-9
"""Sums in another order differ in their last digits: no passage is left out for these."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """A term of the question in one segment."""

    postings: Postings
    factor: float
    """Its weight times its idf."""
    gains: Floats
    """What each code adds, before the factor."""
    tops: Floats
    """What the best postings add, before the factor, in ascending order."""

    @property
    def peak(self) -> float:
        """What no posting exceeds."""
        return float(self.tops[-1]) * self.factor

    def kth(self, k: int, mask: Bools | None) -> float:
        """What at least `k` of the passages that the mask shows reach by this term alone; 0 if that is not known."""
        tops = self.tops if mask is None else self._shown_tops(mask)
        return float(tops[-k]) * self.factor if len(tops) >= k else 0.0

    def _shown_tops(self, mask: Bools) -> Floats:
        postings, best = self.postings, self.postings.best
        places = slice(None) if best is None else best
        tops: Floats = np.sort(self.gains[postings.codes[places][mask[postings.passages[places]]]])
        return tops

    def scores(self) -> Floats:
        """What each posting adds."""
        scores: Floats = self.gains.take(self.postings.codes) * self.factor
        return scores


def best_passages(
    terms: Sequence[Weighted], span: int, k: int, floor: float = 0.0, mask: Bools | None = None
) -> tuple[Int32s, Floats]:
    """The numbers and scores of the `k` best passages that the mask shows, in ascending order of their numbers.

    There must be a term, and each must stand somewhere.
    Passages that score less than `floor` may be left out. With fewer than `k` hits there are fewer; what ties with the
    last one may be given as well.
    """
    if span <= EXHAUSTIVE_LIMIT:
        return _kept_best(*_all(terms, mask), k)
    return _pruned(terms, k, floor, mask)


def _all(terms: Sequence[Weighted], mask: Bools | None) -> tuple[Int32s, Floats]:
    """Every passage with one of the terms, with its score; equal passages' scores are added in the terms' order."""
    passages, scores = terms[0].postings.passages, terms[0].scores()
    if len(terms) > 1:
        passages = np.concatenate([term.postings.passages for term in terms])
        scores = np.concatenate([scores, *[term.scores() for term in terms[1:]]])
        order = passages.argsort(kind="stable")
        passages = passages[order]
        starts = starts_of(passages)
        passages, scores = passages[starts], np.add.reduceat(scores[order], starts)
    if mask is None:
        return passages, scores
    shown = mask[passages]
    return passages[shown], scores[shown]


def _pruned(terms: Sequence[Weighted], k: int, floor: float, mask: Bools | None) -> tuple[Int32s, Floats]:
    """First whole lists, until what the others can add does not make a passage one of the best; then only its rest."""
    floor = max(floor, *(term.kth(k, mask) for term in terms)) * _SLACK
    terms = sorted(terms, key=lambda term: -term.peak)
    rest = list(accumulate(term.peak for term in reversed(terms)))[::-1]
    needed = max(sum(bound >= floor for bound in rest), 1)
    passages, scores = _all(terms[:needed], mask)
    for term, bound in zip(terms[needed:], rest[needed:], strict=True):
        passages, scores, floor = _raised(passages, scores, k, floor, bound)
        _add(term, passages, scores)
    high = scores >= floor
    return _kept_best(passages[high], scores[high], k)


def _raised(passages: Int32s, scores: Floats, k: int, floor: float, bound: float) -> tuple[Int32s, Floats, float]:
    """Only those that reach the floor with `bound` more, and the floor as the passages so far raise it."""
    floor = max(floor, _kth(scores[scores >= floor], k) * _SLACK)
    able = scores >= floor - bound
    return passages[able], scores[able], floor


def _add(term: Weighted, passages: Int32s, scores: Floats) -> None:
    """Add to the scores what the term gives to each of the passages."""
    held = term.postings.passages
    places = held.searchsorted(passages)
    found = (held.take(places, mode="clip") == passages).nonzero()[0]
    scores[found] += term.gains.take(term.postings.codes[places[found]]) * term.factor


def _kth(scores: Floats, k: int) -> float:
    """The k-th greatest, 0 if there are fewer."""
    if len(scores) < k:
        return 0.0
    ordered = scores.copy()
    ordered.partition(len(scores) - k)
    return float(ordered[-k])


def _kept_best(passages: Int32s, scores: Floats, k: int) -> tuple[Int32s, Floats]:
    if len(scores) <= k:
        return passages, scores
    kept = scores >= _kth(scores, k)
    return passages[kept], scores[kept]
