"""From ranked passages to excerpts: what is quoted, which copies are named beside it, and what is marked as older."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from bot.domain import Article, Excerpt, Span, TermRole
from bot.search.index import PassageIndex
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion
from bot.search.language.sentence_subjects import quote_subject
from bot.search.quoting.headings import with_heading
from bot.search.quoting.matched_words import MatchedWords, WantedWords
from bot.search.quoting.near_duplicates import NearDuplicates
from bot.search.quoting.quote import Coverage, choose_slices, sentence_slices
from bot.search.ranking.query import QueryTerm, asked_kinds
from bot.search.ranking.ranker import RankedPassage
from bot.search.ranking.weights import MIN_ORIGIN_SHARE, MIN_SHOWN_SHARE, SAME_NEWS_DAYS

MAX_EXCERPTS: Final = 8
"""Maximum number of excerpts in an answer."""


class ExcerptBuilder:
    """Makes excerpts of the passages that one scope sees."""

    def __init__(self, passages: CombinedView, data: LanguageData) -> None:
        self._passages = passages
        self._index = passages.index
        self._concepts = data.concepts
        self._months = frozenset(data.calendar.months)
        self._matched_words = MatchedWords(data)

    def build(
        self,
        question: AnalysedQuestion,
        terms: Sequence[QueryTerm],
        ranked: Sequence[RankedPassage],
        limit: int = MAX_EXCERPTS,
    ) -> tuple[Excerpt, ...]:
        """Return an excerpt for each ranked passage that does not repeat one before it, at most `limit`.

        If several articles contain the same statement, the first of them is quoted and the others are named. An
        excerpt with a newer version of a statement comes before the older one.
        """
        excerpts: dict[int, Excerpt] = {}
        repeated: set[int] = set()
        coverage, kinds = _QuestionCoverage(terms, self._index), asked_kinds(question, self._concepts)
        wanted = WantedWords.of(question)

        # Hardly half of the passages are quoted or compared.
        @cache
        def quote(place: int) -> tuple[Span, ...]:
            return _slices(ranked[place], coverage, kinds)

        duplicates = NearDuplicates([each.passage for each in ranked], quote, self._months)
        for place, each in enumerate(ranked):
            # Already quoted, or named beside a quote.
            if each.number in repeated or len(excerpts) >= limit:
                continue
            similar = [other for other in duplicates.similar(place) if ranked[other].number not in repeated]
            origins = _possible_origins(ranked, place, similar) if similar else ()
            lead = next((origin for origin in origins if duplicates.is_copy(origin, place)), place)
            copies = [other for other in (place, *similar) if other != lead and duplicates.is_copy(lead, other)]
            repeated.update(ranked[other].number for other in (lead, *copies))
            copy_numbers = [ranked[other].number for other in copies]
            excerpts[lead] = self._excerpt(wanted, ranked[lead], quote(lead), copy_numbers)
        return _newest_before_superseded(excerpts, duplicates)

    def _excerpt(
        self, wanted: WantedWords, ranked: RankedPassage, slices: tuple[Span, ...], copies: Sequence[int]
    ) -> Excerpt:
        articles = sorted((self._passages[number].article for number in copies), key=_last_day)
        passage, quoted = with_heading(ranked.passage, slices)
        return Excerpt(
            passage,
            quoted,
            round(ranked.score, 4),
            self._matched_words.find(wanted, ranked.passage, slices),
            also_in=tuple(dict.fromkeys(articles)),
            about=quote_subject(ranked.passage, slices, ranked.best_sentence),
        )


class _QuestionCoverage:
    """How much of a question sentences hold, by the weights of its terms times their idf."""

    def __init__(self, terms: Sequence[QueryTerm], index: PassageIndex) -> None:
        # A near concept stands for its topic. On its own it would fill the quote with other topics.
        counted = [term for term in terms if term.role is not TermRole.NEAR]
        self._terms = [frozenset((*term.terms, *term.substitutes)) for term in counted]
        self._weights = [term.weight * index.inverse_document_frequency(term.terms) for term in counted]
        self._total = sum(self._weights) or 1.0

    def of(self, passage: AnalysedPassage) -> Coverage:
        """Return a function from sentences of the passage to the share of the question that they hold, from 0 to 1."""
        held: dict[int, frozenset[int]] = {}

        def share(sentences: Collection[int]) -> float:
            if not self._weights:
                return 1.0
            for sentence in sentences:
                if sentence not in held:
                    held[sentence] = self._held(passage.sentences[sentence])
            numbers = frozenset[int]().union(*(held[sentence] for sentence in sentences))
            return sum(self._weights[number] for number in numbers) / self._total

        return share

    def _held(self, sentence: AnalysedSentence) -> frozenset[int]:
        """Return the numbers of the terms that a sentence holds."""
        return frozenset(number for number, term in enumerate(self._terms) if not term.isdisjoint(sentence.terms))


def _slices(ranked: RankedPassage, coverage: _QuestionCoverage, kinds: Collection[str]) -> tuple[Span, ...]:
    """Return the spans that would be quoted of the passage. `kinds` are the kinds of answer that are asked for."""
    if ranked.verbatim and ranked.verbatim.is_known_item:
        return sentence_slices(ranked.passage, ranked.verbatim.first_sentence, ranked.verbatim.last_sentence)
    return choose_slices(ranked.passage, ranked.best_sentence, coverage.of(ranked.passage), kinds)


def relevant_passages(ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
    """Return the first passage, and those nearly as relevant as the most relevant one. Old news is included."""
    relevance = MIN_SHOWN_SHARE * max((each.relevance for each in ranked), default=0.0)
    return [*ranked[:1], *(each for each in ranked[1:] if each.relevance >= relevance)]


def newest_first(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """Return the excerpts from the newest to the oldest, undated ones last."""
    return tuple(sorted(excerpts, key=lambda each: _first_day(each.article), reverse=True))


IsSameMatter = Callable[[int, int], bool]
"""Returns whether the excerpts at two places state the same matter."""


def mark_older(excerpts: Sequence[Excerpt], is_same_matter: IsSameMatter) -> tuple[Excerpt, ...]:
    """Mark the excerpts that come after a much newer one on the same film and matter. The first is never marked.

    A statement is as new as the newest article that holds it. Undated ones are not marked.
    """
    marked = list[Excerpt]()
    for place, each in enumerate(excerpts):
        newer = (
            newest_day(other)
            for before, other in enumerate(excerpts[:place])
            if other.about == each.about and is_same_matter(place, before)
        )
        marked.append(replace(each, older=True) if is_old_news(each, max(newer, default=date.min)) else each)
    return tuple(marked)


def newest_day(excerpt: Excerpt) -> date:
    """Return the day of the newest article that holds an excerpt's statement."""
    return max(map(_first_day, (excerpt.article, *excerpt.also_in)))


def is_old_news(excerpt: Excerpt, newest: date) -> bool:
    """Return whether every article of the excerpt was published SAME_NEWS_DAYS before `newest`."""
    days = [article.published.last_day for article in (excerpt.article, *excerpt.also_in)]
    last = max((day for day in days if day), default=None)
    return last is not None and (newest - last).days > SAME_NEWS_DAYS


def _possible_origins(ranked: Sequence[RankedPassage], place: int, similar: Sequence[int]) -> list[int]:
    """Return the places of those similar passages that may be the origin of a statement, oldest first.

    An undated article is never the origin, and neither is a passage that is much less relevant than the found one.
    """
    enough = MIN_ORIGIN_SHARE * ranked[place].relevance
    relevant = (each for each in (place, *similar) if ranked[each].relevance >= enough)
    dated = [each for each in relevant if ranked[each].passage.article.published.is_known]
    return sorted(dated, key=lambda each: (_last_day(ranked[each].passage.article), ranked[each].number))


def _newest_before_superseded(excerpts: Mapping[int, Excerpt], duplicates: NearDuplicates) -> tuple[Excerpt, ...]:
    """Return the excerpts in their order, except that a superseded one comes after all that supersede it.

    So the first one is never superseded.
    """
    superseding = duplicates.superseding(excerpts)
    remaining = list(excerpts)
    ordered: list[Excerpt] = []
    while remaining:
        first = remaining[0]
        # A superseding statement is newer, so this ends.
        while newer := [place for place in superseding[first] if place in remaining]:
            first = max(newer, key=lambda place: _first_day(excerpts[place].article))
        remaining.remove(first)
        ordered.append(replace(excerpts[first], older=True) if superseding[first] else excerpts[first])
    return tuple(ordered)


def _first_day(article: Article) -> date:
    return article.published.first_day or date.min


def _last_day(article: Article) -> date:
    return article.published.last_day or date.max
