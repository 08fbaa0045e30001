from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import SnapshotError
from bot.search.index import Edition, PassageIndex
from bot.search.index.snapshot import load, open_or_build, save
from tests.search.index.texts import random_bags

PASSAGES = random_bags(2000, seed=3)
QUESTION = [(("w0", "w3"), 1.0), (("w40",), 2.0), (("w250",), 1.0)]


def edition() -> Edition:
    """Some segments, one of which has lost passages."""
    held = Edition.of(PASSAGES[:1500]).with_bags(PASSAGES[1500:])
    return held.without([3, 700], [PASSAGES[3], PASSAGES[700]])


def test_what_was_saved_is_searched_alike(tmp_path: Path) -> None:
    """A snapshot gives the scores of the edition that it was made of, and takes additions and removals."""
    path = tmp_path / "index"
    save(path, edition(), "these")
    loaded = load(path, "these")
    for one, other in ((edition(), loaded), (_changed(edition()), _changed(loaded))):
        numbers, scores = PassageIndex(one).best(QUESTION, 50)
        found, gained = PassageIndex(other).best(QUESTION, 50)
        assert found.tolist() == numbers.tolist()
        assert gained == pytest.approx(scores, abs=1e-9)
    assert [each.name for each in tmp_path.iterdir()] == ["index"]


def _changed(held: Edition) -> Edition:
    return held.with_bags(random_bags(30, seed=4)).without([9], [PASSAGES[9]])


def test_an_empty_edition_is_kept_too(tmp_path: Path) -> None:
    """Without passages there is a snapshot as well."""
    save(tmp_path / "index", Edition(), "none")
    assert load(tmp_path / "index", "none").limit == 0


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (Path.unlink, "there is no snapshot"),
        (lambda path: path.write_bytes(b""), "cannot be read"),
        (lambda path: path.write_bytes(b"heat2 index 0\n" + bytes(100)), "another version"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "is damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:20]), "is damaged"),
        (lambda path: save(path, Edition(), "others"), "of other articles"),
    ],
)
def test_what_cannot_be_used_is_made_anew_and_reported(
    spoil: Callable[[Path], None], why: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing, old or damaged snapshot is told from a good one, reported, and replaced."""
    path = tmp_path / "index"
    save(path, edition(), "these")
    spoil(path)
    with caplog.at_level(logging.WARNING):
        made = open_or_build(path, "these", edition)
    assert why in caplog.text
    assert made.count == load(path, "these").count == 1998


@pytest.mark.parametrize("place", [60, 500, -3])
def test_one_flipped_bit_is_noticed(place: int, tmp_path: Path) -> None:
    """Wherever a bit is wrong, in the header or in an array, the file counts as damaged."""
    path = tmp_path / "index"
    save(path, edition(), "these")
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(SnapshotError, match="damaged"):
        load(path, "these")


def test_a_good_snapshot_is_not_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is built and nothing is reported when the snapshot will do."""
    save(tmp_path / "index", edition(), "these")
    made = open_or_build(tmp_path / "index", "these", Edition)
    assert made.count == 1998
    assert caplog.text == ""


def test_where_nothing_can_be_written_the_search_goes_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A folder that is not there costs the next start its speed and nothing else."""
    made = open_or_build(tmp_path / "missing" / "index", "these", edition)
    assert made.count == 1998
    assert "cannot be kept" in caplog.text
