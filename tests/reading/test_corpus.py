"""Test the folder of articles: it is loaded completely, or refused with all its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import CorpusError
from bot.reading.corpus import load_corpus

GOOD = "---\ndate: 2024\nlanguage: en\n---\nText."


def mistakes(folder: Path) -> list[str]:
    """Return the mistakes in the folder."""
    with pytest.raises(CorpusError) as failed:
        load_corpus(folder)
    return [str(problem) for problem in failed.value.problems]


def test_articles_come_by_file_name(tmp_path: Path) -> None:
    """Every Markdown file but the README is an article, named by its file."""
    for name in ("b.md", "a.md", "README.md", ".hidden", "picture.png"):
        (tmp_path / name).write_text("# No article" if name == "README.md" else GOOD)
    assert [article.id for article in load_corpus(tmp_path)] == ["a", "b"]


def test_an_empty_folder_is_a_corpus(tmp_path: Path) -> None:
    """A folder without articles is not a mistake."""
    assert load_corpus(tmp_path) == ()


def test_the_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    """The mistakes of every file are reported."""
    (tmp_path / "a.md").write_text(GOOD.replace("2024", "2024-13-40"))
    (tmp_path / "b.md").write_text(GOOD)
    (tmp_path / "c.md").write_bytes(b"\xff")
    (tmp_path / "d.md").mkdir()
    assert mistakes(tmp_path) == [
        "a.md:2: 'date' is wrong: '2024-13-40' is not in the calendar; "
        "write 2024-01-05, 2024-01, 2024, or 2024-01~ for inferred",
        "c.md:1: byte 1 (0xff) is not UTF-8: save the file as UTF-8",
        "d.md: cannot be read: Is a directory",
    ]


def test_an_id_stands_for_one_article(tmp_path: Path) -> None:
    """Two files with the same id are both named."""
    (tmp_path / "a.md").write_text(GOOD)
    (tmp_path / "b.md").write_text(GOOD.replace("---\n", "---\nid: a\n", 1))
    assert mistakes(tmp_path) == ["b.md:1: the id 'a' is used by a.md too: change one"]


def test_an_article_in_another_form_is_not_overlooked(tmp_path: Path) -> None:
    """A text or page in the folder is reported, because nobody would notice that it is not quoted."""
    (tmp_path / "news.txt").write_text("Text.")
    assert mistakes(tmp_path) == [
        "news.txt: only Markdown with front matter is read here: rewrite it as .md, or add it with heat2 import"
    ]


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_folder_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """The message names the folder and the setting."""
    (tmp_path / "file").write_text("")
    (mistake,) = mistakes(tmp_path / name)
    assert mistake.startswith(f"{tmp_path / name}: this folder of articles cannot be read (N")
    assert mistake.endswith("): check HEAT2_CORPUS_DIR")
