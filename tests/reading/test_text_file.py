"""Plain text: two forms of saying what is known, and no others."""

from __future__ import annotations

import pytest

from bot.domain import UNKNOWN_DATE, Article, PublishedDate
from bot.errors import CorpusError
from bot.reading.text_file import STATED, read_text

STATED_DAY = PublishedDate(2024, 1, 5, evidence=STATED)


def read(text: str) -> Article:
    """The article of a file."""
    return read_text(text.encode(), "a.txt")


def test_lines_of_what_is_known() -> None:
    """Known keys in any case and order, up to an empty line; the text follows byte for byte."""
    header = "Title: Heat 2: the plan\r\nURL: https://example.com/a\r\ndate: 2024-01-05\r\nLanguage: en\r\n"
    article = read(f"{header}id: plan\r\npublisher:Collider\r\n\r\n\r\n Text.\r\n")
    assert article == Article(
        "plan", "\r\n Text.\r\n", "Heat 2: the plan", "Collider", "https://example.com/a", STATED_DAY, "en"
    )


def test_an_inferred_date_keeps_its_own_evidence() -> None:
    """A date with ~ is not said to be stated."""
    published = read("date: 2024-01~\ndate_evidence: it says so\n\nText.").published
    assert published == PublishedDate(2024, 1, inferred=True, evidence="it says so")


@pytest.mark.parametrize("start", [" date 2024-01-05 ", "date 2024-01-05 ", "date 2024-01-05\n"])
def test_a_date_mark_is_taken_off(start: str) -> None:
    """The mark at the very start and the blanks beside it are metadata, and the rest is text."""
    article = read(start + " Text.\n")
    assert (article.published, article.text) == (STATED_DAY, " Text.\n")


@pytest.mark.parametrize(
    "text",
    [
        "Just text.\n",
        "\n date 2024-01-05 too late",
        "date 2024-01-05: no blank after it",
        "date 2024 is a year",
        "Title: a line\nand then text\n\nMore.",
        "Title: a line, but no empty line after it",
        "Note: not a known key\n\nText.",
    ],
)
def test_all_else_is_text(text: str) -> None:
    """What is not exactly one of the two forms is left as it is, and the date is unknown."""
    article = read(text)
    assert (article.text, article.published) == (text, UNKNOWN_DATE)


def test_the_same_text_gets_the_same_id() -> None:
    """The id comes from the content, so importing again changes nothing and another text is another article."""
    assert read("Text.").id == read("Text.").id
    assert read("Text.").id != read("Text!").id
    assert read("Text.").id != read("Title: a\n\nText.").id


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b" date 2024-13-40 Text.", ["'date' is wrong: '2024-13-40' is not in the calendar"]),
        (b"url: x\nlanguage: english\n\nText.", ["'url' is 'x': write", "'language' is 'english': write"]),
        (b"", ["'text' is empty: write the article's text"]),
        (b"title: a\n\n", ["'text' is empty: write the article's text"]),
        (b"a\0", ["'text' holds a NUL at character 2: remove it"]),
        (b"\xff\xfeT\0", [":1: byte 1 (0xff) is not UTF-8: save the file as UTF-8"]),
    ],
)
def test_what_cannot_be_an_article(content: bytes, messages: list[str]) -> None:
    """Every mistake is named with the file and what would be right."""
    with pytest.raises(CorpusError) as failed:
        read_text(content, "a.txt")
    found = [str(problem) for problem in failed.value.problems]
    assert len(found) == len(messages)
    assert all(line.startswith("a.txt:") and message in line for line, message in zip(found, messages, strict=True))
