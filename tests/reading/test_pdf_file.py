"""PDFs: real ones through the real process that reads them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.domain import PublishedDate
from bot.errors import Fault, PageError
from bot.reading.pdf_file import MAX_PDF, read_pdf
from tests.reading.pdf import pdf_of

FIRST = [
    "Michael Mann has found a new home for his long awaited sequel, people",
    "close to the film said on Friday evening, and the studio did not want to com-",
    "ment on that.",
    "",
    "The director hopes to begin filming before the end of the year, they said, in",
    "Los Angeles and later in Chicago.",
]
SECOND = ["He has written the screenplay himself, and he says that he will not change it."]


def test_lines_become_paragraphs() -> None:
    """Line ends and hyphens within a paragraph are undone, and pages follow each other."""
    article = read_pdf(pdf_of([FIRST, SECOND]))
    assert article.text.split("\n\n") == [
        "Michael Mann has found a new home for his long awaited sequel, people close to the film said on Friday"
        " evening, and the studio did not want to comment on that.",
        "The director hopes to begin filming before the end of the year, they said, in Los Angeles and later in"
        " Chicago.",
        SECOND[0],
    ]
    assert article.language == "en"


def test_signs_that_no_database_keeps_do_not_cost_the_article() -> None:
    """A font may give NULs for some letters; the rest is read."""
    assert "fi\ufffdlm" in read_pdf(pdf_of([[*FIRST, "Nobody has seen the fi\0lm yet."]])).text


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """What stands on top of most pages, and numbers at their feet, belong to no article."""
    pages = [["Film Wire, page " + str(n), *FIRST, "", str(n)] for n in range(1, 5)]
    text = read_pdf(pdf_of(pages)).text
    assert "Film Wire" not in text
    assert not any(paragraph.isdigit() for paragraph in text.split("\n\n"))


def test_what_a_pdf_says_of_itself() -> None:
    """Its title; the day on which it was made is only inferred to be that of the article."""
    about = {"/Title": "Heat 2 moves on", "/CreationDate": "D:20250314090000Z"}
    article = read_pdf(pdf_of([FIRST], about), "https://example.com/a.pdf")
    assert (article.title, article.url) == ("Heat 2 moves on", "https://example.com/a.pdf")
    assert article.published == PublishedDate(2025, 3, 14, True, "the day the PDF was made")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (pdf_of([FIRST], password="secret"), Fault.LOCKED),
        (pdf_of([[]]), Fault.PICTURES),
        (pdf_of([FIRST])[:200], Fault.DAMAGED),
        (b"%PDF-1.4\n" + b"\0" * 1_000, Fault.DAMAGED),
        (b"%PDF-" + b"1" * (MAX_PDF + 1), Fault.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, fault: Fault) -> None:
    """Locked, without text, cut off, nonsense and too large each have their own sentence."""
    with pytest.raises(PageError) as caught:
        read_pdf(content)
    assert caught.value.fault is fault


def test_one_that_takes_too_long_is_ended() -> None:
    """The process is ended when its time is over."""
    with pytest.raises(PageError) as caught:
        read_pdf(pdf_of([FIRST]), patience=0.01)
    assert caught.value.fault is Fault.DAMAGED


def test_more_memory_than_allowed_ends_the_process() -> None:
    """A file that unpacks without end fails in its process and harms nobody else."""
    takes_too_much = "from bot.reading.process import limit_memory; limit_memory(); print(len(bytearray(600 * 2**20)))"
    done = subprocess.run([sys.executable, "-c", takes_too_much], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (1, "")
    assert "MemoryError" in done.stderr
