"""Small meanings, passages and models for the tests of the ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from bot.domain import About, Article, Passage, PublishedDate, Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence
from bot.search.meaning.intents import EMPTY_MEANING, STATES, TOP_INTENTS, VECTOR_SIZE, _encode
from bot.search.meaning.query_expansion import QueryExpansion
from bot.search.meaning.word_vectors import Vectors, WordVectors
from bot.search.ranking.correction_features import CORRECTION_FEATURES
from bot.search.ranking.model import LinearModel, RankingModel
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.question_features import QUESTION_FEATURES
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from bot.search.ranking.trees import MAX_LEAVES, Split, Tree, TreeModel

INTENTS = 12
DIMENSIONS = WordVectors.load().dimensions
"""Number of intents in the small meanings."""


def meaning(intents: Mapping[int, float], state: str = "H", direction: int = 0) -> bytes:
    """Return an encoded meaning with these probabilities, one state, and a vector along one dimension."""
    probabilities = np.zeros((1, INTENTS), np.float32)
    probabilities[0, list(intents)] = list(intents.values())
    states = np.array([[letter == state for letter in STATES]], np.float32)
    return _encode(probabilities, states, np.eye(VECTOR_SIZE, dtype=np.float32)[[direction]]).tobytes()


def any_meaning(rng: np.random.Generator) -> bytes:
    """Return a random meaning, such as a model may give, or the empty one."""
    if rng.random() < 0.1:
        return EMPTY_MEANING
    intents = rng.dirichlet(np.full(INTENTS, 0.2), 1).astype(np.float32)
    states = rng.dirichlet(np.full(len(STATES), 0.2), 1).astype(np.float32)
    vector = rng.normal(size=(1, VECTOR_SIZE)).astype(np.float32)
    assert TOP_INTENTS <= INTENTS
    return _encode(intents, states, vector / np.linalg.norm(vector)).tobytes()


def sentence(
    terms: frozenset[str] | set[str] = frozenset(),
    meaning: bytes = EMPTY_MEANING,
    about: About = About.SUBJECT,
    last_day: date | None = None,
) -> AnalysedSentence:
    """Return a sentence with these terms and this meaning."""
    day = last_day.toordinal() if last_day else 0
    return AnalysedSentence(Span(0, 1), frozenset(terms), about=about, first_day=day, last_day=day, meaning=meaning)


def passage(
    *sentences: AnalysedSentence,
    published: PublishedDate = PublishedDate(),  # noqa: B008 - a frozen value
) -> AnalysedPassage:
    """Return a passage of these sentences in an article of its own."""
    whole = Passage(Article("a", "x", published=published), 1, Span(0, 1))
    return AnalysedPassage(whole, sentences, frozenset(), Counter())


def linear(names: Sequence[str], **weights: float) -> LinearModel:
    """Return a linear model in which only these features count."""
    zeros, ones = np.zeros(len(names), np.float32), np.ones(len(names), np.float32)
    assert set(weights) <= set(names)
    return LinearModel(tuple(names), zeros, ones, np.array([weights.get(name, 0.0) for name in names], np.float32))


def small_model(
    sentence: Mapping[str, float] | None = None,
    relevance: Mapping[str, float] | None = None,
    changes: float = 0.0,
    order: Mapping[str, float] | None = None,
) -> RankingModel:
    """Return models in which only these features count. `changes` is the bias of the model of that name."""
    names = (*QUESTION_FEATURES, *(f"intent:{number}" for number in range(INTENTS)))
    of_questions = linear(names)
    return RankingModel(
        expansion=QueryExpansion.blank(DIMENSIONS),
        sentence=linear(SENTENCE_FEATURES, **(sentence or {})),
        relevance=linear(RELEVANCE_FEATURES, **(relevance or {})),
        changes=LinearModel(names, of_questions.mean, of_questions.deviation, of_questions.weights, changes),
        order=linear(ORDER_FEATURES, **(order or {"relevance": 1.0})),
        verdict=linear(("coverage",)),
    )


def any_linear(names: Sequence[str], rng: np.random.Generator) -> LinearModel:
    """Return a linear model with random weights."""
    columns: Vectors = rng.normal(size=(3, len(names))).astype(np.float32)
    return LinearModel(tuple(names), columns[0], np.abs(columns[1]) + np.float32(0.01), columns[2] * 3, rng.normal())


def any_model(rng: np.random.Generator) -> RankingModel:
    """Return models with random weights."""
    intents = (f"intent:{number}" for number in range(INTENTS))
    names = (SENTENCE_FEATURES, RELEVANCE_FEATURES, (*QUESTION_FEATURES, *intents), ORDER_FEATURES, ("coverage",))
    sentence, relevance, changes, order, verdict = (any_linear(each, rng) for each in names)
    trees = TreeModel(CORRECTION_FEATURES, tuple(any_tree(rng, len(CORRECTION_FEATURES)) for _ in range(5)))
    return RankingModel(QueryExpansion.blank(DIMENSIONS), sentence, relevance, changes, order, verdict, trees)


def any_tree(rng: np.random.Generator, features: int) -> Tree:
    """Return a tree of 2 to 16 leaves with random splits and values."""
    count = int(rng.integers(2, MAX_LEAVES + 1))
    return Tree(tuple(_any_splits(rng, features, 0, count)), tuple(rng.normal(size=count).round(5).tolist()))


def _any_splits(rng: np.random.Generator, features: int, first: int, count: int) -> Iterator[Split]:
    """Yield the splits of a tree with this number of leaves; `first` is the number of its first leaf."""
    if count == 1:
        return
    left = int(rng.integers(1, count))
    threshold = float(str(np.float32(rng.normal())))
    yield Split(int(rng.integers(features)), threshold, first, first + left)
    yield from _any_splits(rng, features, first, left)
    yield from _any_splits(rng, features, first + left, count - left)
