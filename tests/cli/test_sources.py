"""Which files an import reads."""

from __future__ import annotations

from pathlib import Path

from bot.cli.sources import article_files


def test_a_folder_gives_its_articles_by_path(tmp_path: Path) -> None:
    """Folders in it are looked into; hidden files, a README and other kinds of file are passed over."""
    for name in ("b.md", "a.TXT", "deep/c.jsonl", "README.md", "picture.png", ".hidden.md", ".git/d.md", "e.html"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.touch()
    (tmp_path / "folder.md").mkdir()
    found = [str(file.relative_to(tmp_path)) for file in article_files([tmp_path])]
    assert found == ["a.TXT", "b.md", "deep/c.jsonl", "e.html"]


def test_what_is_named_is_always_read(tmp_path: Path) -> None:
    """Who names a file is told if it cannot be read, instead of its being passed over."""
    named = [tmp_path / "missing.md", tmp_path / ".hidden.md", tmp_path / "picture.png"]
    assert list(article_files(named)) == named
