"""Whether the best passages answer the question, on grounds that one can read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

from bot.domain import Reason, ReasonCode
from bot.search.index import PassageIndex
from bot.search.language.analysis import concept_term, has_kind, pair_term
from bot.search.language.concepts import ConceptList
from bot.search.language.question import AnalysedQuestion
from bot.search.ranking.query import wanted_kinds
from bot.search.ranking.ranker import Ranked


@dataclass(frozen=True, slots=True)
class VerdictFeatures:
    """What speaks for and against an answer; each is from 0 to 1."""

    coverage: float
    """How much of the question's worth the best passage holds within two neighbouring sentences."""
    unknown: float
    """The share of the topic words that stand in no article and in no phrase."""
    unknown_name: float
    """1 when a known name of the question is in no article."""
    topic_missing: float
    """The share of the topics that no passage speaks of."""
    topic_absent: float
    """The share of the topics that the best passage does not speak of."""
    kind_missing: float
    """1 when the best passage holds nothing of the kind that is asked for."""
    astray: float
    """The share of unknown words where the question has no topic and names nobody: it may be about anything."""
    elsewhere: float
    """1 when the best passage's article is about something else and holds no word of the question but its topic's."""
    names_absent: float
    """1 when the best passage holds none of the question's names, little when it holds some: "A or B?"."""


LOOKED_AT: Final = 3
"""So many of the first passages are looked at."""
BIAS: Final = 0.55
WEIGHTS: Final[Mapping[str, float]] = {
    "coverage": 2.4,
    "unknown": -3.1,
    "unknown_name": -3.1,
    "topic_missing": -3.0,
    "topic_absent": -1.7,
    "kind_missing": -1.6,
    "astray": -2.4,
    "elsewhere": -2.4,
    "names_absent": -2.3,
}
"""Fitted on the suites of questions that are for tuning; see tests/quality."""


_SOME_ABSENT: Final = 0.3


def probability(grounds: VerdictFeatures) -> float:
    """How likely the best passage answers, from 0 to 1: a logistic sum of the grounds."""
    total = BIAS + sum(WEIGHTS[field.name] * getattr(grounds, field.name) for field in fields(VerdictFeatures))
    return 1 / (1 + math.exp(-total))


def weigh(
    question: AnalysedQuestion, ranked: Sequence[Ranked], index: PassageIndex, concepts: ConceptList
) -> VerdictFeatures:
    """The grounds for the most relevant of the first passages: what is newest need not be what says most."""
    best = max(ranked[:LOOKED_AT], key=lambda hit: hit.relevance)
    terms = best.passage.terms
    topics = [tuple(_telling_terms(topic, concepts)) for topic in question.topics]
    names = [f"name:{name.label}" for name in question.names]
    unknown = _share(not word.is_known for word in question.content)
    kinds = question.kinds or tuple(k for topic in question.topics for k in wanted_kinds(question, topic, concepts))
    return VerdictFeatures(
        coverage=min(best.coverage, 1.0),
        unknown=unknown,
        unknown_name=float(any(name not in index and name not in terms for name in names)),
        topic_missing=_share(terms.isdisjoint(topic) and not any(term in index for term in topic) for topic in topics),
        topic_absent=_share(terms.isdisjoint(topic) for topic in topics),
        kind_missing=float(bool(kinds) and not any(has_kind(s, kinds) for s in best.passage.sentences)),
        astray=unknown if not topics and not names else 0.0,
        elsewhere=float(best.passage.is_off_topic and not _holds_word(question, terms)),
        names_absent=0.0 if question.names_are_alternatives and not terms.isdisjoint(names) else _absent(names, terms),
    )


def _telling_terms(topic: Iterable[str], concepts: ConceptList) -> Iterator[str]:
    """The terms by which a passage speaks of a topic: its own, and others beside what the topic asks for."""
    for concept in topic:
        yield concept_term(concept)
        for other in concepts[concept].told_by:
            yield pair_term(other, concepts[concept].expects)


def _absent(names: Sequence[str], terms: frozenset[str]) -> float:
    share = _share(name not in terms for name in names)
    return share if share == 1.0 else share * _SOME_ABSENT


def _holds_word(question: AnalysedQuestion, terms: frozenset[str]) -> bool:
    return any(not word.in_phrase and not terms.isdisjoint(word.stems) for word in question.content)


def _share(values: object) -> float:
    counted = list(values)  # type: ignore[call-overload]
    return sum(counted) / len(counted) if counted else 0.0


def refusal(question: AnalysedQuestion, index: PassageIndex, concepts: ConceptList) -> Reason:
    """Why nothing answers, in terms of the question's own words."""
    if question.is_greeting or not question.words:
        return Reason(ReasonCode.NO_QUESTION)
    missing_names = tuple(name.label for name in question.names if f"name:{name.label}" not in index)
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
