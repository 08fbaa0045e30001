"""Suites with a reader: its figures beside those of the search alone, its time, its tokens and its failures.

The models of the search are those that were fitted without the suite, so that both rows are as for new questions.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from rich.table import Table

from bot.errors import ReaderError
from bot.search.engine import SearchEngine
from bot.search.reader import Reader
from tests.quality.measure import Figures, Outcome, figures, is_gold, outcome_of
from tests.quality.recording import left_out_engine, sampled
from tests.quality.suites import Question, Suite


@dataclass
class Reading:
    """What came of the questions of a suite with a reader, and without it."""

    suite: Suite
    with_reader: list[Outcome] = field(default_factory=list)
    without: list[Outcome] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """Times of the choices, in seconds, of failed ones too."""
    tokens: list[int] = field(default_factory=list)
    """Tokens of each choice."""
    recalled: list[bool] = field(default_factory=list)
    """Whether a passage that answers was among the candidates, for each question that articles answer."""
    failures: Counter[str] = field(default_factory=Counter)
    """Requests without a choice, by fault. The search answered these questions."""
    details: Counter[str] = field(default_factory=Counter)
    """What the failed requests told, and what to do."""
    best_scores: list[tuple[float, bool]] = field(default_factory=list)
    """The best score of each question of a reader that gives scores, and whether an article answers it."""


async def read_suite(suite: Suite, reader: Reader, limit: float, sample: int = 0) -> Reading:
    """Ask the questions of a suite, at most `sample` of them unless it is 0, each with at most `limit` seconds."""
    reading, engine = Reading(suite), left_out_engine(suite)
    for question in sampled(suite.questions, sample):
        await _read_question(reading, engine, reader, question, limit)
    return reading


async def _read_question(
    reading: Reading, engine: SearchEngine, reader: Reader, question: Question, limit: float
) -> None:
    prepared = engine.with_reader_candidates(engine.prepare(question.text, reading.suite.as_of))
    answer, request = prepared.answer, prepared.request()
    reading.without.append(outcome_of(question, answer))
    if request is not None:
        if question.answerable:
            texts = ((each.passage.article.id, each.passage.passage.text) for each in prepared.reader_candidates)
            reading.recalled.append(any(is_gold(question, article, text) for article, text in texts))
        started = time.monotonic()
        try:
            async with asyncio.timeout(limit):
                choice = (await reader.choose(request)).checked(request)
            answer = engine.answer_by_choice(prepared, choice, reader.name)
            reading.tokens.append(choice.tokens)
            if choice.best_score is not None:
                reading.best_scores.append((choice.best_score, question.answerable))
        except TimeoutError:
            reading.failures["too slow"] += 1
            reading.details[f"no answer in {limit:g} s: take a faster model, or set --seconds higher"] += 1
        except ReaderError as error:
            reading.failures[error.fault.value.replace("_", " ")] += 1
            reading.details[error.detail] += 1
        reading.seconds.append(time.monotonic() - started)
    reading.with_reader.append(outcome_of(question, answer))


def readings_table(readings: Sequence[Reading], name: str) -> Table:
    """Return a table with two rows for each suite."""
    table = Table(title=f"with {name} and without", title_justify="left")
    columns = [each.name.replace("_", " ") for each in fields(Figures)]
    for column in ("suite", "", *columns, "recall", "s, half", "s, 99%", "tokens", "no choice"):
        table.add_column(column)
    for each in readings:
        table.add_row(each.suite.name, "without", *_shown(figures(each.without)))
        spent = [f"{sum(each.recalled) / len(each.recalled):.2f}" if each.recalled else ""]
        spent += [f"{_share_within(each.seconds, share):.2f}" for share in (0.5, 0.99)]
        tokens = f"{sum(each.tokens) / len(each.tokens):.0f}" if each.tokens else ""
        table.add_row("", "with", *_shown(figures(each.with_reader)), *spent, tokens, str(each.failures.total()))
    return table


def failure_lines(readings: Sequence[Reading]) -> list[str]:
    """Return a line for each reason why there was no choice, the most frequent first."""
    details = sum((each.details for each in readings), Counter[str]())
    return [f"{count} without a choice: {detail}" for detail, count in details.most_common()]


def _shown(row: Figures) -> list[str]:
    values = [getattr(row, each.name) for each in fields(Figures)]
    return [str(value) if isinstance(value, int) else f"{value:.2f}" for value in values]


def _share_within(seconds: Sequence[float], share: float) -> float:
    """Return the time within which this share of the requests ended; NaN without any."""
    return sorted(seconds)[math.ceil(share * len(seconds)) - 1] if seconds else math.nan


def proposed_bound(readings: Sequence[Reading]) -> float | None:
    """Return the score that separates questions with an answer from those without with the fewest mistakes.

    A mistake in either share counts the same. None if the reader gives no scores, or one kind of question is missing.
    """
    scores = [score for reading in readings for score in reading.best_scores]
    answerable = sorted(score for score, is_answerable in scores if is_answerable)
    others = sorted(score for score, is_answerable in scores if not is_answerable)
    if not answerable or not others:
        return None

    def mistakes(bound: float) -> float:
        refused, answered = sum(score < bound for score in answerable), sum(score >= bound for score in others)
        return refused / len(answerable) + answered / len(others)

    return min((score for score, _ in scores), key=lambda bound: (mistakes(bound), bound))
