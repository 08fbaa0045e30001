"""Arrays in files are mapped as they were, or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from bot.errors import DamagedSnapshotError, SnapshotError
from bot.search.snapshot.array_file import load, save

ARRAYS: list[npt.NDArray[Any]] = [np.arange(1000, dtype=np.int32), np.empty(0, np.float64), np.ones((30, 2), np.uint16)]


def kept(path: Path) -> Path:
    """A file with the arrays."""
    save(path, "these", {"name": "öl\ud800"}, ARRAYS)
    return path


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    """Content and arrays come back with their shapes and kinds, and nothing else lies beside the file."""
    content, arrays = load(kept(tmp_path / "file"), "these")
    loaded = list(arrays)
    assert content == {"name": "öl\ud800"}
    assert [(each.dtype, each.shape, each.tolist()) for each in loaded] == [
        (each.dtype, each.shape, each.tolist()) for each in ARRAYS
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("spoil", "error", "why"),
    [
        (Path.unlink, SnapshotError, "there is no"),
        (lambda path: path.write_bytes(b""), DamagedSnapshotError, "damaged"),
        (lambda path: path.write_bytes(b"heat2 index 0\n" + bytes(100)), SnapshotError, "another version"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), DamagedSnapshotError, "is damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:20]), DamagedSnapshotError, "is damaged"),
        (lambda path: path.unlink() or path.mkdir(), DamagedSnapshotError, "cannot be read"),
        (lambda path: save(path, "others", {}, ARRAYS), SnapshotError, "older program"),
    ],
)
def test_what_cannot_be_used_is_told(
    spoil: Callable[[Path], None], error: type[SnapshotError], why: str, tmp_path: Path
) -> None:
    """A missing, old or damaged file is told from a good one."""
    path = kept(tmp_path / "file")
    spoil(path)
    with pytest.raises(SnapshotError, match=why) as raised:
        load(path, "these")
    assert raised.type is error


@pytest.mark.parametrize("place", [20, 60, 500, -3])
def test_one_flipped_bit_is_noticed(place: int, tmp_path: Path) -> None:
    """Wherever a bit is wrong, in the hash, in the header or in an array, the file counts as damaged."""
    path = kept(tmp_path / "file")
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(DamagedSnapshotError, match="damaged"):
        load(path, "these")


def test_many_writers_do_not_harm_each_other(tmp_path: Path) -> None:
    """While several save and others read, every reader has one writer's file, whole."""
    path = kept(tmp_path / "file")

    def write(number: int) -> None:
        save(path, "these", {"number": number}, [np.full(10_000, number)])

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, number) for number in range(40)]
        content, arrays = load(path, "these")
        held = next(arrays)
        before = held.copy()
        assert [each.result() for each in writing] == [None] * 40
    assert np.array_equal(held, before)
    content, arrays = load(path, "these")
    assert set(next(arrays).tolist()) == {content["number"]}
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_nothing_is_left_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A file that cannot be put in its place is an error of the system's, and leaves no other behind."""
    (tmp_path / "file" / "within").mkdir(parents=True)
    with pytest.raises(OSError, match="file"):
        kept(tmp_path / "file")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    """A file that was begun hours ago goes; one that is being written stays."""
    old, new = tmp_path / "file.1-1.new", tmp_path / "file.2-2.new"
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    kept(tmp_path / "file")
    assert {each.name for each in tmp_path.iterdir()} == {"file", new.name}
