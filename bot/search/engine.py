"""From a question to its answer: analysis, index, ranking, verdict, quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from bot.domain import Answer, Article, Excerpt, Passage, Reason, ReasonCode, Span, TermRole, Verdict
from bot.search.index.collection import Collection
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import AnalysedPassage
from bot.search.language.article_analyser import ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion, QuestionAnalyser
from bot.search.quoting.explanation import explain
from bot.search.quoting.matched_words import MatchedWords
from bot.search.quoting.quote import choose_slices
from bot.search.quoting.repeats import Repeats
from bot.search.ranking.query import QueryTerm, query_terms
from bot.search.ranking.ranker import Ranked, Ranker
from bot.search.ranking.recency import mark_older
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from bot.search.suggestions import best_completions
from bot.search.verdict import probability, refusal, weigh

MAX_EXCERPTS: Final = 8
"""So many excerpts an answer has at most."""
NEAREST: Final = 3
"""So many passages are offered where there is no answer."""
_WORTH_SHOWING: Final = 0.5
"""An excerpt that has less of the best one's relevance than this, or holds less of the question, is left out."""
_AS_MUCH: Final = 0.7
"""The origin of a statement leads if it has at least this share of the relevance of the copy that was found."""
_DAYS: Final = 10
"""For so many days and languages the examples that are answered are kept."""


class SearchEngine:
    """The search over a fixed set of articles."""

    def __init__(self, views: CombinedView, data: LanguageData, weights: Weights = DEFAULT_WEIGHTS) -> None:
        """The articles of `views` must have been analysed with that very data."""
        self._holdings = views
        self._data = data
        self._weights = weights
        self._index = views.index
        self._ranker = Ranker(views, data.concepts, weights)
        self._wording = MatchedWords(data)
        self._examples: dict[tuple[str, date], tuple[str, ...]] = {}
        self._questions = QuestionAnalyser(data, self._index.__contains__, views.accented)

    @classmethod
    def from_articles(
        cls, articles: Iterable[Article], data: LanguageData, weights: Weights = DEFAULT_WEIGHTS
    ) -> SearchEngine:
        """Analyse these articles and return the search over them."""
        analyser, collection = ArticleAnalyser(data), Collection()
        collection.change({article.id: analyser.analyse(article) for article in articles})
        return cls(CombinedView([collection.view]), data, weights)

    def ranked(self, question: str, as_of: date, limit: int) -> list[Passage]:
        """The best passages in order, whether or not they answer."""
        analysed = self._questions.analyse(question, as_of)
        terms = query_terms(analysed, self._data.concepts, self._weights)
        return [hit.passage.passage for hit in self._ranker.rank(analysed, terms, as_of)[:limit]]

    def answer(self, question: str, as_of: date) -> Answer:
        """The question's verdict and excerpts, from what was published by `as_of`."""
        if not self._holdings.has_any_by(as_of):
            return Answer(question, Verdict.NONE, Reason(ReasonCode.NO_ARTICLES))
        analysed = self._questions.analyse(question, as_of)
        terms = query_terms(analysed, self._data.concepts, self._weights)
        ranked = self._ranker.rank(analysed, terms, as_of)
        grounds = weigh(analysed, ranked, self._index, self._data.concepts) if ranked else None
        likely = probability(grounds) if grounds else 0.0
        explanation = explain(analysed, terms, self._index, grounds, likely)
        language = analysed.languages[0] if len(analysed.languages) == 1 else ""
        if likely < self._weights.answer_from or analysed.is_greeting:
            nearest = self._excerpts(analysed, terms, ranked[:NEAREST])
            reason = refusal(analysed, self._index, self._data.concepts)
            return Answer(question, Verdict.NONE, reason, (), nearest, language, explanation)
        excerpts = self._excerpts(analysed, terms, _worth_showing(ranked))
        if self._ranker.asks_for_state(analysed):
            excerpts = mark_older(excerpts)
        return Answer(question, Verdict.ANSWER, Reason(ReasonCode.ANSWERED), excerpts, (), language, explanation)

    def suggest(self, typed: str, language: str, as_of: date, limit: int) -> list[str]:
        """Questions that the articles answer, those that fit what is typed first."""
        return best_completions(typed, self._answered_examples(language, as_of), limit)

    def _answered_examples(self, language: str, as_of: date) -> tuple[str, ...]:
        known = self._examples.get((language, as_of))
        if known is None:
            examples = [concept.examples.get(language, "") for concept in self._data.concepts]
            known = tuple(q for q in examples if q and self.answer(q, as_of).verdict is Verdict.ANSWER)
            if len(self._examples) >= _DAYS:
                self._examples = {}
            self._examples[language, as_of] = known
        return known

    def _excerpts(
        self, question: AnalysedQuestion, terms: Sequence[QueryTerm], ranked: Sequence[Ranked]
    ) -> tuple[Excerpt, ...]:
        """An excerpt for each ranked passage that does not repeat one before it."""
        excerpts: dict[int, Excerpt] = {}
        repeated: set[int] = set()
        quotes = [self._slices(terms, hit) for hit in ranked]
        repeats = Repeats([hit.passage for hit in ranked], quotes, self._data.calendar.months)
        for place, hit in enumerate(ranked):
            if hit.number not in repeated and len(excerpts) < MAX_EXCERPTS:
                alike = [other for other in repeats.like(place) if ranked[other].number not in repeated]
                lead = next((first for first in _origins(ranked, place, alike) if repeats.states(first, place)), place)
                same = [each for each in (place, *alike) if each != lead and repeats.states(lead, each)]
                repeated.update(ranked[each].number for each in (lead, *same))
                others = [ranked[each].number for each in same]
                excerpts[lead] = self._excerpt(question, ranked[lead], quotes[lead], others)
        return _newest_before_overtaken(excerpts, repeats)

    def _slices(self, terms: Sequence[QueryTerm], hit: Ranked) -> tuple[Span, ...]:
        """What would be quoted of the passage."""
        return choose_slices(hit.passage, hit.best, lambda sentence: self._worth(terms, hit.passage, sentence))

    def _excerpt(
        self, question: AnalysedQuestion, hit: Ranked, slices: tuple[Span, ...], same: Sequence[int]
    ) -> Excerpt:
        return Excerpt(
            hit.passage.passage,
            slices,
            round(hit.score, 4),
            self._wording.matched(question, hit.passage, slices),
            also_in=tuple(dict.fromkeys(sorted((self._holdings[n].article for n in same), key=_day_of))),
        )

    def _worth(self, terms: Sequence[QueryTerm], passage: AnalysedPassage, sentence: int) -> float:
        held = passage.sentences[sentence].terms
        return sum(
            term.weight * self._index.inverse_document_frequency(term.terms)
            for term in terms
            if term.role is not TermRole.NEAR and not held.isdisjoint(term.terms)
        )


def _newest_before_overtaken(excerpts: Mapping[int, Excerpt], repeats: Repeats) -> tuple[Excerpt, ...]:
    """The excerpts in their order, but what says otherwise what an older one says stands before it."""
    left = list(excerpts)
    ordered: list[Excerpt] = []
    while left:
        first = left[0]
        newer = [place for place in left if repeats.overtakes(place, first)]
        first = max(newer, key=lambda place: _first_day_of(excerpts[place].article), default=first)
        left.remove(first)
        is_overtaken = any(repeats.overtakes(place, first) for place in excerpts if place != first)
        ordered.append(replace(excerpts[first], older=is_overtaken))
    return tuple(ordered)


def _first_day_of(article: Article) -> date:
    return article.published.first_day or date.min


def _origins(ranked: Sequence[Ranked], place: int, alike: Sequence[int]) -> list[int]:
    """Of passages in nearly the same words those that may have said it first, oldest first; undated ones never do."""
    as_much = (each for each in (place, *alike) if ranked[each].relevance >= _AS_MUCH * ranked[place].relevance)
    dated = [each for each in as_much if ranked[each].passage.article.published.is_known]
    return sorted(dated, key=lambda each: (_day_of(ranked[each].passage.article), ranked[each].number))


def _day_of(article: Article) -> date:
    return article.published.last_day or date.max


def _worth_showing(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The first, and what is about as relevant as the most relevant, old news included."""
    relevance = _WORTH_SHOWING * max((hit.relevance for hit in ranked), default=0.0)
    coverage = _WORTH_SHOWING * max((hit.coverage for hit in ranked), default=0.0)
    return [*ranked[:1], *(hit for hit in ranked[1:] if hit.relevance >= relevance and hit.coverage >= coverage)]
