"""An index state survives a stay in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.search.index import IndexState, PassageIndex
from bot.search.snapshot import array_file
from tests.search.index.reference import random_passages

PASSAGES = random_passages(2000, seed=3)
QUESTION = [(("w0", "w3"), 1.0), (("w40",), 2.0), (("w250",), 1.0)]


def make_state() -> IndexState:
    """Return several segments, one of which has lost passages."""
    state = IndexState.from_passages(PASSAGES[:1500]).with_passages(PASSAGES[1500:])
    return state.without([3, 700], [PASSAGES[3], PASSAGES[700]])


def through_file(state: IndexState, path: Path) -> IndexState:
    """Save the state and load it again."""
    sizes, arrays = state.to_arrays()
    array_file.save(path, "these", {"segments": sizes}, arrays)
    content, mapped = array_file.load(path, "these")
    return IndexState.from_arrays(content["segments"], mapped)


def test_a_loaded_state_gives_the_same_scores(tmp_path: Path) -> None:
    """A loaded state gives the scores of the saved one, before and after further additions and removals."""
    loaded = through_file(make_state(), tmp_path / "index")
    for one, other in ((make_state(), loaded), (_changed(make_state()), _changed(loaded))):
        numbers, scores = PassageIndex(one).best(QUESTION, 50)
        other_numbers, other_scores = PassageIndex(other).best(QUESTION, 50)
        assert other_numbers.tolist() == numbers.tolist()
        assert other_scores == pytest.approx(scores, abs=1e-9)


def _changed(state: IndexState) -> IndexState:
    return state.with_passages(random_passages(30, seed=4)).without([9], [PASSAGES[9]])


def test_an_empty_state_can_be_saved(tmp_path: Path) -> None:
    """A state without passages is saved and loaded like any other."""
    assert through_file(IndexState(), tmp_path / "index").limit == 0
