"""A question as weighted terms of the index."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bot.domain import TermRole
from bot.search.language.analysis import OPEN_KIND, concept_term, intent_term, name_term, pair_term, year_term
from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList
from bot.search.language.question import AnalysedQuestion, Role
from bot.search.meaning.intent_names import intent_numbers
from bot.search.meaning.word_vectors import WordVectors
from bot.search.ranking.weights import Weights

_REFINEMENTS: Final = frozenset(
    (TermRole.NEAR, TermRole.KIND, TermRole.MODIFIER, TermRole.COMMON, TermRole.PHRASE_WORD)
)
_ROLES: Final = {Role.CONTENT: 0, Role.COMMON: 1, Role.FUNCTION: 2, Role.SUBJECT: 2}
"""Number of each role in the expansion of the question."""


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A term of the question, as a group of index terms that count as one."""

    words: tuple[str, ...]
    """The term as a person reads it: words, names, or ids of concepts."""
    terms: tuple[str, ...]
    """Index terms, one of which a passage must hold."""
    weight: float
    """Weight of the term, in units of its idf."""
    role: TermRole
    substitutes: tuple[str, ...] = ()
    """Index terms that cover a part of this term, see SUBSTITUTE_SHARE."""
    kinds: tuple[str, ...] = ()
    """Kinds of answer, if the index terms are pairs of a concept and a kind."""

    @property
    def is_core(self) -> bool:
        """Whether an answer should hold the term: words, names, topics, amounts and years.

        A word in a topic's phrase or in a name is not core: the topic or name has a term of its own, which an article
        may express in other words.
        """
        return self.role not in _REFINEMENTS


def query_terms(question: AnalysedQuestion, concepts: ConceptList, weights: Weights) -> list[QueryTerm]:
    """Return the question as weighted terms of the index."""
    terms = [*_word_terms(question, weights), *_topic_terms(question, concepts, weights)]
    terms += _name_terms(question, weights)
    terms += [QueryTerm((amount,), (amount,), weights.amount, TermRole.AMOUNT) for amount in question.amounts]
    return [*terms, *_year_terms(question, weights)]


def _year_terms(question: AnalysedQuestion, weights: Weights) -> Iterator[QueryTerm]:
    """Yield a term for each year, or one term for all of them if one is enough: "in 2026 or 2027?"."""
    years = sorted({year for time in question.times if time.is_explicit for year in time.years})
    are_alternatives = len(years) > 1 and not question.named_times
    for group in [years] if are_alternatives else [[year] for year in years]:
        names = tuple(map(str, group))
        yield QueryTerm(names, tuple(map(year_term, group)), weights.year, TermRole.YEAR)


def main_topics(question: AnalysedQuestion, concepts: ConceptList) -> list[tuple[str, ...]]:
    """Return the topics that do not only modify others."""
    return [topic for topic in question.topics if not all(concepts[concept].modifier for concept in topic)]


def statement_terms(concept: Concept) -> Iterator[str]:
    """Yield the index terms that show that a text states something about a concept.

    These are the concept's own term, the pairs of certain other concepts with the kind of answer that it expects, and
    the intents that state it, in whatever words.
    """
    yield concept_term(concept.id)
    yield from (pair_term(other, concept.expects) for other in concept.told_by)
    yield from (intent_term(intent_numbers()[intent]) for intent in concept.intents)


def wanted_kinds(question: AnalysedQuestion, topic: Iterable[str], concepts: ConceptList) -> tuple[str, ...]:
    """Return the kinds of answer that suit the topic: those of the question's words, or else what the topic expects."""
    if question.kinds:
        return question.kinds
    return tuple(dict.fromkeys(concepts[concept].expects for concept in topic if concepts[concept].expects))


def asked_kinds(question: AnalysedQuestion, concepts: ConceptList) -> tuple[str, ...]:
    """Return the kinds of answer that the question's words ask for, or else those that its topics expect."""
    return question.kinds or tuple(k for topic in question.topics for k in wanted_kinds(question, topic, concepts))


def _word_terms(question: AnalysedQuestion, weights: Weights) -> Iterator[QueryTerm]:
    for word in question.words:
        if word.role in {Role.FUNCTION, Role.SUBJECT}:
            continue
        label = word.token.plain
        if word.role is Role.COMMON:
            if word.is_known:
                yield QueryTerm((label,), word.stems, weights.common, TermRole.COMMON)
        elif word.in_phrase:
            yield QueryTerm((label,), word.stems, weights.word_in_phrase, TermRole.PHRASE_WORD)
        else:
            yield QueryTerm((label,), word.stems, weights.word, TermRole.WORD)


def _topic_terms(question: AnalysedQuestion, concepts: ConceptList, weights: Weights) -> Iterator[QueryTerm]:
    main = main_topics(question, concepts)
    # Several topics share the weight of one, but two topics together count more than one alone.
    share = 1 / math.sqrt(len(main) or 1)
    for topic in question.topics:
        if main and topic not in main:
            terms = tuple(map(concept_term, topic))
            yield QueryTerm(topic, terms, weights.modifier, TermRole.MODIFIER)
            continue
        near = tuple(dict.fromkeys(n for c in topic for n in concepts[c].near if n not in question.topic_concepts))
        near_terms = tuple(map(concept_term, near))
        yield QueryTerm(topic, tuple(map(concept_term, topic)), weights.concept * share, TermRole.TOPIC, near_terms)
        kinds = wanted_kinds(question, topic, concepts)
        if near:
            yield QueryTerm(near, near_terms, weights.near_concept * share, TermRole.NEAR)
        if near and kinds:
            near_pairs = tuple(pair_term(concept, kind) for concept in near for kind in kinds)
            yield QueryTerm(near, near_pairs, weights.near_pair * share, TermRole.NEAR, kinds=kinds)
        # Without a date for the topic itself, the best answer may be that the date of a near one is open.
        if near and "when" in kinds:
            open_pairs = tuple(pair_term(concept, OPEN_KIND) for concept in near)
            yield QueryTerm(near, open_pairs, weights.near_open * share, TermRole.NEAR, kinds=(OPEN_KIND,))
        if kinds:
            pairs = tuple(pair_term(concept, kind) for concept in topic for kind in kinds)
            yield QueryTerm(topic, pairs, weights.pair * share, TermRole.KIND, kinds=kinds)


def _name_terms(question: AnalysedQuestion, weights: Weights) -> Iterator[QueryTerm]:
    labels = tuple(name.label for name in question.names)
    # One of alternatives is enough, so they form one group; otherwise each name is a term.
    groups = [labels] if question.names_are_alternatives else [(label,) for label in labels]
    for group in groups:
        yield QueryTerm(group, tuple(map(name_term, group)), weights.name, TermRole.NAME)


def word_roles(question: AnalysedQuestion, table: WordVectors) -> tuple[list[int], list[int]]:
    """Return the rows of a question's words, and the numbers of their roles in the expansion."""
    rows = table.rows(word.token.plain for word in question.words)
    return rows, [_ROLES[word.role] for word in question.words]
