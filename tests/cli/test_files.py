"""Files that a command writes: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.files import open_output
from bot.errors import SourceError


def test_a_file_appears_whole(tmp_path: Path) -> None:
    """Until the end there is the former file, afterwards the new one, and nothing beside it."""
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    with open_output(str(target)) as out:
        out.write("after")
        assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    assert target.read_text() == "after"


def test_a_failure_leaves_the_former_file(tmp_path: Path) -> None:
    """What was begun is gone."""
    target = tmp_path / "out.jsonl"
    target.write_text("before")
    with pytest.raises(ZeroDivisionError), open_output(str(target)) as out:
        out.writelines(_broken_off())
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


def _broken_off() -> Iterator[str]:
    yield "half of i"
    raise ZeroDivisionError


def test_a_link_leads_to_the_file(tmp_path: Path) -> None:
    """What a link points to is written, and the link stays."""
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with open_output(str(tmp_path / "link")) as out:
        out.write("text")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "text"


def test_a_device_is_written_as_it_is() -> None:
    """`/dev/null` is no file to put another in place of."""
    with open_output("/dev/null") as out:
        out.write("text")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("name", [".", "missing/out.jsonl"])
def test_what_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A folder, or a file in a folder that is not there, gives one clear error."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match="cannot be written: "), open_output(name):
        pass


def test_standard_output_is_a_dash(capsys: pytest.CaptureFixture[str]) -> None:
    """`-` writes to where the program's output goes."""
    with open_output("-") as out:
        out.write("text")
    assert capsys.readouterr().out == "text"
