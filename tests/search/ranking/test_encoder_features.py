"""The features that need a sentence encoder."""

from __future__ import annotations

import numpy as np
import pytest

from bot.search.meaning.embeddings import Similarities
from bot.search.ranking.encoder_features import ENCODER_FEATURES, encoder_features
from bot.search.ranking.feature_columns import feature_columns


def test_the_gap_is_that_to_the_nearest_passage() -> None:
    """Each passage has its similarities, and what each lacks of the highest one."""
    cosines, projected = np.array([[0.8, 0.9, 0.5], [0.1, 0.2, 0.4]], np.float32)
    columns = feature_columns(ENCODER_FEATURES, encoder_features(Similarities(cosines, projected)))
    similarity, gap, projected_similarity, projected_gap = columns.T
    assert similarity == pytest.approx([0.8, 0.9, 0.5])
    assert gap == pytest.approx([-0.1, 0, -0.4])
    assert projected_similarity == pytest.approx([0.1, 0.2, 0.4])
    assert projected_gap == pytest.approx([-0.3, -0.2, 0])
