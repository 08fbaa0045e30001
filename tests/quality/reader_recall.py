"""`python -m tests.quality.reader_recall`: the recall of the candidates for a reader.

This is the share of questions with a passage that answers among the candidates. The models of the search are those that
were fitted without the suite. A question counts if articles answer it and a reader may choose (see `PreparedAnswer`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.search.answering import PreparedAnswer
from bot.search.ranking.ranker import RankedPassage
from bot.search.reader import MAX_PASSAGES
from tests.quality.measure import is_gold
from tests.quality.recording import RECORDED, left_out_engine
from tests.quality.suites import SUITES, UNREAD, Question, Suite, load_suite

COUNTS: Final = (10, 12, 15, MAX_PASSAGES)
console = Console(width=150)


@dataclass(frozen=True, slots=True)
class Recall:
    """Whether the candidates for one question hold its answer, by the number of candidates."""

    question: Question
    by_search: bool
    """Whether a passage that answers is among the ten that the search alone ranks highest."""
    right: tuple[bool, ...]
    """Whether a passage that answers is among the candidates, for each of COUNTS."""
    newest: tuple[bool, ...]
    """The same for the newest state."""


def recalls(suite: Suite) -> list[Recall]:
    """Return the recall for each answerable question of a suite for which a reader may choose."""
    engine, found = left_out_engine(suite), []
    for question in suite.questions:
        prepared = engine.prepare(question.text, suite.as_of)
        if question.answerable and prepared.reader_may_choose:
            candidates = [engine.with_reader_candidates(prepared, count) for count in COUNTS]
            found.append(_recall(question, prepared, candidates))
    return found


def _recall(question: Question, prepared: PreparedAnswer, candidates: Sequence[PreparedAnswer]) -> Recall:
    right = [[each for each in some.reader_candidates if _answers(each, question)] for some in candidates]
    newest = (any(each.passage.article.id in question.newest for each in some) for some in right)
    best = prepared.ranked[: COUNTS[0]]
    return Recall(question, any(_answers(each, question) for each in best), tuple(map(bool, right)), tuple(newest))


def _answers(ranked: RankedPassage, question: Question) -> bool:
    return is_gold(question, ranked.passage.article.id, ranked.passage.passage.text)


def table_of(recalls_of: dict[str, list[Recall]]) -> Table:
    """Return a table with a row for each suite, and for groups of them."""
    table = Table(title="recall of the candidates for a reader (of the newest state)", title_justify="left")
    for column in ("suite", "questions", "10 of the search", *map(str, COUNTS)):
        table.add_column(column)
    groups = {name: [name] for name in recalls_of} | {
        "recorded suites": [name for name in RECORDED if name in recalls_of],
        "all suites": list(recalls_of),
    }
    for title, names in groups.items():
        table.add_row(title, *_row([recall for name in names for recall in recalls_of[name]]))
    return table


def _row(some: Sequence[Recall]) -> list[str]:
    changing = [recall for recall in some if recall.question.newest]
    shares = (
        f"{_share(recall.right[place] for recall in some)} ({_share(recall.newest[place] for recall in changing)})"
        for place in range(len(COUNTS))
    )
    return [str(len(some)), _share(recall.by_search for recall in some), *shares]


def _share(values: Iterable[bool]) -> str:
    counted = list(values)
    return f"{sum(counted) / len(counted):.3f}" if counted else "–"


def main() -> None:
    """Print the table and, with --misses, the questions whose answer is not among the candidates."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.reader_recall", description=__doc__)
    parser.add_argument("--suite", action="append", choices=SUITES, help="only this suite; may be repeated")
    parser.add_argument("--together", action="store_true", help="among the articles of all suites, not of each alone")
    parser.add_argument("--misses", action="store_true", help="list the questions, except those nobody reads")
    options = parser.parse_args()
    suites = [load_suite(name) for name in options.suite or SUITES]
    if options.together:
        articles = {article.id: article for name in SUITES for article in load_suite(name).articles}
        suites = [replace(suite, articles=tuple(articles.values())) for suite in suites]
    found = {suite.name: recalls(suite) for suite in suites}
    console.print(table_of(found))
    if options.misses:
        for name in found.keys() - UNREAD:
            for recall in found[name]:
                if not recall.right[-1]:
                    console.print(f"{name} {recall.question.id}: {recall.question.text}", markup=False)


if __name__ == "__main__":
    main()
