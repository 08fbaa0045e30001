"""Features of a passage for a question: what the ranking knows, without any weight.

`formula` combines the features to a score. Each feature has a function of its own, and `extract` collects them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from bot.domain import PassageKind, PublishedDate
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
from bot.search.language.times import WHOLE_YEAR, TimeMention
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import QueryTerm, main_topics
from bot.search.ranking.weights import MIN_MAIN_WEIGHT

_FILM_TERMS: Final = frozenset({concept_term(SUBJECT_FILM), concept_term(ORIGINAL_FILM)})
_DAYS_PER_MONTH: Final = 30.4


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """Everything that the features of all passages for one question share."""

    question: AnalysedQuestion
    proximity: ProximityScorer
    main_terms: int
    """Number of terms in the question that do not only refine others."""
    topics: Sequence[Sequence[str]]
    """Index terms of each topic."""
    named_times: Sequence[TimeMention]
    """Times with a year that the question names."""
    asks_for_state: bool
    newest_day: date
    """Day of the newest candidate. Ages count from it, so that the order does not change while there is no news."""


class Features(NamedTuple):
    """Features of one passage for one question.

    This is a named tuple, as dozens are made for each question: a frozen dataclass takes three times as long.
    """

    # Features of the question, equal for all passages.
    main_terms: int
    asks_for_state: bool
    names_a_time: bool

    bm25: float
    """BM25 score of the passage."""
    proximity: float
    """Worth of the terms in the best sentence and beside it, in units of idf."""
    coverage: float
    """Share of the core terms in the best sentence and its surroundings, from 0 to 1."""
    best_sentence: int
    """Number of the best sentence. This is no quantity, but tells where the other features were taken."""
    names_missing: float
    kind_missing: bool
    topic_missing: bool
    is_facts_elsewhere: bool
    is_aside: bool
    is_other_film: bool
    may_be_other_film: bool
    age_months: float | None
    is_outdated: bool
    speaks_of_named_year: bool
    speaks_of_year_of_named_month: bool
    days_from_named_time: int | None
    date_is_inferred: bool


def extract(context: QuestionContext, passage: AnalysedPassage, bm25: float) -> Features:
    """Return the features of a passage with this BM25 score."""
    question = context.question
    best, proximity, coverage = context.proximity.score(passage)
    return Features(
        main_terms=context.main_terms,
        asks_for_state=context.asks_for_state,
        names_a_time=bool(context.named_times),
        bm25=bm25,
        proximity=proximity,
        coverage=coverage,
        best_sentence=best,
        names_missing=names_missing(question, passage),
        kind_missing=kind_missing(question, passage),
        topic_missing=topic_missing(context.topics, passage, best),
        is_facts_elsewhere=is_facts_elsewhere(question, passage),
        is_aside=is_aside(passage),
        is_other_film=is_other_film(question, passage, best),
        may_be_other_film=passage.may_be_other_film,
        age_months=age_months(passage.article.published, context.newest_day),
        is_outdated=is_outdated(passage, best, context.newest_day),
        speaks_of_named_year=speaks_of_named_year(context.named_times, passage),
        speaks_of_year_of_named_month=speaks_of_year_of_named_month(context.named_times, passage),
        days_from_named_time=days_from_named_time(context.named_times, passage.article.published),
        date_is_inferred=passage.article.published.inferred,
    )


def main_term_count(terms: Sequence[QueryTerm]) -> int:
    """Return the number of terms that do not only refine others."""
    return sum(term.weight >= MIN_MAIN_WEIGHT for term in terms)


def topic_terms(question: AnalysedQuestion, concepts: ConceptList) -> list[tuple[str, ...]]:
    """Return the index terms of each main topic, or of each modifier if there is no main topic."""
    topics = main_topics(question, concepts) or question.topics
    return [tuple(map(concept_term, topic)) for topic in topics]


def named_times(question: AnalysedQuestion) -> tuple[TimeMention, ...]:
    """Return the times that the question names, if they have a year."""
    return tuple(time for time in question.named_times if time.year)


def asks_for_state(question: AnalysedQuestion, concepts: ConceptList) -> bool:
    """Return whether the newest statement answers best: the topic changes, and the question names no other time.

    This includes questions of hardly more than names of people or companies ("still warner or amazon now?"). It
    excludes the past, what somebody said, and other films: these change no more.
    """
    if question.about_original or question.about_past or question.named_times or "quote" in question.kinds:
        return False
    if any(name.kind in {"work", "award"} for name in question.names):
        return False
    if question.topics:
        return any(concepts[topic].changes for topic in question.topic_concepts)
    other_words = [word for word in question.content if not word.in_phrase]
    has_name = any(name.kind in {"who", "organisation"} for name in question.names)
    return has_name and len(other_words) <= 1 and REASON_KIND not in question.kinds


def names_missing(question: AnalysedQuestion, passage: AnalysedPassage) -> float:
    """Return the share of the question's names that the passage lacks, from 0 to 1. One of alternatives is enough."""
    if not question.names:
        return 0.0
    missing = sum(not passage.holds(name_term(name.label)) for name in question.names) / len(question.names)
    return float(missing == 1.0) if question.names_are_alternatives else missing


def kind_missing(question: AnalysedQuestion, passage: AnalysedPassage) -> bool:
    """Return whether the question's words ask for a kind of answer, and the passage holds nothing of it."""
    return bool(question.kinds) and not any(has_kind(sentence, question.kinds) for sentence in passage.sentences)


def topic_missing(topics: Sequence[Sequence[str]], passage: AnalysedPassage, best: int) -> bool:
    """Return whether the best sentence, its neighbours, heading and title together lack one of the topics."""
    neighbours = passage.sentences[max(best - 1, 0) : best + 2]
    around = (passage.context, *(sentence.terms for sentence in neighbours))
    return not all(any(not terms.isdisjoint(topic) for terms in around) for topic in topics)


def is_facts_elsewhere(question: AnalysedQuestion, passage: AnalysedPassage) -> bool:
    """Return whether the passage is a box of facts about another film, and the question is about the new one."""
    return passage.passage.kind is PassageKind.FACTS_ELSEWHERE and not question.about_original


def is_aside(passage: AnalysedPassage) -> bool:
    """Return whether the passage is news in brief that names neither film."""
    if passage.passage.kind is not PassageKind.ASIDE:
        return False
    return all(_FILM_TERMS.isdisjoint(sentence.terms) for sentence in passage.sentences)


def is_other_film(question: AnalysedQuestion, passage: AnalysedPassage, best: int) -> bool:
    """Return whether the best sentence is about the film of 1995 and the question about the new one, or vice versa."""
    is_about_original = bool(passage.sentences) and passage.sentences[best].is_about_original
    return question.about_original != is_about_original


def age_months(published: PublishedDate, newest_day: date) -> float | None:
    """Return the months from the publication to the newest day, 0 or more. None if the article is undated.

    A month or a year counts as its middle, since nobody knows the day.
    """
    first, last = published.first_day, published.last_day
    if not first or not last:
        return None
    return max((newest_day - first - (last - first) / 2).days / _DAYS_PER_MONTH, 0.0)


def is_outdated(passage: AnalysedPassage, best: int, newest_day: date) -> bool:
    """Return whether the best sentence speaks only of years that are over.

    A year is over if it is before the year of the article, or before that of the newest day.
    """
    sentence = passage.sentences[best] if passage.sentences else None
    this_year = max(passage.article.published.year, newest_day.year)
    return bool(sentence and sentence.years[1] and sentence.years[1] < this_year)


def speaks_of_named_year(named_times: Sequence[TimeMention], passage: AnalysedPassage) -> bool:
    """Return whether the question names a whole year, and a sentence speaks of it."""
    return any(time.months == WHOLE_YEAR and _speaks_of_year(passage, time.year) for time in named_times)


def speaks_of_year_of_named_month(named_times: Sequence[TimeMention], passage: AnalysedPassage) -> bool:
    """Return whether the question names a month or a season, and a sentence speaks of its year."""
    return any(time.months != WHOLE_YEAR and _speaks_of_year(passage, time.year) for time in named_times)


def days_from_named_time(named_times: Sequence[TimeMention], published: PublishedDate) -> int | None:
    """Return the days between the publication and the nearest named time, 0 inside it. None if either is unknown."""
    if not published.first_day or not published.last_day:
        return None
    days = (
        max((first - published.last_day).days, (published.first_day - last).days, 0)
        for time in named_times
        if (first := time.first_day) and (last := time.last_day)
    )
    return min(days, default=None)


def _speaks_of_year(passage: AnalysedPassage, year: int) -> bool:
    return any(sentence.years[0] <= year <= sentence.years[1] for sentence in passage.sentences)
