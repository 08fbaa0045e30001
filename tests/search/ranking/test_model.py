"""The learned models: how features become scores, and the data file."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.meaning.intents import shipped_intents
from bot.search.ranking.correction_features import CORRECTION_FEATURES
from bot.search.ranking.encoder_features import ENCODER_FEATURES
from bot.search.ranking.model import (
    LINEAR_MODELS,
    MAX_DEVIATIONS,
    LinearModel,
    RankingModel,
    median,
    shipped_encoder_model,
    shipped_model,
    sigmoid,
    sigmoids,
)
from bot.search.ranking.order_features import ORDER_FEATURES
from bot.search.ranking.question_features import QUESTION_FEATURES
from bot.search.ranking.relevance_features import RELEVANCE_FEATURES
from bot.search.ranking.sentence_features import SENTENCE_FEATURES
from bot.search.verdict import ENCODER_VERDICT, VERDICT_FEATURES, VerdictFeatures, asked_names
from tests.search.ranking.helpers import any_linear, any_model, linear


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=9))
def test_median(values: list[float]) -> None:
    """The median is that of NumPy."""
    assert median(np.array(values, np.float32)) == float(np.median(np.array(values, np.float32)))


def test_scores() -> None:
    """A score is the bias plus the weighted distances from the means, in standard deviations."""
    mean, deviation, weights = (np.array(values, np.float32) for values in ([10, 0], [2, 1], [3, -1]))
    model = LinearModel(("a", "b"), mean, deviation, weights, bias=0.5)
    rows = np.array([[10, 0], [12, 0], [10, 2], [4, 2]], np.float32)
    assert model.scores(rows).tolist() == [0.5, 3.5, -1.5, -10.5]
    assert model.contributions(rows)[3].tolist() == [-9, -2]


@pytest.mark.parametrize("value", [1e9, -1e9, np.inf, -np.inf])
def test_clipping(value: float) -> None:
    """A value far from all that were seen counts no more than MAX_DEVIATIONS."""
    model = linear(("a", "b"), a=2.0)
    [score] = model.scores(np.array([[value, 0]], np.float32))
    assert score == np.sign(value) * 2 * MAX_DEVIATIONS


def test_no_rows() -> None:
    """No rows have no scores."""
    assert linear(("a", "b")).scores(np.zeros((0, 2), np.float32)).shape == (0,)


@given(st.integers(0, 2**32 - 1), st.integers(0, 6))
def test_linear_model_as_json(seed: int, features: int) -> None:
    """A model that is written to JSON and read again has the same scores, as far as its numbers are rounded."""
    rng = np.random.default_rng(seed)
    model = any_linear([f"feature {number}" for number in range(features)], rng)
    again = LinearModel.from_json(json.loads(json.dumps(model.to_json())))
    rows = rng.normal(size=(5, features)).astype(np.float32)
    assert again.names == model.names
    assert again.scores(rows) == pytest.approx(model.scores(rows), abs=0.1)
    assert again.weights == pytest.approx(model.weights, abs=1e-5)


def test_ranking_model_as_json() -> None:
    """All models are in the JSON file under their names, and are the same when they are read again."""
    model = any_model(np.random.default_rng(1))
    data = json.loads(json.dumps(model.to_json()))
    again = RankingModel.from_json(data, model.expansion)
    assert list(data) == [*LINEAR_MODELS, "correction"]
    assert again.correction == model.correction
    for name in LINEAR_MODELS:
        one, two = getattr(model, name), getattr(again, name)
        assert one.names == two.names
        for part in ("mean", "deviation", "weights"):
            assert getattr(two, part) == pytest.approx(getattr(one, part), abs=1e-5)
        assert two.bias == pytest.approx(one.bias, abs=1e-5)
    assert again.to_json() == RankingModel.from_json(again.to_json(), model.expansion).to_json()


def test_shipped_models_fit_the_features() -> None:
    """The shipped models were fitted on the features that the search computes, in the same order."""
    model = shipped_model()
    assert model.sentence.names == SENTENCE_FEATURES
    assert model.relevance.names == RELEVANCE_FEATURES
    assert model.changes.names == (*QUESTION_FEATURES, *(f"intent:{name}" for name in shipped_intents().names))
    assert model.order.names == ORDER_FEATURES
    assert model.correction.names == CORRECTION_FEATURES
    assert model.verdict.names == (*VERDICT_FEATURES, *asked_names(shipped_intents().names))


def test_shipped_models_with_an_encoder_fit_the_features() -> None:
    """The models for embedded passages have the features of the others, and those that need an encoder."""
    model, plain = shipped_encoder_model(), shipped_model()
    assert model.relevance.names == (*RELEVANCE_FEATURES, *ENCODER_FEATURES)
    assert VerdictFeatures._fields == (*VERDICT_FEATURES, *ENCODER_VERDICT, "asked")
    assert model.verdict.names == (*VERDICT_FEATURES, *ENCODER_VERDICT, *asked_names(shipped_intents().names))
    for name in ("sentence", "changes", "order", "correction"):
        assert getattr(model, name).names == getattr(plain, name).names


@pytest.mark.parametrize("model", [shipped_model(), shipped_encoder_model()], ids=["plain", "encoder"])
def test_shipped_models_are_finite(model: RankingModel) -> None:
    """All numbers of the shipped models are finite, and the deviations positive."""
    for each in (model.sentence, model.relevance, model.changes, model.order, model.verdict):
        numbers = np.concatenate([each.mean, each.deviation, each.weights, [each.bias]])
        assert np.isfinite(numbers).all()
        assert (each.deviation > 0).all()


@given(st.floats(allow_nan=False))
def test_sigmoid(value: float) -> None:
    """A logit, however large, has a probability strictly between 0 and 1, and the opposite logit its complement."""
    assert 0 < sigmoid(value) < 1
    assert sigmoid(value) + sigmoid(-value) == pytest.approx(1)
    assert sigmoid(0) == 0.5
    assert sigmoids(np.array([value, 0])).tolist() == [pytest.approx(sigmoid(value)), 0.5]
