"""rank-bm25's model over an state: its parameters and its idf, and scores without a visit to every passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import numpy as np
from rank_bm25 import BM25Plus

from bot.search.index.arrays import Bools, Floats, Int32s
from bot.search.index.scorer import PartScorer
from bot.search.index.sealing import TermCounts
from bot.search.index.state import IndexState
from bot.search.index.traversal import best_passages

MOST_KEPT: Final = 16_384
"""So many terms' frequencies are remembered: members ask with the same words, and now and then with any."""
Blend = tuple[str, ...]
"""Terms that count as one: a passage holds it as often as the most frequent of them."""
Document = TypeVar("Document")


class PassageIndex(BM25Plus):  # type: ignore[misc]
    """BM25Plus (Lv and Zhai 2011, with rank-bm25's parameters and idf) over one state, which never changes.

    `delta`, which BM25Plus gives to absent terms too, moves no rank: it is left out here, so that a passage without
    any term of the question scores exactly 0.
    """

    def __init__(self, state: IndexState) -> None:
        self.idf: dict[Blend, float] = {}
        self._frequencies: dict[Blend, int] = {}
        super().__init__(state)
        by_size = sorted(state.segments, key=lambda part: -part.segment.span)
        self._scorers = [PartScorer(part, self.k1, self.b, self.avgdl) for part in by_size]

    @classmethod
    def of(cls, bags: Iterable[TermCounts]) -> PassageIndex:
        """The model over these passages, numbered in their order."""
        return cls(IndexState.of(bags))

    def _initialize(self, corpus: IndexState) -> dict[str, int]:
        """rank-bm25's hook: takes the statistics; what a term needs is looked up when a question brings it."""
        self.state = corpus
        self.corpus_size = corpus.count
        self.avgdl = corpus.length / max(corpus.count, 1)
        return {}

    def __contains__(self, term: str) -> bool:
        return self.frequency((term,)) > 0

    def frequency(self, terms: Blend) -> int:
        """How many passages hold one of the terms."""
        known = self._frequencies.get(terms)
        if known is None:
            if len(self._frequencies) >= MOST_KEPT:
                self._frequencies, self.idf = {}, {}
            known = self._frequencies[terms] = self.state.frequency(terms)
        return known

    def rarity(self, terms: Blend) -> float:
        """The inverse document frequency of the terms taken as one; of unknown terms, that of a single passage."""
        known = self.idf.get(terms)
        if known is None:
            self._calc_idf({terms: max(self.frequency(terms), 1)})
            known = self.idf[terms]
        return known

    def best(self, terms: Iterable[tuple[Blend, float]], k: int, shown: Bools | None = None) -> tuple[Int32s, Floats]:
        """The numbers and scores of the `k` best passages, best first, equal ones by number; fewer if fewer match.

        `terms` come with their weights; `shown` says of every number below the state's limit whether it may be given.
        """
        factors = [(blend, weight * self.rarity(blend)) for blend, weight in terms]
        numbers, scores = np.empty(0, np.int32), np.empty(0)
        for scorer in self._scorers:
            part, weighted = scorer.part, scorer.weighted(factors)
            if not weighted:
                continue
            floor = float(scores[-1]) if len(scores) == k else 0.0
            mask = part.mask if shown is None else part.shown(shown)
            found, gained = best_passages(weighted, part.segment.span, k, floor, mask)
            numbers, scores = _first(k, numbers, scores, found + np.int32(part.first), gained)
        return numbers, scores

    def get_scores(self, query: Sequence[str]) -> Floats:
        """The score of every number below the state's limit, 0 where no passage is any more."""
        scores = np.zeros(self.state.limit)
        factors = [((word,), self.rarity((word,))) for word in query]
        for scorer in self._scorers:
            part = scorer.part
            own = scores[part.first : part.end]
            for term in scorer.weighted(factors):
                own[term.postings.passages] += term.scores()
            if part.mask is not None:
                own[~part.mask] = 0
        return scores

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of these numbers."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, np.int64)].tolist()
        return scores

    def get_top_n(self, query: Sequence[str], documents: Sequence[Document], n: int = 5) -> list[Document]:
        """The documents of the `n` best numbers; none that shares no term with the question."""
        numbers, _ = self.best([((word,), 1.0) for word in query], n)
        return [documents[number] for number in numbers.tolist()]


def _first(k: int, numbers: Int32s, scores: Floats, found: Int32s, gained: Floats) -> tuple[Int32s, Floats]:
    """The `k` best of what was found so far and what is found now."""
    if len(numbers):
        found, gained = np.concatenate([numbers, found]), np.concatenate([scores, gained])
    order = np.lexsort((found, -gained))[:k]
    return found[order], gained[order]
