"""Features of passages for a question: of their words, names, times and articles.

Each feature has a function of its own, which returns its values for all passages of a batch. `lexical_features`
collects them; `relevance_features` adds those of meanings and scores. Where a function takes `best`, these are the
places of the best sentences of the passages among all sentences of the batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.domain import About
from bot.search.index.postings import Bools
from bot.search.language.analysis import concept_term, country_term, kind_term, name_term
from bot.search.language.concepts import ConceptList
from bot.search.language.passage_rows import SUBJECT_CODES
from bot.search.language.question import AnalysedQuestion
from bot.search.language.times import WHOLE_YEAR, TimeMention
from bot.search.meaning.intent_names import original_intents
from bot.search.meaning.query_expansion import ExpandedQuery
from bot.search.meaning.word_vectors import Vectors, WordVectors
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.passage_batch import Numbers, PassageBatch
from bot.search.ranking.proximity import ProximityScorer
from bot.search.ranking.query import main_topics
from bot.search.ranking.weights import NAMED_TIME_DECAY_DAYS

_MAX_PLACE: Final = 10
"""Maximum place in the article, in paragraphs: later places count the same."""


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
    homes: Mapping[str, str]
    """The main country of each language."""
    words: WordVectors
    """The table of word vectors."""
    expanded: ExpandedQuery
    """The words that an answer is expected to hold."""
    newest_day: date
    """Day of the newest candidate. Ages count from it, so that the order does not change while there is no news."""

    @property
    def asks_original(self) -> float:
        """Probability that the question is about the original."""
        return 1.0 if self.question.about_original else min(self.meaning.share_of(original_intents()), 1.0)


def lexical_features(context: QuestionContext, batch: PassageBatch, best: Numbers) -> dict[str, npt.NDArray[Any]]:
    """Return the values of each feature of the passages by its name."""
    question, times = context.question, context.named_times
    return {
        "names_missing": names_missing(question, batch),
        "kind_missing": kind_missing(context.kinds, batch),
        "kind_missing_beside": kind_missing_beside(context.kinds, batch, best),
        "topic_missing": topic_missing(context.topics, batch, best),
        "facts_elsewhere": facts_elsewhere(question, batch),
        "aside": aside(batch),
        "other_subject": other_subject(question, batch)[best],
        **subjects(context.asks_original, batch, best),
        "asks": batch.asks[best],
        "off_topic": batch.rows["is_off_topic"],
        "may_be_other_film": batch.rows["may_be_other_film"],
        "outdated": outdated(batch, best, context.newest_day),
        "named_year": speaks_of_named_year(times, batch),
        "near_named_time": near_named_time(times, batch),
        **countries(question, batch, best, context.homes),
        "place": place(batch),
        "foreign_language": foreign_language(question, batch),
    }


def topic_terms(question: AnalysedQuestion, concepts: ConceptList) -> list[tuple[str, ...]]:
    """Return the index terms of each main topic, or of each modifier if there is no main topic."""
    topics = main_topics(question, concepts) or question.topics
    return [tuple(map(concept_term, topic)) for topic in topics]


def named_times(question: AnalysedQuestion) -> tuple[TimeMention, ...]:
    """Return the times that the question names, if they have a year."""
    return tuple(time for time in question.named_times if time.year)


def names_missing(question: AnalysedQuestion, batch: PassageBatch) -> Vectors:
    """Return the share of the question's names that a passage lacks, from 0 to 1. One of alternatives is enough."""
    missing = np.zeros(len(batch.passages), np.float32)
    for name in question.names:
        terms = (name_term(name.label),)
        missing += ~(batch.any_sentence(batch.holding(terms)) | batch.context_holding(terms))
    if not question.names:
        return missing
    share = missing / np.float32(len(question.names))
    return (share == 1.0).astype(np.float32) if question.names_are_alternatives else share


def holding_kind(kinds: Sequence[str], batch: PassageBatch) -> Bools:
    """Return for each sentence whether it holds one of the kinds of answer."""
    return batch.holding(tuple(map(kind_term, kinds)))


def kind_missing(kinds: Sequence[str], batch: PassageBatch) -> Bools:
    """Return whether kinds of answer are asked for, and a passage holds nothing of them."""
    return ~batch.any_sentence(holding_kind(kinds, batch)) if kinds else np.zeros(len(batch.passages), bool)


def kind_missing_beside(kinds: Sequence[str], batch: PassageBatch, best: Numbers) -> Bools:
    """Return whether kinds of answer are asked for, and the best sentence and the next one hold nothing of them."""
    if not kinds:
        return np.zeros(len(batch.passages), bool)
    return ~batch.beside(holding_kind(kinds, batch), best, before=0, after=1)


def topic_missing(topics: Sequence[Sequence[str]], batch: PassageBatch, best: Numbers) -> Bools:
    """Return whether the best sentence, its neighbours, heading and title together lack one of the topics."""
    missing = np.zeros(len(batch.passages), bool)
    for topic in topics:
        missing |= ~(batch.beside(batch.holding(topic), best, before=1, after=1) | batch.context_holding(topic))
    return missing


def facts_elsewhere(question: AnalysedQuestion, batch: PassageBatch) -> Bools:
    """Return whether a passage is a box of facts about another film, and the question is about the new one."""
    elsewhere: Bools = batch.rows["is_facts_elsewhere"] & (not question.about_original)
    return elsewhere


def aside(batch: PassageBatch) -> Bools:
    """Return whether a passage is news in brief that names neither film."""
    is_aside: Bools = batch.rows["is_aside"]
    return is_aside


def other_subject(question: AnalysedQuestion, batch: PassageBatch) -> Bools:
    """Return for each sentence whether it is not about the film that the question is about."""
    film = About.ORIGINAL if question.about_original else About.SUBJECT
    is_other: Bools = batch.sentence_rows["about"] != SUBJECT_CODES[film]
    return is_other


def subjects(asks_original: float, batch: PassageBatch, best: Numbers) -> dict[str, Vectors]:
    """Return how far the best sentence is about each film, and how far the question asks for that film or does not."""
    abouts = batch.sentence_rows["about"][best]
    original, new = abouts == SUBJECT_CODES[About.ORIGINAL], abouts == SUBJECT_CODES[About.SUBJECT]
    asked, not_asked = np.float32(asks_original), np.float32(1 - asks_original)
    return {
        "original_asked": original * asked,
        "original_not_asked": original * not_asked,
        "new_asked": new * not_asked,
        "new_not_asked": new * asked,
    }


def countries(
    question: AnalysedQuestion, batch: PassageBatch, best: Numbers, homes: Mapping[str, str]
) -> dict[str, Bools]:
    """Return how the countries of passages fit that of the question.

    A passage speaks of the countries that the best sentence, its neighbours, its heading or its title name. One that
    names none speaks of the country of its language. Where the question names no country, all fit.
    """
    if not question.countries:
        none = np.zeros(len(batch.passages), bool)
        return {"country_missing": none, "other_country": none}
    asked = tuple(map(country_term, question.countries))
    names_asked = batch.beside(batch.holding(asked), best, before=1, after=1) | batch.context_holding(asked)
    others = tuple(map(country_term, batch.countries - question.countries))
    names_other = batch.beside(batch.holding(others), best, before=1, after=1)
    is_home = batch.of_languages(language for language, country in homes.items() if country in question.countries)
    return {
        "country_missing": ~names_asked & ~(is_home & ~names_other),
        "other_country": ~names_asked & names_other,
    }


def outdated(batch: PassageBatch, best: Numbers, newest_day: date) -> Bools:
    """Return whether the best sentence speaks only of years that are over.

    A year is over if it is before the year of the article, or before that of the newest day.
    """
    last_years = batch.sentence_rows["last_year"][best]
    this_years = np.maximum(batch.rows["year"], newest_day.year)
    is_over: Bools = (last_years > 0) & (last_years < this_years)
    return is_over


def speaks_of_named_year(named_times: Sequence[TimeMention], batch: PassageBatch) -> Bools:
    """Return whether the question names a whole year, and a sentence of a passage speaks of it."""
    years = [time.year for time in named_times if time.months == WHOLE_YEAR]
    speaks = np.zeros(len(batch.passages), bool)
    if years:
        first, last = batch.sentence_rows["first_year"], batch.sentence_rows["last_year"]
        for year in years:
            speaks |= batch.any_sentence((first <= year) & (year <= last))
    return speaks


def near_named_time(named_times: Sequence[TimeMention], batch: PassageBatch) -> Vectors:
    """Return how near the publication is to a named time: 1 inside it, less with each day, 0 if either is unknown."""
    nearness = np.zeros(len(batch.passages), np.float32)
    if not named_times:
        return nearness
    first_days, last_days = batch.rows["first_day"], batch.rows["last_day"]
    for time in named_times:
        if (first := time.first_day) and (last := time.last_day):
            days = np.maximum(np.maximum(first.toordinal() - last_days, first_days - last.toordinal()), 0)
            nearness = np.maximum(nearness, np.exp(-days / NAMED_TIME_DECAY_DAYS).astype(np.float32))
    return np.where(first_days > 0, nearness, np.float32(0))


def place(batch: PassageBatch) -> Vectors:
    """Return the place of a passage in its article, from 0 to 1; far behind, it no longer counts."""
    places: Vectors = (np.minimum(batch.rows["number"], _MAX_PLACE) / _MAX_PLACE).astype(np.float32)
    return places


def foreign_language(question: AnalysedQuestion, batch: PassageBatch) -> Bools:
    """Return whether a passage is in another language than the question may be in."""
    return ~batch.of_languages(question.languages)
