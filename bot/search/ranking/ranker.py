"""From an analysed question to ranked passages: BM25 finds candidates, which are ranked by their features."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.search.index.combined import CombinedView
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.concepts import ConceptList
from bot.search.language.question import AnalysedQuestion
from bot.search.ranking import features, formula
from bot.search.ranking.features import QuestionContext
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import QueryTerm
from bot.search.ranking.weights import DEFAULT_WEIGHTS, MAX_CANDIDATES, MAX_RECENT_CANDIDATES, RECENT_DAYS, Weights
from bot.search.verbatim import VerbatimMatch, VerbatimSearch


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its score."""

    number: int
    passage: AnalysedPassage
    score: float
    """Relevance times the factor of time."""
    relevance: float
    """Score before time counts."""
    coverage: float
    """Share of the question's core terms that the best sentence and its surroundings hold, from 0 to 1."""
    best_sentence: int
    verbatim: VerbatimMatch | None = None
    """The run of words that it shares with the question, if its text was searched for one."""

    @property
    def is_place(self) -> bool:
        """Whether the question repeats its words so that it means this very place."""
        return self.verbatim is not None and self.verbatim.is_place


class Ranker:
    """Ranks the passages that one scope sees."""

    def __init__(self, passages: CombinedView, concepts: ConceptList, weights: Weights = DEFAULT_WEIGHTS) -> None:
        self._index = passages.index
        self._passages = passages
        self._concepts = concepts
        self._weights = weights
        self._verbatim = VerbatimSearch(passages)

    def rank(self, question: AnalysedQuestion, terms: Sequence[QueryTerm], as_of: date) -> list[RankedPassage]:
        """Return the best passages that share a term with the question and were published by `as_of`, best first."""
        asks_for_state = features.asks_for_state(question, self._concepts)
        candidates = self._candidates(terms, as_of, with_recent=asks_for_state)
        verbatim = self._verbatim.find(question, self._passages.published_by(as_of))
        candidates = {number: 0.0 for number, match in verbatim.items() if match.is_place} | candidates
        worths = [term.weight * self._index.inverse_document_frequency(term.terms) for term in terms]
        context = QuestionContext(
            question,
            ProximityScorer(terms, worths, self._weights.neighbour),
            features.main_term_count(terms),
            features.topic_terms(question, self._concepts),
            features.named_times(question),
            asks_for_state,
            self._newest_day(candidates, as_of),
        )
        ranked = [self._ranked(number, bm25, context, verbatim.get(number)) for number, bm25 in candidates.items()]
        # Recency must not lift a passage to the first place that hardly fits the question.
        enough = self._weights.min_relevance_share * max((each.relevance for each in ranked), default=0.0)
        ranked.sort(key=lambda each: (each.relevance < enough, -each.score))
        ordered = [*ranked[:1], *sorted(ranked[1:], key=_order_after_first)] if asks_for_state else ranked
        return sorted(ordered, key=_order_of_places)

    def _candidates(self, terms: Sequence[QueryTerm], as_of: date, *, with_recent: bool) -> dict[int, float]:
        """Return numbers and BM25 scores of the candidates: the best passages, and the best of the recent ones.

        If thousands of passages are about a topic, its newest state need not be among the best forty.
        """
        weighted = [(term.terms, term.weight) for term in terms]
        numbers, scores = self._index.best(weighted, MAX_CANDIDATES, self._passages.published_by(as_of))
        candidates = dict(zip(numbers.tolist(), scores.tolist(), strict=True))
        # With fewer candidates, every matching passage is among them already.
        if with_recent and len(candidates) >= MAX_CANDIDATES:
            recent = self._passages.recent(as_of, RECENT_DAYS)
            numbers, scores = self._index.best(weighted, MAX_RECENT_CANDIDATES, recent)
            candidates |= zip(numbers.tolist(), scores.tolist(), strict=True)
        return candidates

    def _newest_day(self, numbers: Iterable[int], as_of: date) -> date:
        """Return the last possible day of the newest of these passages, at most `as_of`."""
        days = (self._passages[number].article.published.last_day for number in numbers)
        return min(max((day for day in days if day), default=as_of), as_of)

    def _ranked(
        self, number: int, bm25: float, context: QuestionContext, verbatim: VerbatimMatch | None
    ) -> RankedPassage:
        passage = self._passages[number]
        found = features.extract(context, passage, bm25)
        relevance = formula.relevance(found, self._weights)
        score = relevance * formula.time_factor(found, self._weights)
        best = verbatim.first_sentence if verbatim and verbatim.is_place else found.best_sentence
        return RankedPassage(number, passage, score, relevance, found.coverage, best, verbatim)


def _order_of_places(ranked: RankedPassage) -> int:
    """Return a sort key: places that the question repeats stand first, those with the longest run before others."""
    return -ranked.verbatim.words if ranked.verbatim and ranked.verbatim.is_place else 0


def _order_after_first(ranked: RankedPassage) -> float:
    """Return the sort key of what follows the newest state. Age counts for half, as every excerpt shows its date."""
    return -math.sqrt(ranked.relevance * ranked.score)
