"""Test PDFs: real files, read by the real process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.domain import UNKNOWN_DATE, PublishedDate
from bot.errors import PageError, PageFault
from bot.phrases.dates import evidence
from bot.reading.pdf.pdf_file import MAX_PDF, read_pdf
from tests.reading.pdf.pdfs import encrypted, pdf_of

in_this_process = pytest.mark.usefixtures("_workers_here")

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
    """Line ends and hyphens within a paragraph are removed, and the pages follow each other."""
    article = read_pdf(pdf_of([FIRST, SECOND]))
    assert article.text.split("\n\n") == [
        "Michael Mann has found a new home for his long awaited sequel, people close to the film said on Friday"
        " evening, and the studio did not want to comment on that.",
        "The director hopes to begin filming before the end of the year, they said, in Los Angeles and later in"
        " Chicago.",
        SECOND[0],
    ]
    assert article.language == "en"


ALGORITHMS = ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"]


@in_this_process
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_with_an_owner_password_alone_is_read(algorithm: str) -> None:
    """An owner password only restricts printing and the like, so the PDF is read."""
    article = read_pdf(encrypted(pdf_of([FIRST]), algorithm, owner="secret"))
    assert article.text.startswith("Michael Mann has found a new home")


@in_this_process
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_with_a_user_password_is_locked(algorithm: str) -> None:
    """The error says that the PDF is locked, not that it is damaged."""
    with pytest.raises(PageError, match="locked with a password") as caught:
        read_pdf(encrypted(pdf_of([FIRST]), algorithm, user="secret", owner="other"))
    assert caught.value.fault is PageFault.LOCKED


@in_this_process
def test_one_that_is_locked_in_an_unknown_way_is_locked() -> None:
    """A PDF that needs a certificate, for example, is called locked."""
    content = encrypted(pdf_of([FIRST]), "RC4-128", owner="secret")
    assert content.count(b"/Filter /Standard") == 1
    with pytest.raises(PageError) as caught:
        read_pdf(content.replace(b"/Filter /Standard", b"/Filter /PubSecXY"))
    assert caught.value.fault is PageFault.LOCKED


@in_this_process
def test_the_title_that_a_program_gave_is_none() -> None:
    """The name of a file is not used as a title."""
    assert read_pdf(pdf_of([FIRST], {"/Title": "Microsoft Word - heat2_final.docx"})).title == ""


@in_this_process
def test_hyphens_at_line_ends() -> None:
    """A hyphen that divides a word goes, and one that belongs to the word stays."""
    lines = ["Michael Mann has found a new home for his long-", "awaited sequel, and the pro-", *FIRST[1:]]
    lines[2] = "ducer said on Friday evening that the studio did not want to com-"
    assert "his long-awaited sequel, and the producer said on" in read_pdf(pdf_of([lines])).text


@in_this_process
def test_characters_that_cannot_be_stored_are_replaced() -> None:
    """NULs from a faulty font are replaced, and the rest is read."""
    assert "fi\ufffdlm" in read_pdf(pdf_of([[*FIRST, "Nobody has seen the fi\0lm yet."]])).text


@in_this_process
def test_running_heads_and_page_numbers_are_left_out() -> None:
    """Lines at the top of most pages, and page numbers, are left out."""
    pages = [["Film Wire, page " + str(n), *FIRST, "", str(n)] for n in range(1, 5)]
    text = read_pdf(pdf_of(pages)).text
    assert "Film Wire" not in text
    assert not any(paragraph.isdigit() for paragraph in text.split("\n\n"))


@in_this_process
def test_the_fields_of_a_pdf() -> None:
    """The PDF's title is used, and the day on which it was made is the inferred date."""
    about = {"/Title": "Heat 2 moves on", "/CreationDate": "D:20250314090000Z"}
    article = read_pdf(pdf_of([FIRST], about), "https://example.com/a.pdf")
    assert (article.title, article.url) == ("Heat 2 moves on", "https://example.com/a.pdf")
    assert article.published == PublishedDate(2025, 3, 14, True, "the day the PDF was made")


@in_this_process
def test_the_head_of_the_text_counts_before_the_day_of_making() -> None:
    """A date in the text counts before the day on which the PDF was made."""
    about = {"/CreationDate": "D:20250314090000Z"}
    article = read_pdf(pdf_of([["By Jo Park / June 11, 2024", "", *FIRST]], about))
    assert article.published == PublishedDate(2024, 6, 11, True, evidence("text_byline"))


@in_this_process
def test_a_day_of_making_that_is_to_come_is_none() -> None:
    """A day of making in the future is ignored: some clock was wrong."""
    assert read_pdf(pdf_of([FIRST], {"/CreationDate": "D:20620314090000Z"})).published == UNKNOWN_DATE


@in_this_process
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (pdf_of([FIRST], password="secret"), PageFault.LOCKED),
        (pdf_of([[]]), PageFault.PICTURES),
        (pdf_of([FIRST])[:200], PageFault.DAMAGED),
        (b"%PDF-1.4\n" + b"\0" * 1_000, PageFault.DAMAGED),
        (b"%PDF-" + b"1" * (MAX_PDF + 1), PageFault.TOO_LARGE),
    ],
)
def test_an_unreadable_pdf_has_a_fault(content: bytes, fault: PageFault) -> None:
    """Locked, without text, cut off, nonsense and too large: each has its own sentence."""
    with pytest.raises(PageError) as caught:
        read_pdf(content)
    assert caught.value.fault is fault


def test_one_that_takes_too_long_is_ended() -> None:
    """The process is ended when its time is over."""
    with pytest.raises(PageError) as caught:
        read_pdf(pdf_of([FIRST]), timeout=0.01)
    assert caught.value.fault is PageFault.TOO_SLOW


def test_more_memory_than_allowed_ends_the_process() -> None:
    """A file that unpacks without end fails in its process and harms nobody else."""
    takes_too_much = "from bot.reading.process import limit_memory; limit_memory(); print(len(bytearray(600 * 2**20)))"
    done = subprocess.run([sys.executable, "-c", takes_too_much], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stdout) == (1, "")
    assert "MemoryError" in done.stderr
