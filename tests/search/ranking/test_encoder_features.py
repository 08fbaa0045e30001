"""The features that a sentence encoder tells."""

from __future__ import annotations

import numpy as np
import pytest

from bot.search.ranking.encoder_features import ENCODER_FEATURES, encoder_features
from bot.search.ranking.feature_columns import feature_columns


def test_the_gap_is_that_to_the_nearest_passage() -> None:
    """Each passage has its similarity, and what it lacks of the highest one."""
    values = encoder_features(np.array([0.8, 0.9, 0.5], np.float32))
    similarity, gap = feature_columns(ENCODER_FEATURES, values).T
    assert similarity == pytest.approx([0.8, 0.9, 0.5])
    assert gap == pytest.approx([-0.1, 0, -0.4])
