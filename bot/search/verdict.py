"""The verdict: whether the best passages answer the question, and an explanation that a person can read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from bot.domain import Explanation, Reason, ReasonCode, Step, StepCode, TermWeight
from bot.search.index import PassageIndex
from bot.search.language.analysis import concept_term, has_kind, name_term, pair_term
from bot.search.language.concepts import ConceptList
from bot.search.language.question import AnalysedQuestion
from bot.search.ranking.query import QueryTerm, asked_kinds
from bot.search.ranking.ranker import RankedPassage
from bot.search.ranking.weights import SOME_NAMES_ABSENT, VERDICT_BIAS, VERDICT_PASSAGES, VERDICT_WEIGHTS


@dataclass(frozen=True, slots=True)
class VerdictFeatures:
    """Features for and against an answer, each from 0 to 1. Their names are also those of the explanation's steps."""

    coverage: float
    """Share of the question's core terms in the best sentence and its surroundings."""
    unknown: float
    """Share of the content words that occur in no article and no phrase."""
    unknown_name: float
    """1 if a known name of the question is in no article."""
    topic_missing: float
    """Share of the topics that no passage is about."""
    topic_absent: float
    """Share of the topics that the best passage is not about."""
    kind_missing: float
    """1 if the best passage holds nothing of the kind that is asked for."""
    astray: float
    """Share of unknown words in a question without topic and name, which may be about anything."""
    elsewhere: float
    """1 if the article of the best passage is about something else, and the passage shares only the topic."""
    names_absent: float
    """1 if the best passage holds no name of the question, less if it holds some, 0 if one of "A or B" is enough."""


def probability(features: VerdictFeatures) -> float:
    """Return the probability that the best passage answers, from 0 to 1: a logistic sum of the features."""
    weighted = (VERDICT_WEIGHTS[field.name] * getattr(features, field.name) for field in fields(features))
    return 1 / (1 + math.exp(-(VERDICT_BIAS + sum(weighted))))


def verdict_features(
    question: AnalysedQuestion, ranked: Sequence[RankedPassage], index: PassageIndex, concepts: ConceptList
) -> VerdictFeatures:
    """Return the features of the most relevant of the first passages. `ranked` must not be empty."""
    best = max(ranked[:VERDICT_PASSAGES], key=lambda each: each.relevance)
    terms = best.passage.terms
    topics = [tuple(_telling_terms(topic, concepts)) for topic in question.topics]
    names = [name_term(name.label) for name in question.names]
    unknown = _share(not word.is_known for word in question.content)
    kinds = asked_kinds(question, concepts)
    one_name_is_enough = question.names_are_alternatives and not terms.isdisjoint(names)
    return VerdictFeatures(
        coverage=min(best.coverage, 1.0),
        unknown=unknown,
        unknown_name=float(any(name not in index and name not in terms for name in names)),
        topic_missing=_share(terms.isdisjoint(topic) and not any(term in index for term in topic) for topic in topics),
        topic_absent=_share(terms.isdisjoint(topic) for topic in topics),
        kind_missing=float(bool(kinds) and not any(has_kind(each, kinds) for each in best.passage.sentences)),
        astray=unknown if not topics and not names else 0.0,
        elsewhere=float(best.passage.is_off_topic and not _holds_content_word(question, terms)),
        names_absent=0.0 if one_name_is_enough else _names_absent(names, terms),
    )


def _telling_terms(topic: Iterable[str], concepts: ConceptList) -> Iterator[str]:
    """Return the terms that show that a passage is about a topic.

    These are the topic's own, and certain other concepts in one sentence with the kind of answer that it expects.
    """
    for concept in topic:
        yield concept_term(concept)
        for other in concepts[concept].told_by:
            yield pair_term(other, concepts[concept].expects)


def _names_absent(names: Sequence[str], terms: frozenset[str]) -> float:
    share = _share(name not in terms for name in names)
    return share if share == 1.0 else share * SOME_NAMES_ABSENT


def _holds_content_word(question: AnalysedQuestion, terms: frozenset[str]) -> bool:
    return any(not word.in_phrase and not terms.isdisjoint(word.stems) for word in question.content)


def _share(values: Iterable[bool]) -> float:
    """Return the share of true values, 0 if there are no values."""
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0


def refusal(question: AnalysedQuestion, index: PassageIndex, concepts: ConceptList) -> Reason:
    """Return the reason why nothing answers, the most specific one that applies."""
    if not question.words:
        return Reason(ReasonCode.NO_QUESTION)
    # From the most specific reason to the least: a missing name says more than a missing topic or word.
    missing_names = tuple(name.label for name in question.names if name_term(name.label) not in index)
    if missing_names:
        return Reason(ReasonCode.NOT_MENTIONED, missing_names)
    for topic in question.topics:
        if not any(term in index for term in _telling_terms(topic, concepts)):
            return Reason(ReasonCode.NO_SUCH_FACT, concept=topic[0])
    unknown = tuple(word.token.plain for word in question.content if not word.is_known)
    if unknown:
        code = ReasonCode.NOT_MENTIONED if question.topics or question.names else ReasonCode.OFF_TOPIC
        return Reason(code, unknown)
    if not question.content and not question.topics and not question.names:
        return Reason(ReasonCode.TOO_VAGUE)
    return Reason(ReasonCode.NOTHING_NEAR)


def explain(
    question: AnalysedQuestion,
    terms: Sequence[QueryTerm],
    index: PassageIndex,
    features: VerdictFeatures | None,
    likely: float,
) -> Explanation:
    """Return how the question was understood, the weight of each term, and the sum that led to the verdict."""
    weights = tuple(sorted((_term_weight(term, index) for term in terms), key=lambda term: -term.weight))
    steps = [Step(StepCode.LANGUAGE, question.languages), *_understanding_steps(question)]
    if features:
        steps += [*_verdict_steps(features), Step(StepCode.RESULT, share=likely)]
    return Explanation(weights, tuple(steps))


def explain_latest(explanation: Explanation) -> Explanation:
    """Return the explanation of an answer that shows the newest statements, from that of its question."""
    return replace(explanation, steps=(*explanation.steps, Step(StepCode.LATEST)))


def explain_verbatim(explanation: Explanation, ranked: RankedPassage) -> Explanation:
    """Return the explanation with the number of words of the question that the passage holds one behind the other."""
    words = ranked.verbatim.words if ranked.verbatim else 0
    return replace(
        explanation, steps=(*explanation.steps[:-1], Step(StepCode.VERBATIM, (str(words),)), *explanation.steps[-1:])
    )


def _term_weight(term: QueryTerm, index: PassageIndex) -> TermWeight:
    weight = round(term.weight * index.inverse_document_frequency(term.terms), 2)
    return TermWeight(term.words, weight, term.role, index.document_frequency(term.terms), term.kinds)


def _understanding_steps(question: AnalysedQuestion) -> Iterator[Step]:
    if question.topics:
        yield Step(StepCode.TOPIC, question.topic_concepts)
    if question.kinds:
        yield Step(StepCode.KIND, question.kinds)
    if question.about_original:
        yield Step(StepCode.ORIGINAL)
    for word in question.words:
        if word.typed != word.token.plain:
            yield Step(StepCode.CORRECTED, (word.typed, word.token.plain))


def _verdict_steps(features: VerdictFeatures) -> Iterator[Step]:
    yield Step(StepCode.START, weight=VERDICT_BIAS)
    for field in fields(features):
        value = getattr(features, field.name)
        if value:
            yield Step(StepCode(field.name), share=value, weight=VERDICT_WEIGHTS[field.name] * value)
