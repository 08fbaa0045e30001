"""Features of a passage for a question that its words, names, times and article tell.

Each feature has a function of its own, and `extract` collects them. `candidates` adds what meanings and scores tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from bot.domain import About, PassageKind, PublishedDate
from bot.search.language.analysis import (
    ORIGINAL_FILM,
    SUBJECT_FILM,
    AnalysedPassage,
    AnalysedSentence,
    concept_term,
    has_kind,
    name_term,
)
from bot.search.language.concepts import ConceptList
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import WHOLE_YEAR, TimeMention
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import main_topics
from bot.search.ranking.weights import NAMED_TIME_DECAY_DAYS

_FILM_TERMS: Final = frozenset({concept_term(SUBJECT_FILM), concept_term(ORIGINAL_FILM)})
_MAX_PLACE: Final = 10
"""Place in the article, in paragraphs, from which on it no longer counts."""


@dataclass(frozen=True, slots=True)
class QuestionContext:
    """Everything that the features of all passages for one question share."""

    question: AnalysedQuestion
    meaning: QuestionMeaning
    proximity: ProximityScorer
    topics: Sequence[Sequence[str]]
    """Index terms of each topic."""
    kinds: Sequence[str]
    """Kinds of answer that its words or its topics ask for."""
    named_times: Sequence[TimeMention]
    """Times with a year that the question names."""
    newest_day: date
    """Day of the newest candidate. Ages count from it, so that the order does not change while there is no news."""


class Features(NamedTuple):
    """What the words, names, times and the article tell of one passage for one question.

    This is a named tuple, as dozens are made for each question: a frozen dataclass takes three times as long.
    """

    names_missing: float
    kind_missing: bool
    kind_missing_beside: bool
    topic_missing: bool
    facts_elsewhere: bool
    aside: bool
    other_subject: bool
    off_topic: bool
    may_be_other_film: bool
    outdated: bool
    named_year: bool
    year_of_named_month: bool
    near_named_time: float
    place: float
    length: float
    foreign_language: bool


def extract(context: QuestionContext, passage: AnalysedPassage, best: int) -> Features:
    """Return the features of a passage whose best sentence has the number `best`."""
    question = context.question
    return Features(
        names_missing=names_missing(question, passage),
        kind_missing=kind_missing(context.kinds, passage.sentences),
        kind_missing_beside=kind_missing(context.kinds, passage.sentences[best : best + 2]),
        topic_missing=topic_missing(context.topics, passage, best),
        facts_elsewhere=is_facts_elsewhere(question, passage),
        aside=is_aside(passage),
        other_subject=has_other_subject(question, passage, best),
        off_topic=passage.is_off_topic,
        may_be_other_film=passage.may_be_other_film,
        outdated=is_outdated(passage, best, context.newest_day),
        named_year=speaks_of_named_year(context.named_times, passage),
        year_of_named_month=speaks_of_year_of_named_month(context.named_times, passage),
        near_named_time=nearness_to_named_time(context.named_times, passage.article.published),
        place=min(passage.passage.number, _MAX_PLACE) / _MAX_PLACE,
        length=math.log1p(len(passage.passage.text)),
        foreign_language=passage.article.language not in question.languages,
    )


def topic_terms(question: AnalysedQuestion, concepts: ConceptList) -> list[tuple[str, ...]]:
    """Return the index terms of each main topic, or of each modifier if there is no main topic."""
    topics = main_topics(question, concepts) or question.topics
    return [tuple(map(concept_term, topic)) for topic in topics]


def named_times(question: AnalysedQuestion) -> tuple[TimeMention, ...]:
    """Return the times that the question names, if they have a year."""
    return tuple(time for time in question.named_times if time.year)


def names_missing(question: AnalysedQuestion, passage: AnalysedPassage) -> float:
    """Return the share of the question's names that the passage lacks, from 0 to 1. One of alternatives is enough."""
    if not question.names:
        return 0.0
    missing = sum(not passage.holds(name_term(name.label)) for name in question.names) / len(question.names)
    return float(missing == 1.0) if question.names_are_alternatives else missing


def kind_missing(kinds: Sequence[str], sentences: Sequence[AnalysedSentence]) -> bool:
    """Return whether kinds of answer are asked for, and the sentences hold nothing of them."""
    return bool(kinds) and not any(has_kind(sentence, kinds) for sentence in sentences)


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


def has_other_subject(question: AnalysedQuestion, passage: AnalysedPassage, best: int) -> bool:
    """Return whether the best sentence is not about the film that the question is about."""
    film = About.ORIGINAL if question.about_original else About.HEAT_2
    return bool(passage.sentences) and passage.sentences[best].about is not film


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


def nearness_to_named_time(named_times: Sequence[TimeMention], published: PublishedDate) -> float:
    """Return how near the publication is to a named time: 1 inside it, less with each day, 0 if either is unknown."""
    if not published.first_day or not published.last_day:
        return 0.0
    days = (
        max((first - published.last_day).days, (published.first_day - last).days, 0)
        for time in named_times
        if (first := time.first_day) and (last := time.last_day)
    )
    nearest = min(days, default=None)
    return 0.0 if nearest is None else math.exp(-nearest / NAMED_TIME_DECAY_DAYS)


def _speaks_of_year(passage: AnalysedPassage, year: int) -> bool:
    return any(sentence.years[0] <= year <= sentence.years[1] for sentence in passage.sentences)
