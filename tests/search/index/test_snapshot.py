from __future__ import annotations

from pathlib import Path

import pytest

from bot.search.index import IndexState, PassageIndex
from bot.search.index.snapshot import from_arrays, to_arrays
from bot.search.snapshot import array_file
from tests.search.index.texts import random_bags

PASSAGES = random_bags(2000, seed=3)
QUESTION = [(("w0", "w3"), 1.0), (("w40",), 2.0), (("w250",), 1.0)]


def state() -> IndexState:
    """Some segments, one of which has lost passages."""
    held = IndexState.of(PASSAGES[:1500]).with_passages(PASSAGES[1500:])
    return held.without([3, 700], [PASSAGES[3], PASSAGES[700]])


def kept_and_loaded(held: IndexState, path: Path) -> IndexState:
    """The state after a stay in a file."""
    sizes, arrays = to_arrays(held)
    array_file.save(path, "these", {"segments": sizes}, arrays)
    content, mapped = array_file.load(path, "these")
    return from_arrays(content["segments"], mapped)


def test_what_was_kept_is_searched_alike(tmp_path: Path) -> None:
    """A file gives the scores of the state that it was made of, and takes additions and removals."""
    loaded = kept_and_loaded(state(), tmp_path / "index")
    for one, other in ((state(), loaded), (_changed(state()), _changed(loaded))):
        numbers, scores = PassageIndex(one).best(QUESTION, 50)
        found, gained = PassageIndex(other).best(QUESTION, 50)
        assert found.tolist() == numbers.tolist()
        assert gained == pytest.approx(scores, abs=1e-9)


def _changed(held: IndexState) -> IndexState:
    return held.with_passages(random_bags(30, seed=4)).without([9], [PASSAGES[9]])


def test_an_empty_edition_is_kept_too(tmp_path: Path) -> None:
    """Without passages there is a file as well."""
    assert kept_and_loaded(IndexState(), tmp_path / "index").limit == 0
