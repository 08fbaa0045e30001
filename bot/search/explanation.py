"""Why the search answers or refuses, for a person to read: how it understood the question, what each feature added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.domain import Answer, Article, Explanation, Step, StepCode, TermWeight, Verdict
from bot.search.index import PassageIndex
from bot.search.language.question import AnalysedQuestion
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.model import LinearModel, sigmoid
from bot.search.ranking.query import QueryTerm
from bot.search.ranking.ranker import RankedPassage
from bot.search.verdict import ENCODER_VERDICT, VerdictFeatures

_GROUPS: Final[Mapping[StepCode, tuple[str, ...]]] = {
    StepCode.FIT: (
        "relevance",
        "second_relevance",
        "third_relevance",
        "words",
        "bm25_log",
        "changed",
        "happened",
    ),
    StepCode.MEANING: ("overlap", "cosine", "cosine_distance", "certainty", *ENCODER_VERDICT),
    StepCode.ASKED: ("asks_past",),
    StepCode.OFF_TOPIC: ("off_topic",),
    StepCode.DETAIL: ("detail",),
    StepCode.COVERAGE: ("coverage", "absent_word"),
    StepCode.UNKNOWN: ("unknown",),
    StepCode.UNKNOWN_NAME: ("unknown_name",),
    StepCode.TOPIC_MISSING: ("topic_missing",),
    StepCode.TOPIC_ABSENT: ("topic_absent",),
    StepCode.KIND_MISSING: ("kind_missing",),
    StepCode.UNKNOWN_SUBJECT: ("astray",),
    StepCode.ELSEWHERE: ("elsewhere", "other_subject"),
    StepCode.NAMES_ABSENT: ("names_absent",),
}
"""The step of the explanation to which each feature belongs. Those of `VerdictFeatures.asked` belong to ASKED."""
_COMMON_STEPS: Final = frozenset({StepCode.FIT, StepCode.MEANING, StepCode.COVERAGE, StepCode.ASKED})
"""Steps that every question has; they weigh 0 for an average one. The others name a fault, and weigh 0 without it."""
_PENALTIES: Final = frozenset(name for code, names in _GROUPS.items() if code not in _COMMON_STEPS for name in names)
"""The features of the steps that name a fault."""
_MIN_SHOWN_WEIGHT: Final = 0.05
"""Steps of less weight, for or against, are left out of the explanation."""


def explain(
    question: AnalysedQuestion,
    terms: Sequence[QueryTerm],
    index: PassageIndex,
    features: VerdictFeatures | None,
    model: LinearModel,
    least: float = 0.0,
) -> Explanation:
    """Return how the question was understood, the weight of each term, and the sum that led to the verdict.

    `least` is the minimum probability of an answer.
    """
    weights = tuple(sorted((_term_weight(term, index) for term in terms), key=lambda term: -term.weight))
    steps = [Step(StepCode.LANGUAGE, question.languages), *_understanding_steps(question)]
    if features:
        steps += _verdict_steps(features, model, least)
    return Explanation(weights, tuple(steps))


def explain_latest(explanation: Explanation) -> Explanation:
    """Return the explanation of an answer that shows the newest statements, from that of its question."""
    return replace(explanation, steps=(*explanation.steps, Step(StepCode.LATEST)))


def explain_verbatim(explanation: Explanation, ranked: RankedPassage) -> Explanation:
    """Return the explanation with the number of words of the question that the passage holds in a row."""
    words = ranked.verbatim.words if ranked.verbatim else 0
    return replace(
        explanation, steps=(*explanation.steps[:-1], Step(StepCode.VERBATIM, (str(words),)), *explanation.steps[-1:])
    )


def explain_choice(answer: Answer, of_search: Answer, reader: str) -> Explanation:
    """Return the explanation of an answer that a reader chose: the name of its model, and the answer of the search."""
    is_answered, was_answered = (each.verdict is Verdict.ANSWER for each in (answer, of_search))
    chose = Step(StepCode.READER_CHOSE if is_answered else StepCode.READER_CHOSE_NONE, (reader,))
    if not was_answered:
        said = Step(StepCode.SEARCH_NONE if is_answered else StepCode.SEARCH_AGREED)
    elif is_answered and answer.excerpts[0].passage.key == of_search.excerpts[0].passage.key:
        said = Step(StepCode.SEARCH_AGREED)
    else:
        said = Step(StepCode.SEARCH_FIRST, (_source(of_search.excerpts[0].article),))
    return replace(of_search.explanation, steps=(chose, said, *of_search.explanation.steps))


def explain_failure(explanation: Explanation, reader: str) -> Explanation:
    """Return the explanation of an answer for which the reader gave no valid choice."""
    return replace(explanation, steps=(Step(StepCode.READER_FAILED, (reader,)), *explanation.steps))


def _source(article: Article) -> str:
    """Return the publisher and the date of an article, or what is known of it."""
    return ", ".join(filter(None, (article.publisher or article.title, article.published.plain))) or article.id


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


def _verdict_steps(features: VerdictFeatures, model: LinearModel, least: float) -> Iterator[Step]:
    """Yield the steps whose weights add up to the logit of the probability, and last the probability.

    Steps of little weight are left out.
    """
    start, end = _usual_contributions(model), model.contributions(np.array(features.row(model.names), np.float32))
    yield Step(StepCode.START, weight=round(model.bias + float(start.sum()), 3))
    weights = np.bincount(_steps_of_columns(model.names), end - start, len(_GROUPS)).tolist()
    for (code, names), weight in zip(_GROUPS.items(), weights, strict=True):
        if abs(weight) >= _MIN_SHOWN_WEIGHT:
            value = getattr(features, names[0])
            share = sigmoid(value) if code is StepCode.FIT else value
            # Sums of floats depend on the order of the passages in their last digits.
            yield Step(code, share=round(share, 3), weight=round(weight, 3))
    likely = sigmoid(model.bias + float(end.sum()))
    yield Step(StepCode.RESULT, share=round(likely, 3), least=least)


@lru_cache(maxsize=4)
def _usual_contributions(model: LinearModel) -> Vectors:
    """Return what each feature adds for an average question without any fault."""
    is_penalty = np.array([name in _PENALTIES for name in model.names])
    return model.contributions(np.where(is_penalty, np.float32(0), model.mean))


@lru_cache(maxsize=4)
def _steps_of_columns(names: tuple[str, ...]) -> npt.NDArray[np.intp]:
    """Return the place among _GROUPS of the step to which each column of a model with these features belongs."""
    codes = list(_GROUPS)
    place_of = {name: codes.index(code) for code, group in _GROUPS.items() for name in group}
    return np.array([place_of.get(name, codes.index(StepCode.ASKED)) for name in names], np.intp)
