"""Measures: shares of the questions of a suite that are answered correctly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.domain import Answer, Excerpt, Verdict
from tests.quality.suites import Question, Suite

Ask = Callable[[str], Answer]
"""Answer a question on the date of the suite."""

_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "\u00a0": " "})


def folded(text: str) -> str:
    """Normalise white space, quotation marks and dashes, so that only words are compared."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text.translate(_FOLD))).strip()


def is_gold(question: Question, article: str, text: str) -> bool:
    """Return whether a text of an article answers the question."""
    text = folded(text)
    return any(gold.article == article and folded(gold.contains) in text for gold in question.gold)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question and the excerpts of its answer."""

    question: Question
    excerpts: tuple[Excerpt, ...]

    def is_gold(self, excerpt: Excerpt, *, quoted: bool = False) -> bool:
        """Whether the paragraph of the excerpt answers the question; with `quoted`, whether the quote itself does."""
        return is_gold(self.question, excerpt.article.id, excerpt.quote if quoted else excerpt.passage.text)

    @property
    def hit1(self) -> bool:
        """Whether the first excerpt is from a paragraph that answers the question."""
        return bool(self.excerpts) and self.is_gold(self.excerpts[0])

    @property
    def hit3(self) -> bool:
        """Whether one of the first three excerpts is from a paragraph that answers the question."""
        return any(self.is_gold(excerpt) for excerpt in self.excerpts[:3])

    @property
    def shown(self) -> bool:
        """Whether the first quote contains the expected words."""
        return bool(self.excerpts) and self.is_gold(self.excerpts[0], quoted=True)

    @property
    def newest_first(self) -> bool:
        """Whether the first excerpt answers the question and is from an article with the newest information."""
        return self.hit1 and self.excerpts[0].article.id in self.question.newest

    @property
    def right(self) -> bool:
        """Whether the first excerpt is right or, for an unanswerable question, there is none."""
        return self.hit1 if self.question.answerable else not self.excerpts


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares from 0 to 1. A share is NaN if no question counts for it."""

    questions: int
    hit1: float
    hit3: float
    shown: float
    newest_first: float
    answered_wrongly: float
    refused_wrongly: float
    altered: int
    """Number of quotes that are not slices of their article."""


def run(suite: Suite, ask: Ask) -> list[Outcome]:
    """Ask all questions of the suite and return the outcomes."""
    return [outcome_of(question, ask(question.text)) for question in suite.questions]


def outcome_of(question: Question, answer: Answer) -> Outcome:
    """Return the outcome of a question with this answer."""
    return Outcome(question, answer.excerpts if answer.verdict is Verdict.ANSWER else ())


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of these outcomes."""
    answerable = [o for o in outcomes if o.question.answerable]
    unanswerable = [o for o in outcomes if not o.question.answerable]
    return Figures(
        len(outcomes),
        _share(o.hit1 for o in answerable),
        _share(o.hit3 for o in answerable),
        _share(o.shown for o in answerable),
        _share(o.newest_first for o in answerable if o.question.newest),
        _share(bool(o.excerpts) for o in unanswerable),
        _share(not o.excerpts for o in answerable),
        sum(not excerpt.is_verbatim for outcome in outcomes for excerpt in outcome.excerpts),
    )


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted) if counted else float("nan")


__all__ = ["Ask", "Figures", "Outcome", "figures", "folded", "is_gold", "outcome_of", "run"]
