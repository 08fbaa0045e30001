"""Timelines: what the articles state about a topic, from the oldest statement to the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Lock
from typing import Final, NamedTuple

import numpy as np

from bot.domain import About, DatedStatement, Excerpt, Reason, ReasonCode, Timeline
from bot.search.answer_validation import NAMED_BY
from bot.search.asked_topics import asked_concepts, asked_topics
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import intent_term, name_term
from bot.search.language.language_data import LanguageData
from bot.search.language.question import AnalysedQuestion
from bot.search.quoting.excerpts import ExcerptBuilder, is_old_news, newest_day
from bot.search.quoting.same_matter import SameMatter
from bot.search.quoting.short_answers import ShortAnswers
from bot.search.ranking.meaning_match import QuestionMeaning
from bot.search.ranking.query import QueryTerm, asked_kinds
from bot.search.ranking.ranker import RankedPassage, Ranking
from bot.search.ranking.weights import MAX_CANDIDATES, MIN_ASKED_PROBABILITY, MIN_CHANGING, RECENT_DAYS
from bot.search.refusal import refusal
from bot.search.topic_match import TopicMatch

MAX_STATEMENTS: Final = 40
"""Maximum number of statements of a timeline. If there are more, the most relevant ones are kept."""
MIN_PROBABILITY: Final = 0.15
"""Minimum probability that a passage states something about the topic."""
MIN_SHARE: Final = 0.25
"""The same as a share of the best passage's probability."""
_SHARE_OF_UNSTATED: Final = 0.6
"""Share of its probability that counts if the best sentence does not state what the topic asks for."""
MIN_COVERAGE: Final = 0.5
"""Minimum share of the topic's terms that the best sentence and its surroundings hold."""
MIN_PASSAGES_OF_PERSON: Final = 2
"""Minimum number of passages that speak of a person who is offered as a topic."""
MAX_PEOPLE: Final = 20
"""Maximum number of people who are offered as topics."""
_MAX_CACHED_TOPICS: Final = 10
"""Maximum number of pairs of a language and a day whose topics are cached."""
_MAX_EARLIER_SEARCHES: Final = 6
"""Maximum number of searches as of earlier days. It bounds the time."""

Analyse = Callable[[str], AnalysedQuestion]


class SearchResult(NamedTuple):
    """The result of one search."""

    terms: Sequence[QueryTerm]
    ranking: Ranking
    answers: bool
    """Whether the best passages answer the question."""


Search = Callable[[AnalysedQuestion, date], SearchResult]
"""Searches what was published by a day."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The best passages for a topic, one per article."""

    question: AnalysedQuestion
    """The question that stands for the topic."""
    terms: Sequence[QueryTerm]
    passages: Sequence[RankedPassage]
    """The most relevant first."""
    changes: bool
    """Whether the topic is something that changes."""

    def of(self, excerpt: Excerpt) -> RankedPassage:
        """Return the passage that an excerpt quotes."""
        return next(each for each in self.passages if each.passage.passage.key == excerpt.passage.key)


class Timelines:
    """Makes timelines from the passages that one scope sees."""

    def __init__(self, passages: CombinedView, data: LanguageData, excerpts: ExcerptBuilder) -> None:
        self._passages = passages
        self._data = data
        self._excerpts = excerpts
        self._values = ShortAnswers(data)
        self._topics: dict[tuple[str, date], tuple[str, ...]] = {}
        # Several keystrokes may come before the topics are found. Finding them once is enough.
        self._finding = Lock()

    def make(self, topic: str, analyse: Analyse, search: Search, as_of: date) -> Timeline:
        """Return the statements about a topic that were published by `as_of`, or the reason why there are none.

        `analyse` and `search` are the engine's. They are parameters, since a reference to the engine would keep its
        memory until the garbage collector runs.
        """
        question = analyse(topic)
        language = question.languages[0] if len(question.languages) == 1 else ""
        if not self._passages.has_any_by(as_of):
            return Timeline(topic, (), Reason(ReasonCode.NO_ARTICLES), language)
        found = self._find(question, analyse, search, as_of)
        excerpts = self._excerpts.build(found.question, found.terms, found.passages, MAX_STATEMENTS)
        if not excerpts:
            return Timeline(topic, (), refusal(question, self._passages.index, self._data), language)
        marked = _mark_superseded(excerpts, found) if found.changes else excerpts
        ordered = sorted(marked, key=_age)
        return Timeline(topic, tuple(self._statement(each, found) for each in ordered), language=language)

    def topics(self, language: str, as_of: date, analyse: Analyse, search: Search) -> tuple[str, ...]:
        """Return topics about which there are statements: concepts by their names in a language, and people.

        Topics that change come first; people are sorted by the number of passages that mention them.
        """
        with self._finding:
            known = self._topics.get((language, as_of))
            if known is None:
                concepts = sorted(
                    (each for each in self._data.concepts if each.examples), key=lambda each: not each.changes
                )
                labels = dict.fromkeys(each.topic(language) for each in concepts)
                stated = (label for label in labels if self.make(label, analyse, search, as_of).statements)
                known = (*stated, *self._people())
                # The day changes at midnight, so old entries are useless: emptying the cache is enough.
                if len(self._topics) >= _MAX_CACHED_TOPICS:
                    self._topics = {}
                self._topics[language, as_of] = known
            return known

    def _people(self) -> list[str]:
        counts = {
            label: self._passages.index.document_frequency((name_term(label),)) for label in self._data.names.people
        }
        found = [label for label, count in counts.items() if count >= MIN_PASSAGES_OF_PERSON]
        return sorted(found, key=lambda label: (-counts[label], label))[:MAX_PEOPLE]

    def _find(self, question: AnalysedQuestion, analyse: Analyse, search: Search, as_of: date) -> _Found:
        topic, *examples = self._questions(question, analyse)
        best: dict[str, tuple[float, RankedPassage]] = {}
        ranked_passages: dict[int, RankedPassage] = {}
        terms: Sequence[QueryTerm] = ()
        answers, changes = False, False
        # Excerpts are cut and marked for the last one.
        for each in (topic, *reversed(examples)):
            meaning = QuestionMeaning(each.meaning)
            for searched in self._searches(each, search, as_of):
                terms, answers = searched.terms, answers or searched.answers
                changes = changes or searched.ranking.changing >= MIN_CHANGING
                ranked_passages.update((ranked.number, ranked) for ranked in searched.ranking.passages)
                for ranked in searched.ranking.passages:
                    probability = _topic_probability(topic, meaning, ranked)
                    article = ranked.passage.article.id
                    if probability > best.get(article, (0.0, None))[0]:
                        best[article] = probability, ranked
        enough = max(MIN_PROBABILITY, MIN_SHARE * max((probability for probability, _ in best.values()), default=0.0))
        relevant = [each for each in best.values() if each[0] >= enough and answers]
        relevant = relevant or self._by_words(topic, ranked_passages.values())
        relevant.sort(key=lambda each: (-round(each[0], 5), each[1].passage.article.id))
        asked = examples[0] if examples else topic
        return _Found(asked, terms, _ends_first([ranked for _, ranked in relevant]), changes)

    def _by_words(self, topic: AnalysedQuestion, found: Iterable[RankedPassage]) -> list[tuple[float, RankedPassage]]:
        """Return the best passage of each article about the topic, although nothing answers it as a question."""
        match, best = TopicMatch(topic, self._data), dict[str, tuple[float, RankedPassage]]()
        for ranked in found:
            sentence = match.best_sentence(ranked.passage)
            article = ranked.passage.article.id
            if sentence is not None and ranked.relevance > best.get(article, (-1.0, None))[0]:
                best[article] = ranked.relevance, ranked._replace(best_sentence=sentence)
        return list(best.values())

    def _questions(self, topic: AnalysedQuestion, analyse: Analyse) -> list[AnalysedQuestion]:
        """Return the topic, and if it is one concept, the concept's example questions in all languages.

        "Filming" alone leaves open which of its facts is meant. The concept's English name stands for one in another
        language, so that "Dreharbeiten" has the same timeline.
        """
        topics = asked_topics(topic, self._data)
        has_more = topic.names or topic.kinds or any(not word.in_phrase for word in topic.content)
        is_one = bool(self._data.concepts.named(topic.text)) or not has_more
        if len(topics) != 1 or not is_one:
            return [topic]
        concept = self._data.concepts[topics[0][0]]
        examples = [analyse(text) for text in concept.examples.values()]
        unnamed = [each for each in examples if not each.names]
        return [analyse(concept.topic("en")), *unnamed] if unnamed else [topic]

    def _searches(self, question: AnalysedQuestion, search: Search, as_of: date) -> Iterator[SearchResult]:
        """Yield searches as of the day, and as of earlier ones if there are more passages than candidates.

        Each search prefers what was recent on its day, so that no part of a long story is left out.
        """
        for step in range(1 + _MAX_EARLIER_SEARCHES):
            day = as_of - timedelta(days=min(step * RECENT_DAYS, (as_of - date.min).days))
            if step and not self._passages.has_any_by(day):
                return
            searched = search(question, day)
            yield searched
            if len(searched.ranking.passages) < MAX_CANDIDATES:
                return

    def _statement(self, excerpt: Excerpt, found: _Found) -> DatedStatement:
        ranked = found.of(excerpt)
        asked = asked_concepts(found.question, self._data)
        named = (NAMED_BY[each] for each in asked if each in NAMED_BY)
        kinds = asked_kinds(found.question, self._data.concepts) or tuple(named)
        names = [name.label for name in found.question.names]
        # A statement about the person in question says more than the name of somebody else.
        if any(name.kind == "who" for name in found.question.names):
            kinds = tuple(kind for kind in kinds if kind != "who")
        value = self._values.find(
            ranked.passage, excerpt.slices, ranked.best_sentence, kinds, excerpt.matched, asked_names=names
        )
        return DatedStatement(excerpt, value)


def _ends_first(ranked: Sequence[RankedPassage]) -> list[RankedPassage]:
    """Return the oldest and the newest passage before the others: a long story is never without its ends."""
    dated = [(day, each) for each in ranked if (day := each.passage.article.published.first_day)]
    days = [day for day, _ in dated]
    ends = [dated[days.index(end)][1] for end in dict.fromkeys((min(days), max(days)))] if days else []
    return [*ends, *(each for each in ranked if all(each is not end for end in ends))]


def _topic_probability(topic: AnalysedQuestion, meaning: QuestionMeaning, ranked: RankedPassage) -> float:
    """Return the probability that the passage states something about the topic, 0 if it is certainly off the topic."""
    if not _is_on_topic(topic, ranked):
        return 0.0
    terms = ranked.passage.sentences[ranked.best_sentence].terms
    asked = np.flatnonzero(meaning.intents >= MIN_ASKED_PROBABILITY).tolist()
    if any(intent_term(intent) in terms for intent in asked):
        # "Moved from November to February" holds no word of "release date", but certainly states it.
        is_covered = ranked.coverage >= MIN_COVERAGE or all(word.in_phrase for word in topic.content)
        return ranked.relevance if is_covered else 0.0
    return _SHARE_OF_UNSTATED * ranked.relevance if ranked.coverage >= MIN_COVERAGE else 0.0


def _is_on_topic(topic: AnalysedQuestion, ranked: RankedPassage) -> bool:
    """Return whether the best sentence is about the film, and the passage holds the names of the topic."""
    passage = ranked.passage
    film = About.ORIGINAL if topic.about_original else About.SUBJECT
    if not passage.sentences or passage.sentences[ranked.best_sentence].about is not film:
        return False
    holds = [passage.holds(name_term(name.label)) for name in topic.names]
    return not holds or (any(holds) if topic.names_are_alternatives else all(holds))


def _mark_superseded(excerpts: Sequence[Excerpt], found: _Found) -> list[Excerpt]:
    """Mark the excerpts for which a well newer one states the same matter. Undated ones are not marked.

    A statement is as new as the newest article that holds it.
    """
    same = SameMatter(found.question, excerpts, found.passages)
    newest = [newest_day(each) for each in excerpts]
    same_newest = [
        max((day for other, day in enumerate(newest) if same.holds(place, other)), default=date.min)
        for place in range(len(excerpts))
    ]
    return [
        replace(each, older=each.older or is_old_news(each, day))
        for each, day in zip(excerpts, same_newest, strict=True)
    ]


def _age(excerpt: Excerpt) -> date:
    return excerpt.article.published.first_day or date.max
