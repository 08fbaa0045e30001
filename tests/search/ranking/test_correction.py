"""What trees add to the order of the candidates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.domain import PublishedDate
from bot.search.ranking.correction_features import CORRECTION_FEATURES
from bot.search.ranking.trees import Split, Tree, TreeModel
from tests.search.ranking.helpers import meaning, passage, sentence, small_model
from tests.search.ranking.test_candidates import FILMING, RELEASE, candidates_of, feature

OLD, NEW = PublishedDate(2025, 3, 10), PublishedDate(2026, 3, 10)


def trees(name: str, threshold: float, gain: float) -> TreeModel:
    """Return one tree that gives `gain` to values of a feature above a threshold."""
    split = Split(CORRECTION_FEATURES.index(name), threshold, 0, 1)
    return TreeModel(CORRECTION_FEATURES, (Tree((split,), (0.0, gain)),))


def test_trees_correct_the_order() -> None:
    """A candidate that the trees prefer comes before one that the linear model of the order prefers."""
    pair = passage(sentence({"film", "paris"}), published=OLD), passage(sentence({"film"}), published=NEW)
    model = small_model(relevance={"worth": 1.0}, changes=20.0)
    found = candidates_of(*pair, model=model)
    assert found.order[0] > found.order[1]
    corrected = found.with_model(replace(model, correction=trees("days_after_best", 100, 5.0)))
    assert corrected.order[0] == found.order[0]
    assert corrected.order[1] == pytest.approx(found.order[1] + 5)


def test_only_candidates_that_may_come_first_are_corrected() -> None:
    """Trees do not lift a candidate that is hardly relevant."""
    fits, other = passage(sentence({"film"}, meaning(FILMING))), passage(sentence({"x"}, meaning(RELEASE)))
    model = small_model(relevance={"overlap": 20.0})
    found = candidates_of(fits, other, meaning=meaning(FILMING), model=model)
    corrected = found.with_model(replace(model, correction=trees("changing", -1, 5.0)))
    assert found.may_be_first.tolist() == [True, False]
    assert (corrected.order - found.order).tolist() == pytest.approx([5, 0])


@pytest.mark.parametrize(("newer", "current"), [(FILMING, 0.2), (RELEASE, 0.6)])
def test_a_statement_is_current_until_a_newer_one_answers(newer: dict[int, float], current: float) -> None:
    """A newer statement replaces an older one as far as it answers: probably, or with even odds."""
    pair = (
        passage(sentence({"film"}, meaning(FILMING)), published=OLD),
        passage(sentence({"x"}, meaning(newer)), published=NEW),
    )
    model = small_model(relevance={"overlap": 20.0}, changes=20.0)
    found = candidates_of(*pair, meaning=meaning(FILMING), model=model)
    assert feature(found.correction_features, CORRECTION_FEATURES, "current")[0] == pytest.approx(current, abs=0.1)


def test_values_of_the_best_candidate() -> None:
    """The most relevant candidate is no days after itself, and has its own meaning."""
    pair = passage(sentence({"film", "paris"}), published=OLD), passage(sentence({"film"}), published=NEW)
    found = candidates_of(*pair, model=small_model(relevance={"worth": 5.0}))
    assert feature(found.correction_features, CORRECTION_FEATURES, "days_after_best") == [0, 365]
    assert found.correction_features.shape == (2, len(CORRECTION_FEATURES))
    assert np.isfinite(found.correction_features).all()
