"""The BM25 structure: rank-bm25's model over postings: a question visits only the passages that share a term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from rank_bm25 import BM25Plus

Scores = npt.NDArray[np.float64]


class PassageIndex(BM25Plus):  # type: ignore[misc]
    """BM25Plus (Lv and Zhai 2011, with rank-bm25's parameters and idf) whose term frequencies stand in postings.

    A document is a bag of terms. `delta`, which BM25Plus gives to absent terms too, moves no rank: it is left out
    here, so that a passage without any term of the question scores exactly 0.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._postings: dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]] = {}
        self._weights: dict[str, Scores] = {}
        if documents:
            super().__init__(documents)
            self._prepare(documents)
        else:  # rank-bm25 divides by the number of documents
            self.idf: dict[str, float] = {}
            self.corpus_size = 0

    def _prepare(self, documents: Sequence[Sequence[str]]) -> None:
        lengths = np.array([len(document) for document in documents], dtype=np.float64)
        norm = self.k1 * (1 - self.b + self.b * lengths / max(self.avgdl, 1e-9))
        where: dict[str, list[int]] = {}
        often: dict[str, list[int]] = {}
        for number, frequencies in enumerate(self.doc_freqs):
            for term, count in frequencies.items():
                where.setdefault(term, []).append(number)
                often.setdefault(term, []).append(count)
        for term, numbers in where.items():
            documents_of = np.array(numbers, dtype=np.int32)
            counts = np.array(often[term], dtype=np.float64)
            gain = counts * (self.k1 + 1) / (norm[documents_of] + counts)
            self._postings[term] = documents_of, gain
        self.doc_freqs: list[dict[str, int]] = []  # rank-bm25's own dictionaries are not needed any more

    def __contains__(self, term: object) -> bool:
        return term in self._postings

    @property
    def vocabulary(self) -> Mapping[str, float]:
        """Every term with its inverse document frequency."""
        return self.idf

    def rarity(self, terms: Sequence[str]) -> float:
        """The inverse document frequency of the terms taken as one; of unknown terms, that of a single passage."""
        return float(np.log((self.corpus_size + 1) / max(len(self.passages_with(terms)), 1)))

    def passages_with(self, terms: Sequence[str]) -> npt.NDArray[np.int32]:
        """The numbers of the passages that hold one of the terms, ascending."""
        known = [self._postings[term][0] for term in dict.fromkeys(terms) if term in self._postings]
        if not known:
            return np.empty(0, dtype=np.int32)
        return known[0] if len(known) == 1 else np.unique(np.concatenate(known))

    def add_scores(self, into: Scores, terms: Sequence[str], weight: float) -> None:
        """Add to `into` (one number a passage) the weighted score of the terms, which count as one term."""
        known = [self._postings[term] for term in dict.fromkeys(terms) if term in self._postings]
        if not known:
            return
        idf = self.rarity(terms)
        if len(known) == 1:
            numbers, gains = known[0]
            into[numbers] += weight * idf * gains
            return
        best = np.zeros_like(into)
        for numbers, gains in known:
            best[numbers] = np.maximum(best[numbers], gains)
        into += weight * idf * best


def bag(terms: Counter[str]) -> list[str]:
    """The terms as a document of the index, each as often as it counts."""
    return list(terms.elements())
