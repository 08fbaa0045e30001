"""Files that a command writes are complete or unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.files import open_output
from bot.errors import SourceError


def test_a_file_is_replaced_at_the_end(tmp_path: Path) -> None:
    """The former content stays until the block ends, and no other file is left."""
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    with open_output(str(target)) as out:
        out.write("after")
        assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert target.read_text() == "after"


def test_a_failure_leaves_the_former_file(tmp_path: Path) -> None:
    """If the block raises, the former file is unchanged and the unfinished one is gone."""
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), open_output(str(target)) as out:
        out.writelines(_broken_off())
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def _broken_off() -> Iterator[str]:
    yield "half of i"
    raise ZeroDivisionError


def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    """The file behind the link is written, and the link stays."""
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with open_output(str(tmp_path / "link")) as out:
        out.write("text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text"


def test_a_device_is_written_directly() -> None:
    """`/dev/null` is not replaced by a file."""
    with open_output("/dev/null") as out:
        out.write("text")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", [".", "missing/out.jsonl"])
def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A folder, or a file in a missing folder, raises SourceError."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match="cannot be written: "), open_output(name):
        pass


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """The name `-` writes to standard output."""
    with open_output("-") as out:
        out.write("text")
    assert capsys.readouterr().out == "text"
