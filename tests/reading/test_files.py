"""Test which files are read, and the messages for others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.domain import UNKNOWN_DATE, Article
from bot.errors import Problem, SourceError
from bot.reading import files
from bot.reading.files import read_articles, read_pasted, read_upload
from bot.reading.text.json_lines import to_json_line
from tests.reading.page.page_builder import build_page

pytestmark = pytest.mark.usefixtures("_workers_here")

GOOD = "---\ndate: 2024\nlanguage: en\n---\nText."


def test_each_ending_has_its_reader(tmp_path: Path) -> None:
    """Markdown, text, pages and JSON lines become articles; the case of the ending does not matter."""
    page = "<html><body><p>Michael Mann has found a new home for his sequel, people said on Friday.</p></body></html>"
    contents = {
        "a.md": GOOD,
        "aa.markdown": GOOD,
        "b.TXT": "date 2024-01-05 Text.",
        "c.html": page,
        "d.htm": page,
        "e.jsonl": to_json_line(Article("e", "Text.")) + "\n" + to_json_line(Article("f", "Text.")),
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content)
    found = [(path.name, each) for path in sorted(tmp_path.iterdir()) for each in read_articles(path)]
    assert [name for name, each in found if isinstance(each, Article)] == [*contents, "e.jsonl"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere.md", "nowhere.md: there is no such file."),
        ("folder.md", "folder.md: is not a file."),
        ("pipe.txt", "pipe.txt: is not a file."),
        (
            "a.docx",
            "a.docx: files ending in '.docx' are not read: use .txt, .md, .markdown, .html, .htm, .pdf or .jsonl.",
        ),
        ("a", "a: files ending in '' are not read: use .txt, .md, .markdown, .html, .htm, .pdf or .jsonl."),
        ("x" * 300 + ".md", "cannot be read: File name too long."),
        ("bad.md", "bad.md:1: the front matter has no end: put a second line '---' after it"),
        ("large.txt", "large.txt: larger than an article of 2,000,000 characters can be: split it."),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    """The message names the file and says what to do."""
    monkeypatch.setattr(files, "MAX_FILE", 50)
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for other in ("a", "a.docx", "bad.md"):
        (tmp_path / other).write_text("---\nText.")
    (tmp_path / "large.txt").write_text("x" * 51)
    with pytest.raises(SourceError) as failed:
        list(read_articles(tmp_path / name))
    assert message in str(failed.value)


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.txt", "a.md"])
def test_a_page_is_a_page_whatever_its_file_is_called(tmp_path: Path, name: str) -> None:
    """A page is recognised by its content, also behind a byte order mark, an XML declaration and a comment."""
    page = "<html><body><p>Michael Mann has found a new home for his sequel, people said on Friday.</p></body></html>"
    (tmp_path / name).write_text(f'\ufeff<?xml version="1.0"?>\n<!-- saved -->\n{page}', encoding="utf-8")
    (article,) = read_articles(tmp_path / name)
    assert isinstance(article, Article)
    assert article.text == "Michael Mann has found a new home for his sequel, people said on Friday."


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.html", "MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>", "web archive"),
        ("a.txt", "{\\rtf1 words}", "Rich Text Format"),
        ("a.md", "<rss><channel><title>words</title></channel></rss>", "mostly markup"),
    ],
)
def test_a_file_in_a_form_that_is_not_read(tmp_path: Path, name: str, content: str, message: str) -> None:
    """The message names the file and the reason."""
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceError, match=f"{name}: .*{message}"):
        list(read_articles(tmp_path / name))


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    """The first heading is the title, the date comes from the head of the text, and the text stays complete."""
    text = "# Heat 2 books two bridges\n\nBy Jo Park / June 11, 2026\n\nHeat 2 starts filming in May.\n"
    (tmp_path / "a.md").write_text(text)
    (article,) = read_articles(tmp_path / "a.md")
    assert isinstance(article, Article)
    assert (article.title, article.published.edtf, article.text) == ("Heat 2 books two bridges", "2026-06-11~", text)
    (tmp_path / "a.md").write_text("Heat 2 starts filming in May.")
    (bare,) = read_articles(tmp_path / "a.md")
    assert isinstance(bare, Article)
    assert (bare.title, bare.published) == ("", UNKNOWN_DATE)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fut.txt", "title: Typo\ndate: 2062-03-09\nlanguage: en\n\nText."),
        ("fut.md", "---\ntitle: Typo\ndate: 2062-03-09\nlanguage: en\n---\nText."),
        ("fut.html", build_page('<meta property="article:published_time" content="2062-03-09">')),
    ],
)
def test_an_upload_from_the_future_is_a_mistake(tmp_path: Path, name: str, content: str) -> None:
    """A date in the future is reported for uploads, because no answer would quote the article.

    The operator's import reads such a file, and asks for an option.
    """
    (tmp_path / name).write_text(content)
    (article,) = read_articles(tmp_path / name)
    assert isinstance(article, Article)
    assert article.published.edtf == "2062-03-09"
    with pytest.raises(SourceError, match=f"{name}: 'date' is 2062-03-09, which is in the future: correct it"):
        read_upload(name, content.encode())


def test_pasted_text_from_the_future_is_a_mistake() -> None:
    """Pasted text is checked like an uploaded file."""
    with pytest.raises(SourceError, match="'date' is 2062-03, which is in the future"):
        read_pasted("Title: Typo\nDate: March 2062\n\nText.")


def test_bad_lines_do_not_hide_good_ones(tmp_path: Path) -> None:
    """Each line of a file gives an article or a problem."""
    lines = tmp_path / "a.jsonl"
    lines.write_text(f"{{}}\n{to_json_line(Article('a', 'Text.'))}\n")
    problem, article = read_articles(lines)
    assert problem == Problem(str(lines), 1, "'text' is empty: write the article's text")
    assert article == Article("a", "Text.")
