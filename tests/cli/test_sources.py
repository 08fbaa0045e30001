"""The files that an import reads."""

from __future__ import annotations

from pathlib import Path

from bot.cli.sources import article_files


def test_a_folder_yields_its_articles_by_path(tmp_path: Path) -> None:
    """Subfolders are searched; hidden files, a README and other kinds of file are skipped."""
    for name in ("b.md", "a.TXT", "deep/c.jsonl", "README.md", "picture.png", ".hidden.md", ".git/d.md", "e.html"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    (tmp_path / "folder.md").mkdir()
    found = [str(file.relative_to(tmp_path)) for file in article_files([tmp_path])]
    assert found == ["a.TXT", "b.md", "deep/c.jsonl", "e.html"]


def test_a_named_file_is_always_read(tmp_path: Path) -> None:
    """A file that is named is never skipped, so that the error is reported if it cannot be read."""
    named = [tmp_path / "missing.md", tmp_path / ".hidden.md", tmp_path / "picture.png"]
    assert list(article_files(named)) == named
