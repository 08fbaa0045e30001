"""`python -m tests.quality.parts`: ablation of the search, with one part switched off at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.search.language.concepts import ConceptList
from bot.search.language.language_data import LanguageData
from bot.search.language.names import NameList
from bot.search.ranking.model import LinearModel, RankingModel, shipped_model
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from tests.engines import engine_over
from tests.language_data import shipped_data
from tests.quality.measure import Figures, figures, run
from tests.quality.suites import SUITES, load_suite

_DATELESS = ("relevance", "relevance_changing", "is_relevant", "likelihood")
"""The features of the order that no date changes."""
_SUBJECT = ("other_subject", "original_asked", "original_not_asked", "new_asked", "new_not_asked")
"""The features of a passage's relevance that tell which film it is about."""
_DATED = tuple(name for name in ORDER_FEATURES if name not in _DATELESS)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the search, with the data, weights and features that switch it off."""

    name: str
    data: Callable[[LanguageData], LanguageData] = lambda data: data
    weights: Weights = DEFAULT_WEIGHTS
    features: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The features of each model that get the weight 0, by the name of the model."""


def _word_features(name: str) -> Mapping[str, Collection[str]]:
    """Return the features that compare words with those of passages and have this name or one that contains it."""
    models = {"sentence": SENTENCE_FEATURES, "relevance": RELEVANCE_FEATURES}
    return {model: [each for each in features if name in each] for model, features in models.items()}


def _weights(**changed: float) -> Weights:
    return replace(DEFAULT_WEIGHTS, **changed)


PARTS = (
    Part("the whole"),
    Part("concepts", lambda data: replace(data, concepts=ConceptList())),
    Part("near concepts", weights=_weights(near_concept=0, near_pair=0, near_open=0)),
    Part("names as units", lambda data: replace(data, names=NameList({}, []))),
    Part("spelling", lambda data: replace(data, corrects_spelling=False)),
    Part("kinds of answer", lambda data: replace(data, kinds=ConceptList())),
    Part(
        "standing together",
        features={
            "sentence": ("worth", "worth_gap"),
            "relevance": ("worth", "worth_share", "coverage", "coverage_gap"),
            "verdict": ("coverage",),
        },
    ),
    Part(
        "meaning",
        features={
            "sentence": ("overlap", "overlap_gap", "probability", "cosine"),
            "relevance": (
                *("overlap", "overlap_gap", "log_probability", "log_probability_gap", "top_intent"),
                *("cosine", "cosine_gap", "mean_cosine", "passage_overlap", "passage_log_probability"),
            ),
            "verdict": ("overlap", "cosine", "cosine_distance", "certainty"),
        },
    ),
    Part("near words", features=_word_features("word_match")),
    Part("query expansion", features=_word_features("expected_words")),
    Part(
        "states of facts",
        features={
            "relevance": (
                *("planned", "happened", "changed", "open", "denied", "rumoured"),
                *("past_happened", "past_planned", "future_planned"),
            ),
            "order": (
                *("planned_changing", "happened_changing", "changed_changing", "open_changing"),
                *("planned_past_changing", "happened_past_changing", "planned_past_superseded_changing"),
            ),
        },
    ),
    Part("intents in the verdict", features={"verdict": ("overlap", "certainty", "off_topic", "detail")}),
    Part(
        "which film",
        features={
            "sentence": ("other_subject",),
            "relevance": (*_SUBJECT, "off_topic", "may_be_other_film", "facts_elsewhere", "aside"),
            "verdict": ("other_subject", "elsewhere"),
        },
    ),
    Part("age of news", features={"relevance": ("outdated",), "order": _DATED}),
    Part(
        "times named",
        weights=_weights(year=0),
        features={"relevance": ("named_year", "near_named_time")},
    ),
    Part("refusing", weights=_weights(min_probability=0)),
)


def model_without(features: Mapping[str, Collection[str]]) -> RankingModel:
    """Return the shipped models with the weight 0 for these features, so that each counts as its mean.

    Raises ValueError if a model has no such feature.
    """
    model = shipped_model()
    changed: dict[str, Any] = {name: _without(getattr(model, name), left_out) for name, left_out in features.items()}
    return replace(model, **changed)


def _without(model: LinearModel, left_out: Collection[str]) -> LinearModel:
    unknown = set(left_out) - set(model.names)
    if unknown:
        raise ValueError(f"the model has no feature {', '.join(sorted(unknown))}")
    kept = np.array([name not in left_out for name in model.names])
    return replace(model, weights=model.weights * kept)


def figures_without(part: Part, name: str) -> Figures:
    """Return the figures of a suite without this part of the search."""
    suite = load_suite(name)
    data = part.data(shipped_data())
    engine = engine_over(suite.articles, data, part.weights, model_without(part.features))
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
