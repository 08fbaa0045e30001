"""The grounds of an answer in a form that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from bot.domain import Explanation, Step, StepCode, TermWeight
from bot.search.index import PassageIndex
from bot.search.language.question import AnalysedQuestion
from bot.search.ranking.query import QueryTerm
from bot.search.verdict import BIAS, WEIGHTS, VerdictFeatures


def explain(
    question: AnalysedQuestion,
    terms: Sequence[QueryTerm],
    index: PassageIndex,
    grounds: VerdictFeatures | None,
    likely: float,
) -> Explanation:
    """What the question was taken for, what each term weighed, and how the verdict came about."""
    weights = tuple(sorted((_weighed(term, index) for term in terms), key=lambda term: -term.weight))
    steps = [Step(StepCode.LANGUAGE, question.languages), *_understood(question)]
    if grounds:
        steps += [*_sum(grounds), Step(StepCode.RESULT, share=likely)]
    return Explanation(weights, tuple(steps))


def _understood(question: AnalysedQuestion) -> Iterator[Step]:
    if question.topics:
        yield Step(StepCode.TOPIC, question.topic_concepts)
    if question.kinds:
        yield Step(StepCode.KIND, question.kinds)
    if question.about_original:
        yield Step(StepCode.ORIGINAL)
    for word in question.words:
        if word.typed != word.token.plain:
            yield Step(StepCode.CORRECTED, (word.typed, word.token.plain))


def _weighed(term: QueryTerm, index: PassageIndex) -> TermWeight:
    weight = round(term.weight * index.inverse_document_frequency(term.terms), 2)
    return TermWeight(term.words, weight, term.role, index.document_frequency(term.terms), term.kinds)


def _sum(grounds: VerdictFeatures) -> Iterator[Step]:
    yield Step(StepCode.START, weight=BIAS)
    for field in fields(grounds):
        value = getattr(grounds, field.name)
        if value:
            yield Step(StepCode(field.name), share=value, weight=WEIGHTS[field.name] * value)
