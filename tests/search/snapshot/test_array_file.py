"""Arrays in files are loaded as they were saved, or not at all."""

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


def saved(path: Path) -> Path:
    """Save ARRAYS and return the path."""
    save(path, "these", {"name": "öl\ud800"}, ARRAYS)
    return path


def test_saved_arrays_are_loaded(tmp_path: Path) -> None:
    """Content and arrays are loaded with their shapes and types, and no other file is left."""
    content, arrays = load(saved(tmp_path / "file"), "these")
    loaded = list(arrays)
    assert content == {"name": "öl\ud800"}
    assert [(each.dtype, each.shape, each.tolist()) for each in loaded] == [
        (each.dtype, each.shape, each.tolist()) for each in ARRAYS
    ]
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("damage", "error", "why"),
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
def test_a_useless_file_raises(
    damage: Callable[[Path], None], error: type[SnapshotError], why: str, tmp_path: Path
) -> None:
    """A missing, outdated or damaged file raises the error of its kind."""
    path = saved(tmp_path / "file")
    damage(path)
    with pytest.raises(SnapshotError, match=why) as raised:
        load(path, "these")
    assert raised.type is error


@pytest.mark.parametrize("place", [20, 60, 500, -3])
def test_one_flipped_bit_is_noticed(place: int, tmp_path: Path) -> None:
    """A wrong bit in the digest, the header or an array makes the file count as damaged."""
    path = saved(tmp_path / "file")
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1
    path.write_bytes(raw)
    with pytest.raises(DamagedSnapshotError, match="damaged"):
        load(path, "these")


def test_concurrent_writers(tmp_path: Path) -> None:
    """While several threads save and others load, every reader gets one complete file."""
    path = saved(tmp_path / "file")

    def write(number: int) -> None:
        save(path, "these", {"number": number}, [np.full(10_000, number)])

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, number) for number in range(40)]
        content, arrays = load(path, "these")
        mapped = next(arrays)
        before = mapped.copy()
        assert [each.result() for each in writing] == [None] * 40
    assert np.array_equal(mapped, before)
    content, arrays = load(path, "these")
    assert set(next(arrays).tolist()) == {content["number"]}
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_failed_write_leaves_no_file(tmp_path: Path) -> None:
    """If the file cannot be replaced, save raises OSError and leaves no unfinished file."""
    (tmp_path / "file" / "within").mkdir(parents=True)
    with pytest.raises(OSError, match="file"):
        saved(tmp_path / "file")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_abandoned_files_are_removed(tmp_path: Path) -> None:
    """An unfinished file that is hours old is removed, and a recent one is kept."""
    old, new = tmp_path / "file.1-1.new", tmp_path / "file.2-2.new"
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    saved(tmp_path / "file")
    assert {each.name for each in tmp_path.iterdir()} == {"file", new.name}
