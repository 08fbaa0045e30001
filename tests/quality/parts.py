"""`python -m tests.quality.parts`: ablation of the search, with one part switched off at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.language.lexicon import Translations
from bot.search.language.names import NameList
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from tests.engines import engine_over
from tests.language_data import shipped_data
from tests.quality.measure import Figures, figures, run
from tests.quality.suites import SUITES, load_suite


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search, with the data and weights that switch it off."""

    name: str
    data: Callable[[LanguageData], LanguageData] = lambda data: data
    weights: Weights = DEFAULT_WEIGHTS


def _weights(**changed: float) -> Weights:
    return replace(DEFAULT_WEIGHTS, **changed)


PARTS = (
    Part("the whole"),
    Part("concepts", lambda data: replace(data, concepts=ConceptList())),
    Part("near concepts", weights=_weights(near_concept=0, near_pair=0, near_open=0)),
    Part("names as units", lambda data: replace(data, names=NameList({}, []))),
    Part("translations", lambda data: replace(data, translations=Translations(""))),
    Part("spelling", lambda data: replace(data, corrects_spelling=False)),
    Part("kinds of answer", lambda data: replace(data, kinds=ConceptList())),
    Part("standing together", weights=_weights(proximity=0)),
    Part("which film", weights=_weights(other_film=1, facts_elsewhere=1, aside=1)),
    Part("age of news", weights=_weights(recency_floor=1, outdated=1)),
    Part("times named", weights=_weights(outside_named_time=1, year_of_named_month=1, year=0)),
    Part("refusing", weights=_weights(min_probability=0)),
)


def figures_without(part: Part, name: str) -> Figures:
    """Return the figures of a suite without this part of the search."""
    suite = load_suite(name)
    data = part.data(shipped_data())
    engine = engine_over(suite.articles, data, part.weights)
    return figures(run(suite, lambda question: engine.answer(question, suite.as_of)))


def _cells(part: Part) -> Iterator[str]:
    for name in SUITES:
        row = figures_without(part, name)
        shares = (row.hit1, row.newest_first, row.answered_wrongly, row.refused_wrongly)
        yield " ".join(f"{share:.2f}" for share in shares)


def main() -> None:
    """Measure the search without each part and print the table."""
    table = Table(title="hit@1, newest first, answered wrongly, refused wrongly; without …", title_justify="left")
    for column in ("", *SUITES):
        table.add_column(column, no_wrap=True)
    for part in PARTS:
        table.add_row(part.name, *_cells(part))
    Console(width=230).print(table)


if __name__ == "__main__":
    main()
