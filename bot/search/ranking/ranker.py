"""From an analysed question to ranked passages: BM25 over words and concepts, then what stands together, and time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.domain import PassageKind, PublishedDate
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import (
    ORIGINAL_FILM,
    REASON_KIND,
    SUBJECT_FILM,
    AnalysedPassage,
    concept_term,
    has_kind,
    name_term,
)
from bot.search.language.concepts import ConceptList
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import WHOLE_YEAR
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import QueryTerm, main_topics
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights

ONE_SENTENCE: Final = 4
"""So many terms of a question are expected to stand in one sentence of the answer."""
HALF: Final = 0.5
"""A term of less weight only refines others."""
_FILMS: Final = frozenset({concept_term(SUBJECT_FILM), concept_term(ORIGINAL_FILM)})
CANDIDATES: Final = 40
"""So many of BM25's best passages are looked at sentence by sentence."""
NEWS_DAYS: Final = 200
"""So many days before the newest article's are news."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score and the grounds of it."""

    number: int
    passage: AnalysedPassage
    score: float
    """What it is sorted by."""
    relevance: float
    """The score before time."""
    coverage: float
    """How much of the question's worth its best two neighbouring sentences hold, from 0 to 1."""
    best: int
    """The number of its best sentence."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what is the same for every passage."""

    question: AnalysedQuestion
    gatherer: ProximityScorer
    topics: Sequence[Sequence[str]]
    """The index terms of each topic."""
    closeness: float
    is_of_state: bool
    latest: date
    """The day from which age counts."""


class Ranker:
    """Ranks the passages that one scope sees."""

    def __init__(
        self,
        views: CombinedView,
        concepts: ConceptList,
        weights: Weights = DEFAULT_WEIGHTS,
    ) -> None:
        self._index = views.index
        self._holdings = views
        self._concepts = concepts
        self._weights = weights

    def rank(self, question: AnalysedQuestion, terms: Sequence[QueryTerm], as_of: date) -> list[Ranked]:
        """The passages that share a term with the question and were published by `as_of`, best first."""
        worth = [term.weight * self._index.inverse_document_frequency(term.terms) for term in terms]
        is_of_state = self.asks_for_state(question)
        candidates = self._candidates(terms, as_of, also_news=is_of_state)
        latest = self._latest_day(candidates, as_of)
        gatherer = ProximityScorer(terms, worth, self._weights.neighbour)
        topics = main_topics(question, self._concepts) or question.topics
        wanted = [tuple(map(concept_term, topic)) for topic in topics]
        asked = _Asked(question, gatherer, wanted, _closeness(terms), is_of_state, latest)
        ranked = [self._ranked(number, score, asked) for number, score in candidates.items()]
        enough = self._weights.enough * max((hit.relevance for hit in ranked), default=0.0)
        ranked.sort(key=lambda hit: (hit.relevance < enough, -hit.score))
        return [*ranked[:1], *sorted(ranked[1:], key=_behind)] if is_of_state else ranked

    def _candidates(self, terms: Sequence[QueryTerm], as_of: date, *, also_news: bool) -> dict[int, float]:
        """The numbers and BM25 scores of the passages to look at: the best, and the best of the news if there are more.

        Where thousands speak of a topic, its newest state need not be among those that speak of it most.
        """
        weighted = [(term.terms, term.weight) for term in terms]
        best = self._index.best(weighted, CANDIDATES, self._holdings.published_by(as_of))
        found = dict(zip(best[0].tolist(), best[1].tolist(), strict=True))
        if also_news and len(found) >= CANDIDATES:
            news = self._index.best(weighted, CANDIDATES // 2, self._holdings.recent(as_of, NEWS_DAYS))
            found |= zip(news[0].tolist(), news[1].tolist(), strict=True)
        return found

    def _latest_day(self, numbers: Iterable[int], as_of: date) -> date:
        """The day of the newest of these passages: age counts from it, so that order does not change without news."""
        days = (self._holdings[number].article.published.last_day for number in numbers)
        return min(max((day for day in days if day), default=as_of), as_of)

    def _ranked(self, number: int, bm25: float, asked: _Asked) -> Ranked:
        passage, question = self._holdings[number], asked.question
        best, together, coverage = asked.gatherer.of(passage)
        relevance = bm25 + self._weights.together * together * asked.closeness
        relevance *= self._film_factor(question, passage, best) * self._names_factor(question, passage)
        relevance *= self._kind_factor(question, passage)
        relevance *= self._state_factor(asked, passage, best) if asked.is_of_state else 1.0
        score = relevance * self._time_factor(asked, passage, best)
        return Ranked(number, passage, score, relevance, coverage, best)

    def _names_factor(self, question: AnalysedQuestion, passage: AnalysedPassage) -> float:
        """Less for a passage that does not speak of those whom the question names."""
        if not question.names:
            return 1.0
        missing = sum(not passage.holds(name_term(name.label)) for name in question.names) / len(question.names)
        if question.names_are_alternatives:
            missing = float(missing == 1.0)
        return 1.0 - (1.0 - self._weights.other_person) * missing

    def _kind_factor(self, question: AnalysedQuestion, passage: AnalysedPassage) -> float:
        """Less for a passage that holds nothing of the kind that the question's own words ask for."""
        if not question.kinds or any(has_kind(sentence, question.kinds) for sentence in passage.sentences):
            return 1.0
        return self._weights.other_kind

    def _state_factor(self, asked: _Asked, passage: AnalysedPassage, best: int) -> float:
        """Less for what may be new without telling the state: news of another film, or that only touches the topic."""
        factor = self._weights.beside if passage.may_be_other_film else 1.0
        around = (passage.context, *(sentence.terms for sentence in passage.sentences[max(best - 1, 0) : best + 2]))
        speaks_of_all = all(any(not held.isdisjoint(topic) for held in around) for topic in asked.topics)
        return factor * (1.0 if speaks_of_all else self._weights.off_topic)

    def _film_factor(self, question: AnalysedQuestion, passage: AnalysedPassage, best: int) -> float:
        """Less for a passage about the film of 1995 when the new one is asked about, and the other way round."""
        if passage.passage.kind is PassageKind.FACTS_ELSEWHERE and not question.about_original:
            return self._weights.facts_elsewhere
        if passage.passage.kind is PassageKind.ASIDE and not self._speaks_of_film(passage):
            return self._weights.aside
        about_original = bool(passage.sentences) and passage.sentences[best].is_about_original
        if question.about_original == about_original:
            return 1.0
        return self._weights.other_film

    @staticmethod
    def _speaks_of_film(passage: AnalysedPassage) -> bool:
        return any(not _FILMS.isdisjoint(sentence.terms) for sentence in passage.sentences)

    def _time_factor(self, asked: _Asked, passage: AnalysedPassage, best: int) -> float:
        if any(time.first_day for time in asked.question.named_times):
            return self._named_time_factor(asked.question, passage)
        if not asked.is_of_state:
            return 1.0
        fresh = math.exp(-self._age_months(passage.article.published, asked.latest) / self._weights.memory_months)
        factor = self._weights.never_forgotten + (1 - self._weights.never_forgotten) * fresh
        return factor * (self._weights.overtaken if _is_overtaken(passage, best, asked.latest) else 1.0)

    def asks_for_state(self, question: AnalysedQuestion) -> bool:
        """Whether the newest statement counts: a topic changes, no time is named, and it is not about the past.

        A question of hardly more than people's or companies' names ("still warner or amazon now?") asks how things
        stand, too. What somebody said, and what became of another film, changes no more.
        """
        if question.about_original or question.about_past or question.named_times or "quote" in question.kinds:
            return False
        if any(name.kind == "work" for name in question.names):
            return False
        if question.topics:
            return any(self._concepts[topic].changes for topic in question.topic_concepts)
        others = [word for word in question.content if not word.in_phrase]
        somebody = any(name.kind in {"who", "organisation"} for name in question.names)
        return somebody and len(others) <= 1 and REASON_KIND not in question.kinds

    def _age_months(self, published: PublishedDate, latest: date) -> float:
        first, last = published.first_day, published.last_day
        if not first or not last:
            return self._weights.undated_months
        # Of a month or a year the middle counts, since nobody knows the day.
        return max((latest - first - (last - first) / 2).days / 30.4, 0.0)

    def _named_time_factor(self, question: AnalysedQuestion, passage: AnalysedPassage) -> float:
        """Whole for what speaks of the time that is named or was published in it; less the farther off."""
        factors = []
        for time in question.named_times:
            first, last = time.first_day, time.last_day
            published = passage.article.published
            if not first or not last:
                continue
            if any(sentence.years[0] <= time.year <= sentence.years[1] for sentence in passage.sentences):
                factors.append(1.0 if time.months == WHOLE_YEAR else self._weights.same_year)
            if published.first_day and published.last_day:
                off = max((first - published.last_day).days, (published.first_day - last).days, 0)
                known = self._weights.inferred_date if published.inferred else 1.0
                factors.append(max(known * math.exp(-off / 60), self._weights.outside_time))
        return max(factors, default=self._weights.outside_time)


def _behind(hit: Ranked) -> float:
    """What follows the newest state is sorted by: age counts for half, since all of it is told by its date."""
    return -math.sqrt(hit.relevance * hit.score)


def _closeness(terms: Sequence[QueryTerm]) -> float:
    """How much it means that terms stand together: the more of them there are, the less one sentence can hold."""
    return min(1.0, (ONE_SENTENCE / max(sum(term.weight >= HALF for term in terms), 1)) ** 3)


def _is_overtaken(passage: AnalysedPassage, best: int, latest: date) -> bool:
    """Whether its sentence speaks only of years that are over: before its own publication, or by the newest news."""
    sentence = passage.sentences[best] if passage.sentences else None
    return bool(sentence and sentence.years[1] and sentence.years[1] < max(passage.article.published.year, latest.year))
