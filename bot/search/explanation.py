"""The grounds of an answer in a form that a person can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from bot.domain import Explanation, TermWeight
from bot.search.index import PassageIndex
from bot.search.query import QueryTerm
from bot.search.question import AnalysedQuestion
from bot.search.verdict import BIAS, WEIGHTS, Grounds


def explain(
    question: AnalysedQuestion,
    terms: Sequence[QueryTerm],
    index: PassageIndex,
    grounds: Grounds | None,
    likely: float,
) -> Explanation:
    """What the question was taken for, what each term weighed, and how the verdict came about."""
    weights = tuple(
        TermWeight(term.label, round(term.weight * index.rarity(term.terms), 2), _note(term, index))
        for term in sorted(terms, key=lambda term: -term.weight * index.rarity(term.terms))
    )
    steps = [f"language: {', '.join(question.languages)}"]
    if question.topics:
        steps.append(f"asks about: {', '.join(' or '.join(topic) for topic in question.topics)}")
    if question.kinds:
        steps.append(f"wants: {', '.join(question.kinds)}")
    if question.about_original:
        steps.append("is about the film of 1995")
    steps += [f"'{w.token.plain}' was taken for '{w.correction}'" for w in question.words if w.correction]
    if grounds:
        steps += list(_sum(grounds))
        steps.append(f"an answer with {likely:.0%} (given from 50%)")
    return Explanation(weights, tuple(steps))


def _note(term: QueryTerm, index: PassageIndex) -> str:
    count = len(index.passages_with(term.terms))
    return f"{term.note}, in {count} passage{'' if count == 1 else 's'}"


def _sum(grounds: Grounds) -> list[str]:
    lines = [f"start: {BIAS:+.1f}"]
    for field in fields(grounds):
        value = getattr(grounds, field.name)
        if value:
            lines.append(f"{field.name.replace('_', ' ')} {value:.2f}: {WEIGHTS[field.name] * value:+.1f}")
    return lines
