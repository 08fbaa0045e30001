"""Features as columns of an array."""

from __future__ import annotations

import numpy as np

from bot.search.ranking.feature_columns import feature_columns


def test_columns_are_in_the_order_of_the_names() -> None:
    """Each row has the values of all features as floats, in the order of the names, whatever their types are."""
    values = {"asks": np.array([True, False]), "place": np.array([3, 4])}
    assert feature_columns(("place", "asks"), values).tolist() == [[3, 1], [4, 0]]


def test_a_gap_is_made_from_the_feature_of_its_name() -> None:
    """The gap of a feature is its difference from the highest value, wherever both stand."""
    values = {"worth": np.array([1.0, 4.0, 2.0]), "cosine": np.array([0.5, 0.0, 0.25])}
    found = feature_columns(("cosine_gap", "worth", "cosine", "worth_gap"), values)
    assert found[:, 0].tolist() == [0.0, -0.5, -0.25]
    assert found[:, 3].tolist() == [-3.0, 0.0, -2.0]
