"""BM25 over an index state: the parameters and the idf of rank-bm25, and scores without a visit to every passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import numpy as np
from rank_bm25 import BM25Plus

from bot.search.arrays import Int32s
from bot.search.index.postings import Bools, Floats, Postings
from bot.search.index.segment_builder import TermCounts
from bot.search.index.state import IndexState, LiveSegment
from bot.search.index.traversal import ScoredTerm, Wanted, best_passages

MAX_CACHED_FREQUENCIES: Final = 16_384
"""Maximum number of cached document frequencies. Questions repeat words, but can bring any number of new ones."""
_MAX_CACHED_TERMS: Final = 4_096
"""Maximum number of cached terms of one segment."""

SynonymGroup = tuple[str, ...]
"""Terms that count as one. A passage holds the group as often as its most frequent term."""
Document = TypeVar("Document")


class PassageIndex(BM25Plus):  # type: ignore[misc]
    """BM25Plus (Lv and Zhai 2011) with the parameters and idf of rank-bm25, over an immutable index state.

    BM25Plus adds its `delta` even for absent terms, which changes no order. It is left out here, so that a passage
    without any term of the question scores exactly 0.
    """

    def __init__(self, state: IndexState) -> None:
        # Caches are plain dicts that are replaced when they are full: several threads may use an index without a lock.
        self.idf: dict[SynonymGroup, float] = {}
        self._frequencies: dict[SynonymGroup, int] = {}
        super().__init__(state)
        # The largest segment first: it most likely holds the best passages, which raises the threshold for the others.
        by_size = sorted(state.segments, key=lambda each: -each.segment.span)
        self._scorers = [_SegmentScorer(each, self.k1, self.b, self.avgdl) for each in by_size]

    @classmethod
    def from_passages(cls, passages: Iterable[TermCounts]) -> PassageIndex:
        """Return the index of these passages, numbered in their order."""
        return cls(IndexState.from_passages(passages))

    def _initialize(self, corpus: IndexState) -> dict[str, int]:
        """Take the statistics. rank-bm25 calls this hook and computes an idf for each term that it returns: none."""
        self.state = corpus
        self.corpus_size = corpus.count
        self.avgdl = corpus.length / max(corpus.count, 1)
        return {}

    def __contains__(self, term: str) -> bool:
        return self.document_frequency((term,)) > 0

    def document_frequency(self, terms: SynonymGroup) -> int:
        """Return the number of passages that hold at least one of the terms."""
        frequency = self._frequencies.get(terms)
        if frequency is None:
            if len(self._frequencies) >= MAX_CACHED_FREQUENCIES:
                self._frequencies, self.idf = {}, {}
            frequency = self._frequencies[terms] = self.state.document_frequency(terms)
        return frequency

    def inverse_document_frequency(self, terms: SynonymGroup) -> float:
        """Return the idf of the terms taken as one. An unknown term has that of a term in one passage."""
        idf = self.idf.get(terms)
        if idf is None:
            self._calc_idf({terms: max(self.document_frequency(terms), 1)})
            idf = self.idf[terms]
        return idf

    def best(
        self, terms: Iterable[tuple[SynonymGroup, float]], k: int, mask: Bools | None = None
    ) -> tuple[Int32s, Floats]:
        """Return numbers and scores of the `k` best passages, best first, ties by number.

        Each term comes with its weight. `mask` has an entry for every number below the state's limit, and hides the
        passages for which it is False. The result is shorter if fewer passages match.
        """
        (found,) = self.best_of_each(terms, [Wanted(k, mask)])
        return found

    def best_of_each(
        self, terms: Iterable[tuple[SynonymGroup, float]], every_wanted: Sequence[Wanted]
    ) -> list[tuple[Int32s, Floats]]:
        """Return what `best` returns, for several numbers of passages and masks at once.

        This takes less time than one after the other.
        """
        factors = [(group, weight * self.inverse_document_frequency(group)) for group, weight in terms]
        results = [(np.empty(0, np.int32), np.empty(0)) for _ in every_wanted]
        for scorer in self._scorers:
            live, scored_terms = scorer.live, scorer.scored_terms(factors)
            if not scored_terms:
                continue
            own = [_within(live, *each) for each in zip(every_wanted, results, strict=True)]
            found = best_passages(scored_terms, own)
            results = [
                _merge_best(wanted.k, *result, numbers + np.int32(live.base), scores)
                for wanted, result, (numbers, scores) in zip(every_wanted, results, found, strict=True)
            ]
        return results

    def get_scores(self, query: Sequence[str]) -> Floats:
        """Return the score of every number below the state's limit. Removed passages score 0."""
        scores = np.zeros(self.state.limit)
        factors = [((word,), self.inverse_document_frequency((word,))) for word in query]
        for scorer in self._scorers:
            live = scorer.live
            own = scores[live.base : live.end]
            for term in scorer.scored_terms(factors):
                own[term.postings.passages] += term.scores()
            if live.mask is not None:
                own[~live.mask] = 0
        return scores

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """Return the scores of these numbers."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, np.int64)].tolist()
        return scores

    def get_top_n(self, query: Sequence[str], documents: Sequence[Document], n: int = 5) -> list[Document]:
        """Return the documents of the `n` best numbers. Unlike rank-bm25, it never returns one without a match."""
        numbers, _ = self.best([((word,), 1.0) for word in query], n)
        return [documents[number] for number in numbers.tolist()]


class _SegmentScorer:
    """Looks up terms in one segment and caches them with their top impacts."""

    def __init__(self, live: LiveSegment, k1: float, b: float, average_length: float) -> None:
        self.live = live
        self._impacts = live.segment.table.impacts(k1, b, average_length)
        self._cache: dict[SynonymGroup, tuple[Postings, Floats]] = {}

    def scored_terms(self, factors: Iterable[tuple[SynonymGroup, float]]) -> list[ScoredTerm]:
        """Return the terms that occur in the segment. Each comes with its weight times its idf."""
        found = []
        for terms, factor in factors:
            postings, top_impacts = self._cache.get(terms) or self._look_up(terms)
            if len(postings.passages):
                found.append(ScoredTerm(postings, factor, self._impacts, top_impacts))
        return found

    def _look_up(self, terms: SynonymGroup) -> tuple[Postings, Floats]:
        postings = self.live.segment.postings(terms)
        codes = postings.codes if postings.top is None else postings.codes[postings.top]
        if len(self._cache) >= _MAX_CACHED_TERMS:
            self._cache = {}
        entry = self._cache[terms] = postings, np.sort(self._impacts[codes])
        return entry


def _within(live: LiveSegment, wanted: Wanted, result: tuple[Int32s, Floats]) -> Wanted:
    """Return which passages of a segment are wanted, given the best ones of other segments."""
    _, scores = result
    threshold = max(wanted.threshold, float(scores[-1]) if len(scores) == wanted.k else 0.0)
    return Wanted(wanted.k, live.mask if wanted.mask is None else live.restrict(wanted.mask), threshold)


def _merge_best(k: int, numbers: Int32s, scores: Floats, found: Int32s, found_scores: Floats) -> tuple[Int32s, Floats]:
    """Return the `k` best of two results, best first, ties by number."""
    if len(numbers):
        found, found_scores = np.concatenate([numbers, found]), np.concatenate([scores, found_scores])
    order = np.lexsort((found, -found_scores))[:k]
    return found[order], found_scores[order]
