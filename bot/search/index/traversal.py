"""The best passages of one segment without looking at all that share a term: MaxScore (Turtle and Flood 1995)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.search.index.arrays import Bools, Floats, Int32s
from bot.search.index.postings import Postings

FEW = 1_000
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

    def scores(self) -> Floats:
        """What each posting adds."""
        scores: Floats = self.gains[self.postings.codes] * self.factor
        return scores

    def best(self, mask: Bools | None = None) -> Floats:
        """What the best postings add, of those that the mask shows."""
        postings = self.postings
        codes = postings.codes if postings.best is None else postings.codes[postings.best]
        if mask is not None:
            passages = postings.passages if postings.best is None else postings.passages[postings.best]
            codes = codes[mask[passages]]
        scores: Floats = self.gains[codes] * self.factor
        return scores


def best_passages(
    terms: Sequence[Weighted], span: int, k: int, floor: float = 0.0, mask: Bools | None = None
) -> tuple[Int32s, Floats]:
    """The numbers and scores of the `k` best passages that the mask shows, in ascending order of their numbers.

    Passages that score less than `floor` may be left out. With fewer than `k` hits there are fewer; what ties with the
    last one may be given as well.
    """
    if not terms:
        return np.empty(0, np.int32), np.empty(0)
    if span <= FEW:
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
        starts = np.flatnonzero(np.diff(passages, prepend=-1))
        passages, scores = passages[starts], np.add.reduceat(scores[order], starts)
    if mask is None:
        return passages, scores
    shown = mask[passages]
    return passages[shown], scores[shown]


def _pruned(terms: Sequence[Weighted], k: int, floor: float, mask: Bools | None) -> tuple[Int32s, Floats]:
    """First whole lists, until what the others can add does not make a passage one of the best; then only its rest."""
    bests = [term.best() for term in terms]
    peaks = [float(best.max()) for best in bests]
    if mask is not None:
        bests = [term.best(mask) for term in terms]
    floor = max(floor, *(_kth(best, k) for best in bests)) * _SLACK
    order = sorted(range(len(terms)), key=lambda number: -peaks[number])
    rest = np.cumsum([peaks[number] for number in reversed(order)])[::-1].tolist()
    terms = [terms[number] for number in order]
    needed = max(sum(bound >= floor for bound in rest), 1)
    passages, scores = _all(terms[:needed], mask)
    for term, bound in zip(terms[needed:], rest[needed:], strict=True):
        passages, scores, floor = _raised(passages, scores, k, floor, bound)
        _add(term, passages, scores)
    return _kept_best(passages, scores, k)


def _raised(passages: Int32s, scores: Floats, k: int, floor: float, bound: float) -> tuple[Int32s, Floats, float]:
    """Only those that reach the floor with `bound` more, and the floor as the passages so far raise it."""
    floor = max(floor, _kth(scores, k) * _SLACK)
    able = scores >= floor - bound
    return passages[able], scores[able], floor


def _add(term: Weighted, passages: Int32s, scores: Floats) -> None:
    """Add to the scores what the term gives to each of the passages."""
    held = term.postings.passages
    places = held.searchsorted(passages)
    found = np.flatnonzero(held.take(places, mode="clip") == passages)
    scores[found] += term.gains[term.postings.codes[places[found]]] * term.factor


def _kth(scores: Floats, k: int) -> float:
    """The k-th greatest, 0 if there are fewer."""
    return float(np.partition(scores, -k)[-k]) if len(scores) >= k else 0.0


def _kept_best(passages: Int32s, scores: Floats, k: int) -> tuple[Int32s, Floats]:
    if len(scores) <= k:
        return passages, scores
    kept = scores >= _kth(scores, k)
    return passages[kept], scores[kept]
