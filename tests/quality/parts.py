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
from bot.search.meaning.word_vectors import Vectors
from bot.search.ranking.correction_features import CORRECTION_FEATURES
from bot.search.ranking.model import LINEAR_MODELS, LinearModel, RankingModel, shipped_model
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from bot.search.ranking.trees import TreeModel
from bot.search.ranking.weights import DEFAULT_WEIGHTS, Weights
from tests.engines import engine_over
from tests.language_data import shipped_data
from tests.quality.measure import Figures, figures, run
from tests.quality.suites import SUITES, load_suite

_DATELESS = ("relevance", "relevance_changing", "is_relevant", "likelihood")
"""The features of the order that no date changes."""
_SUBJECT = ("other_subject", "original_asked", "original_not_asked", "new_asked", "new_not_asked")
"""The features of a passage's relevance for the film that it is about."""
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
    Part(
        "age of news",
        features={
            "relevance": ("outdated",),
            "order": _DATED,
            "correction": ("current", "current_share", "current_if_alike", "days_after_best"),
        },
    ),
    Part("correction by trees", features={"correction": CORRECTION_FEATURES}),
    Part(
        "times named",
        weights=_weights(year=0),
        features={"relevance": ("named_year", "near_named_time")},
    ),
    Part("refusing", weights=_weights(min_probability=0)),
)


@dataclass(frozen=True)
class BlindTrees(TreeModel):
    """Trees that cannot tell the candidates of a question apart by some features."""

    left_out: tuple[int, ...] = ()
    """Numbers of these features."""

    def scores(self, features: Vectors) -> Vectors:
        """Return the score of each row of features, with the mean of all rows in place of those left out."""
        seen = features.copy()
        seen[:, self.left_out] = features[:, self.left_out].mean(axis=0)
        return super().scores(seen)


def model_without(features: Mapping[str, Collection[str]]) -> RankingModel:
    """Return the shipped models without these features: each counts as its mean.

    The trees that correct the order lack those of the relevance and of the order, too. Raises ValueError if a model has
    no such feature.
    """
    model = shipped_model()
    for name, left_out in features.items():
        if unknown := set(left_out) - set(getattr(model, name).names):
            raise ValueError(f"the model has no feature {', '.join(sorted(unknown))}")
    linear: dict[str, Any] = {
        name: _without(getattr(model, name), left_out) for name, left_out in features.items() if name in LINEAR_MODELS
    }
    trees, unseen = model.correction, {each for left_out in features.values() for each in left_out}
    numbers = tuple(number for number, name in enumerate(trees.names) if name in unseen)
    return replace(model, **linear, correction=BlindTrees(trees.names, trees.trees, numbers))


def _without(model: LinearModel, left_out: Collection[str]) -> LinearModel:
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
