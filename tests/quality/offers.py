"""`python -m tests.quality.offers`: the share of questions for which a reader is offered a passage that answers.

A reader can only choose what it is offered. The models of the search are those that were fitted without the suite.
A question counts if articles answer it and it leaves something to choose (see `PreparedAnswer.leaves_choice`).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.console import Console
from rich.table import Table

from bot.search.engine import PreparedAnswer
from bot.search.ranking.ranker import RankedPassage
from bot.search.reader import MAX_PASSAGES
from tests.quality.measure import is_gold
from tests.quality.recording import RECORDED, left_out_engine
from tests.quality.suites import SUITES, UNREAD, Question, Suite, load_suite

COUNTS: Final = (10, 12, 15, MAX_PASSAGES)
console = Console(width=150)


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether a question's answer was offered, by the number of passages that a reader gets."""

    question: Question
    by_search: bool
    """Whether a passage that answers is among the ten that the search alone ranks highest."""
    right: tuple[bool, ...]
    """Whether a passage that answers is offered, for each of COUNTS."""
    newest: tuple[bool, ...]
    """The same for the newest state."""


def offers(suite: Suite) -> list[Offer]:
    """Return the offers of the answerable questions of a suite that leave a choice."""
    engine, found = left_out_engine(suite), []
    for question in suite.questions:
        prepared = engine.prepare(question.text, suite.as_of)
        if question.answerable and prepared.leaves_choice:
            offered = [engine.offer(prepared, count) for count in COUNTS]
            found.append(_offer(question, prepared, offered))
    return found


def _offer(question: Question, prepared: PreparedAnswer, offered: Sequence[PreparedAnswer]) -> Offer:
    right = [[each for each in some.offered if _answers(each, question)] for some in offered]
    newest = (any(each.passage.article.id in question.newest for each in some) for some in right)
    best = prepared.ranked[: COUNTS[0]]
    return Offer(question, any(_answers(each, question) for each in best), tuple(map(bool, right)), tuple(newest))


def _answers(ranked: RankedPassage, question: Question) -> bool:
    return is_gold(question, ranked.passage.article.id, ranked.passage.passage.text)


def table_of(offers_of: dict[str, list[Offer]]) -> Table:
    """Return a table with a row for each suite, and for groups of them."""
    table = Table(title="a passage that answers is offered (the newest state)", title_justify="left")
    for column in ("suite", "questions", "10 of the search", *map(str, COUNTS)):
        table.add_column(column)
    groups = {name: [name] for name in offers_of} | {
        "recorded suites": [name for name in RECORDED if name in offers_of],
        "all suites": list(offers_of),
    }
    for title, names in groups.items():
        table.add_row(title, *_row([offer for name in names for offer in offers_of[name]]))
    return table


def _row(some: Sequence[Offer]) -> list[str]:
    changing = [offer for offer in some if offer.question.newest]
    shares = (
        f"{_share(offer.right[place] for offer in some)} ({_share(offer.newest[place] for offer in changing)})"
        for place in range(len(COUNTS))
    )
    return [str(len(some)), _share(offer.by_search for offer in some), *shares]


def _share(values: Iterable[bool]) -> str:
    counted = list(values)
    return f"{sum(counted) / len(counted):.3f}" if counted else "–"


def main() -> None:
    """Print the table and, with --misses, the questions whose answer is not offered."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.offers", description=__doc__)
    parser.add_argument("--suite", action="append", choices=SUITES, help="only this suite; may be repeated")
    parser.add_argument("--together", action="store_true", help="among the articles of all suites, not of each alone")
    parser.add_argument("--misses", action="store_true", help="list the questions, except those nobody reads")
    options = parser.parse_args()
    suites = [load_suite(name) for name in options.suite or SUITES]
    if options.together:
        articles = {article.id: article for name in SUITES for article in load_suite(name).articles}
        suites = [replace(suite, articles=tuple(articles.values())) for suite in suites]
    found = {suite.name: offers(suite) for suite in suites}
    console.print(table_of(found))
    if options.misses:
        for name in found.keys() - UNREAD:
            for offer in found[name]:
                if not offer.right[-1]:
                    console.print(f"{name} {offer.question.id}: {offer.question.text}", markup=False)


if __name__ == "__main__":
    main()
