"""The best passages of one segment, without scoring all that share a term: MaxScore (Turtle and Flood 1995)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Final, NamedTuple

import numpy as np

from bot.search.arrays import Int32s
from bot.search.index.postings import Bools, Floats, Postings, group_starts

EXHAUSTIVE_LIMIT: Final = 16_000
"""If the terms have at most this many postings together, all are scored, which is faster than pruning."""
_SLACK: Final = 1 - 1e-9
"""Factor of every threshold. Sums in another order differ in their last digits, and must not exclude a passage."""


# A question makes dozens of them: a frozen dataclass would take four times as long.
class ScoredTerm(NamedTuple):
    """A term of the question with its postings in one segment."""

    postings: Postings
    factor: float
    """Weight of the term in the question, times its idf."""
    impacts: Floats
    """Impact of each code."""
    top_impacts: Floats
    """Impacts of the top postings, in ascending order."""

    @property
    def max_score(self) -> float:
        """Upper bound of what the term adds to any score."""
        return float(self.top_impacts[-1]) * self.factor

    def kth_score(self, k: int, mask: Bools | None) -> float:
        """Return a score that at least `k` visible passages reach by this term alone, or 0 if none is known."""
        top = self.top_impacts if mask is None else self._visible_top_impacts(mask)
        return float(top[-k]) * self.factor if len(top) >= k else 0.0

    def _visible_top_impacts(self, mask: Bools) -> Floats:
        postings, top = self.postings, self.postings.top
        places = slice(None) if top is None else top
        impacts: Floats = np.sort(self.impacts[postings.codes[places][mask[postings.passages[places]]]])
        return impacts

    def scores(self) -> Floats:
        """Return what each posting adds to the score of its passage."""
        scores: Floats = self.impacts.take(self.postings.codes) * self.factor
        return scores


class Wanted(NamedTuple):
    """Which of the passages that share a term are wanted."""

    k: int
    """Maximum number of passages, the best ones."""
    mask: Bools | None = None
    """True for each visible passage; None if all are."""
    threshold: float = 0.0
    """Passages with a lower score may be missing."""


def best_passages(terms: Sequence[ScoredTerm], every_wanted: Sequence[Wanted]) -> list[tuple[Int32s, Floats]]:
    """Return numbers and scores of the passages for each of `every_wanted`, ordered by number.

    `terms` must not be empty, and each must have postings. A result is shorter if fewer passages match, and longer if
    several tie for the last place.
    """
    if sum(len(term.postings) for term in terms) <= EXHAUSTIVE_LIMIT:
        passages, scores = _score_all(terms)
        return [_top(*_visible(passages, scores, wanted.mask), wanted.k) for wanted in every_wanted]
    return [_score_pruned(terms, wanted) for wanted in every_wanted]


def _score_all(terms: Sequence[ScoredTerm]) -> tuple[Int32s, Floats]:
    """Return every passage that holds one of the terms, with its score.

    Scores are summed in the order of the terms, so that equal passages get equal scores.
    """
    passages, scores = terms[0].postings.passages, terms[0].scores()
    if len(terms) > 1:
        passages = np.concatenate([term.postings.passages for term in terms])
        scores = np.concatenate([scores, *[term.scores() for term in terms[1:]]])
        order = passages.argsort(kind="stable")
        passages = passages[order]
        starts = group_starts(passages)
        passages, scores = passages[starts], np.add.reduceat(scores[order], starts)
    return passages, scores


def _visible(passages: Int32s, scores: Floats, mask: Bools | None) -> tuple[Int32s, Floats]:
    """Return those of the passages, and their scores, that a mask shows."""
    if mask is None:
        return passages, scores
    is_visible = mask[passages]
    return passages[is_visible], scores[is_visible]


def _score_pruned(terms: Sequence[ScoredTerm], wanted: Wanted) -> tuple[Int32s, Floats]:
    """Score with MaxScore: visit whole lists only of the essential terms.

    A passage that holds only the other terms cannot reach the threshold. These terms are looked up in the candidates
    that the essential terms have found, and candidates that can no longer reach the threshold are dropped.
    """
    k, mask, threshold = wanted
    threshold = max(threshold, *(term.kth_score(k, mask) for term in terms)) * _SLACK
    terms = sorted(terms, key=lambda term: -term.max_score)
    # bounds[i] is the maximum score of a passage that holds the terms from i on and no other.
    bounds = list(accumulate(term.max_score for term in reversed(terms)))[::-1]
    essential = max(sum(bound >= threshold for bound in bounds), 1)
    passages, scores = _visible(*_score_all(terms[:essential]), mask)
    for term, bound in zip(terms[essential:], bounds[essential:], strict=True):
        passages, scores, threshold = _drop_hopeless(passages, scores, k, threshold, bound)
        _add_scores(term, passages, scores)
    is_high = scores >= threshold
    return _top(passages[is_high], scores[is_high], k)


def _drop_hopeless(
    passages: Int32s, scores: Floats, k: int, threshold: float, bound: float
) -> tuple[Int32s, Floats, float]:
    """Raise the threshold to the k-th score so far, and keep the passages that reach it with `bound` more."""
    threshold = max(threshold, _kth_greatest(scores[scores >= threshold], k) * _SLACK)
    can_reach = scores >= threshold - bound
    return passages[can_reach], scores[can_reach], threshold


def _add_scores(term: ScoredTerm, passages: Int32s, scores: Floats) -> None:
    """Add to `scores`, in place, what the term adds to each of the passages."""
    # `searchsorted` is a binary search for each candidate: candidates are few, and the list may be long.
    holders = term.postings.passages
    places = holders.searchsorted(passages)
    found = (holders.take(places, mode="clip") == passages).nonzero()[0]
    scores[found] += term.impacts.take(term.postings.codes[places[found]]) * term.factor


def _kth_greatest(scores: Floats, k: int) -> float:
    """Return the k-th greatest score, or 0 if there are fewer."""
    if len(scores) < k:
        return 0.0
    ordered = scores.copy()
    ordered.partition(len(scores) - k)
    return float(ordered[-k])


def _top(passages: Int32s, scores: Floats, k: int) -> tuple[Int32s, Floats]:
    """Return the `k` best passages and those that tie with the last of them."""
    if len(scores) <= k:
        return passages, scores
    is_top = scores >= _kth_greatest(scores, k)
    return passages[is_top], scores[is_top]
