"""The newest statements: of each article about the film, newest first, the sentence that tells its news."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice, pairwise
from typing import Final

from bot.domain import About, Article
from bot.search.index.combined import CombinedView
from bot.search.language.analysis import (
    OPEN_KIND,
    SUBJECT_FILM,
    AnalysedPassage,
    AnalysedSentence,
    concept_term,
    intent_term,
    name_term,
    pair_term,
)
from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.language.tokens import tokenize
from bot.search.meaning.intent_names import intent_numbers
from bot.search.quoting.discourse import is_correction, is_question
from bot.search.quoting.excerpts import MAX_EXCERPTS
from bot.search.ranking.query import main_topics
from bot.search.ranking.ranker import RankedPassage

TermGroup = tuple[str, ...]
"""Index terms, one of which a passage must hold."""

_MAX_READ_PASSAGES: Final = 8
"""Maximum number of passages of an article in which its news is looked for. It bounds the time."""
_MAX_READ_ARTICLES: Final = 8
"""Maximum number of articles to read for each statement that is wanted: some may be about other films."""

# Signs that a sentence is the news of its article. The unit is the score of a sentence that repeats the whole title.
_NAMES_FILM: Final = 0.4
_STATES_CHANGE: Final = 0.3
"""It holds a topic whose state changes together with the kind of answer that the topic expects."""
_HOLDS_TOPIC: Final = 1.0
"""It holds all the topics of the question."""
_EARLY: Final = 0.3
"""It is in the first paragraph, or in the last entry of a live blog. Those farther away get a share of it."""
_IS_QUESTION: Final = -0.5
_IS_CORRECTION: Final = -1.0
"""It only takes back what was reported before."""

_ENTRY: Final = re.compile(r"\W*(?P<hour>[01]?\d|2[0-3])(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d)(?![.:]?\d)")
"""The time at which an entry of a live blog begins: "11:30", "17.02 Uhr", "18 h 05"."""

_FILM_TERM: Final = concept_term(SUBJECT_FILM)


@dataclass(frozen=True, slots=True)
class LatestQuery:
    """Conditions for the newest statements."""

    as_of: date
    since: date | None = None
    """If given, only articles that may have been published on that day or later."""
    limit: int = MAX_EXCERPTS
    """Maximum number of statements."""
    is_topic: bool = False
    """Whether the question is the name of a topic, in which common words count as well."""


class LatestStatements:
    """Finds the newest statements among the passages that one scope sees."""

    def __init__(self, passages: CombinedView, data: LanguageData) -> None:
        self._passages = passages
        self._index = passages.index
        self._concepts = data.concepts
        self._lexicon = data.lexicon
        # The pairs of a topic and the kind of answer that it expects, for all topics whose state changes.
        changing = (concept for concept in data.concepts if concept.changes and concept.expects)
        self._changes = frozenset(pair_term(concept.id, concept.expects) for concept in changing)

    def find(self, question: AnalysedQuestion, query: LatestQuery) -> list[RankedPassage]:
        """Return the passages with the newest statements that the question asks for, one per article, the newest first.

        There are up to twice as many as the limit, since some may repeat others.
        """
        for with_kind in (True, False):
            groups = wanted_groups(question, self._concepts, with_kind=with_kind)
            if not groups and query.is_topic:
                groups = tuple(word.stems for word in question.words if word.role is Role.COMMON)
            articles = self._articles(query, groups)
            statements = (self._statement(passages, groups, is_live=is_live) for passages, is_live in articles)
            found = list(islice(filter(None, statements), 2 * query.limit))
            if found:
                return found
        return []

    def _articles(
        self, query: LatestQuery, groups: Sequence[TermGroup]
    ) -> Iterator[tuple[Sequence[tuple[int, AnalysedPassage]], bool]]:
        """Yield the first of the matching passages of each article, with their numbers, the newest article first.

        Of a live blog, which the second value tells, these are the last ones, the last one first.
        """
        numbers = self._passages.newest_first(query.as_of, groups).tolist()
        numbered = ((number, self._passages[number]) for number in numbers)
        by_article = groupby(numbered, key=lambda each: each[1].article)
        for article, passages in islice(by_article, query.limit * _MAX_READ_ARTICLES):
            if query.since is None or (article.published.last_day or date.min) >= query.since:
                if is_live_blog(article.text):
                    yield list(deque(passages, _MAX_READ_PASSAGES))[::-1], True
                else:
                    yield list(islice(passages, _MAX_READ_PASSAGES)), False

    def _statement(
        self, passages: Sequence[tuple[int, AnalysedPassage]], groups: Sequence[TermGroup], *, is_live: bool
    ) -> RankedPassage | None:
        """Return the passage with the sentence that tells the article's news; None if it tells nothing of the film."""
        title = self._title_terms(passages[0][1].article)
        candidates = [
            (
                self._news_score(passage, sentence, title, groups)
                + _EARLY / (1 + position if is_live else passage.passage.number),
                -position,
                -place,
            )
            for position, (_, passage) in enumerate(passages)
            # An article that names neither the film nor anybody of it may still be about the film by its title.
            if not passage.is_off_topic or _FILM_TERM in passage.context
            for place, sentence in enumerate(passage.sentences)
            if sentence.about is About.SUBJECT
        ]
        if not candidates:
            return None
        score, position, place = max(candidates)
        number, passage = passages[-position]
        return RankedPassage(number, passage, score, relevance=1.0, coverage=1.0, best_sentence=-place)

    def _title_terms(self, article: Article) -> frozenset[str]:
        language = article.language or "en"
        words = stemmed_words(list(tokenize(article.title)), language, self._lexicon[language].function)
        return frozenset(word.stem for word in words if not word.is_function)

    def _news_score(
        self,
        passage: AnalysedPassage,
        sentence: AnalysedSentence,
        title: frozenset[str],
        groups: Sequence[TermGroup],
    ) -> float:
        """Return how well the sentence tells the news of its article, its place aside; see the scale above."""
        score = self._share_of_title(sentence, title)
        score += _NAMES_FILM if _FILM_TERM in sentence.terms else 0.0
        score += 0.0 if sentence.terms.isdisjoint(self._changes) else _STATES_CHANGE
        if groups:
            score += _HOLDS_TOPIC * sum(not sentence.terms.isdisjoint(group) for group in groups) / len(groups)
        text, language = sentence.span.of(passage.article.text), passage.article.language or "en"
        score += _IS_QUESTION if is_question(text) else 0.0
        return score + (_IS_CORRECTION if is_correction(text, language) else 0.0)

    def _share_of_title(self, sentence: AnalysedSentence, title: Iterable[str]) -> float:
        """Return the share of the title's words in the sentence, each weighted by its idf."""
        weights = {term: self._index.inverse_document_frequency((term,)) for term in title}
        held = sum(weight for term, weight in weights.items() if term in sentence.terms)
        return held / sum(weights.values()) if weights else 0.0


def is_live_blog(text: str) -> bool:
    """Return whether most lines of a text are entries of a live blog, the oldest first: each begins with a later time.

    One that begins with its newest entry reads like any other article.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    times = [time for line in lines if (time := _ENTRY.match(line))]
    minutes = [60 * int(time["hour"]) + int(time["minute"]) for time in times]
    # A clock of twelve hours begins anew at one.
    later = sum(one < two for one, two in pairwise(minutes))
    return len(minutes) > 1 and 2 * len(minutes) > len(lines) and 2 * later > len(minutes) - 1


def wanted_groups(
    question: AnalysedQuestion, concepts: ConceptList, *, with_kind: bool = False
) -> tuple[TermGroup, ...]:
    """Return what the question wants the newest statements to be about: its topics, its names and its other words.

    A question for the news as such, "what's new with Heat 2", has none. With `with_kind`, a sentence must state the
    topic, by its meaning or with the kind of answer that it expects, filming with a date: not every mention is news.
    """
    topics = (
        tuple(term for concept in topic for term in _topic_terms(concepts[concept], with_kind=with_kind))
        for topic in main_topics(question, concepts)
    )
    labels = tuple(name_term(name.label) for name in question.names)
    names = [labels] if question.names_are_alternatives else [(label,) for label in labels]
    words = (word.stems for word in question.content if not word.in_phrase)
    return (*topics, *filter(None, names), *words)


def _topic_terms(concept: Concept, *, with_kind: bool) -> Iterator[str]:
    if with_kind and concept.expects:
        yield from (pair_term(concept.id, kind) for kind in (concept.expects, OPEN_KIND))
        yield from (intent_term(intent_numbers()[intent]) for intent in concept.intents)
    else:
        yield concept_term(concept.id)
    yield from (pair_term(other, concept.expects) for other in concept.told_by)
