"""Test uploaded files and pasted texts, hostile ones among them."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.domain import PublishedDate
from bot.errors import PageError, PageFault, SourceError
from bot.reading.fields import MAX_LINES
from bot.reading.files import read_pasted, read_upload
from tests.reading.page.test_html_file import TEXT, page
from tests.reading.pdf.pdfs import pdf_of
from tests.reading.pdf.test_pdf_file import FIRST

pytestmark = pytest.mark.usefixtures("_workers_here")


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("a.txt", b"Some words.", "Some words."),
        ("A.TXT", b"\xef\xbb\xbfSome words.", "Some words."),
        ("a.md", b"---\ntitle: T\ndate:\n---\nSome words.\n", "Some words.\n"),
        ("a.md", "---\ntitle: T\ndate:\n---\nSome words.\n".encode("utf-16"), "Some words.\n"),
        ("a.md", b"# Without front matter\n\nSome words.", "# Without front matter\n\nSome words."),
        ("a.txt", b"---\nTitle: T\nDate: 2026-03-09\n---\nSome words.\n", "Some words.\n"),
        ("a.txt", b"---\nSome words.\n", "---\nSome words.\n"),
        ("a.html", page(), TEXT[0]),
        ("page.txt", page(), TEXT[0]),
        ("page.md", page(), TEXT[0]),
        ("a.html", b"\xef\xbb\xbf" + page(), TEXT[0]),
        ("a.html", b'<?xml version="1.0" encoding="UTF-8"?>\n' + page(), TEXT[0]),
        ("a.txt", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- saved -->" + page(), TEXT[0]),
        ("a.html", b"\xff\xfe" + page().decode().encode("utf-16-le"), TEXT[0]),
        ("a.html", f"<div><p>{TEXT[0]}</p><p>{TEXT[1]}</p></div>".encode(), TEXT[0]),
        ("a.html", page(head="<meta charset=iso-8859-1>").replace(b"Adam", "Adám".encode("latin-1")), "Adám Driver"),
        ("a.pdf", pdf_of([FIRST]), "Michael Mann has found"),
        ("really-a-pdf.txt", pdf_of([FIRST]), "Michael Mann has found"),
        ("../../etc/passwd.txt", b"Some words.", "Some words."),
    ],
)
def test_a_file_is_read_by_what_it_holds(name: str, content: bytes, text: str) -> None:
    """The ending decides whether a file is allowed, its first bytes decide how it is read."""
    assert text in read_upload(name, content).text


def test_an_archive_that_is_called_a_pdf_is_not_unpacked() -> None:
    """A ZIP archive that is called a PDF is refused without unpacking it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 50_000_000)
    for name in ("a.pdf", "a.txt", "a.html"):
        with pytest.raises(PageError) as caught:
            read_upload(name, packed.getvalue())
        assert caught.value.fault is PageFault.DAMAGED
    with pytest.raises(PageError):
        read_upload("a.pdf", b"<html>no pdf</html>")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.exe", b"MZ", "ends in .txt"),
        ("noending", b"words", "ends in .txt"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\xc3\xa9 caf\xe9", "not UTF-8"),
        ("a.txt", b"a\0b", "NUL|null|character"),
        ("a.md", b"---\ntitle: [\n---\nwords", "a.md:"),
        ("a.txt", b"word\n\n" * MAX_LINES, "split it"),
        ("a.txt", b"x" * 2_000_001, "split it"),
    ],
)
def test_a_file_without_an_article_says_what_to_do(name: str, content: bytes, message: str) -> None:
    """Each such file is refused with one sentence."""
    with pytest.raises(SourceError, match=message):
        read_upload(name, content)


MHTML = b'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="X"\r\n\r\n--X\r\n' + page()
MARKUP = b"Copied:\n" + b"<div class='paragraph'><span class='text'>word</span></div>\n" * 20


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.html", MHTML, PageFault.WEB_ARCHIVE),
        ("a.txt", MHTML, PageFault.WEB_ARCHIVE),
        ("a.mhtml", MHTML, PageFault.WEB_ARCHIVE),
        ("a.webarchive", b"bplist00", PageFault.WEB_ARCHIVE),
        ("a.rtf", b"{\\rtf1 words}", PageFault.RICH_TEXT),
        ("a.txt", b"{\\rtf1 words}", PageFault.RICH_TEXT),
        ("a.txt", MARKUP, PageFault.MARKUP),
        ("a.md", b"<?xml version='1.0'?><rss><channel><title>words</title></channel></rss>", PageFault.MARKUP),
    ],
)
def test_markup_that_is_no_page_is_refused(name: str, content: bytes, fault: PageFault) -> None:
    """XML and mostly markup are refused, uploaded or pasted."""
    with pytest.raises(PageError) as caught:
        read_upload(name, content)
    assert caught.value.fault is fault
    with pytest.raises(PageError) as caught:
        read_pasted(content.decode())
    assert caught.value.fault is fault


def test_a_pasted_page_is_read_as_a_page() -> None:
    """The markup is not part of the article, and the moderator's title counts first."""
    found = read_pasted("\n" + page(head='<meta name="pubdate" content="2026/03/09">').decode(), "Mine")
    assert (found.title, found.published.edtf) == ("Mine", "2026-03-09")
    assert TEXT[0] in found.text
    assert "<" not in found.text


def test_a_megabyte_in_one_line_is_an_article() -> None:
    """A megabyte of text in one line is accepted."""
    assert len(read_upload("a.txt", b"word " * 200_000).text) == 1_000_000


@pytest.mark.parametrize("opening", [b"<!---->" * 1_000, b"<!--" * 2_000, b"<!-- a -->\n" * 800 + b"<p>"])
def test_thousands_of_comments_do_not_stall_the_bot(opening: bytes) -> None:
    """The detection of a page takes linear time for thousands of comments."""
    assert read_upload("a.txt", opening + b"Some words.").text.endswith("Some words.")


def test_comments_before_a_page_are_part_of_the_page() -> None:
    """A page with comments in front is read as a page."""
    assert TEXT[0] in read_upload("a.txt", b"<!-- saved --> <!-- twice -->\n" + page()).text


def test_pasted_text_with_and_without_a_header() -> None:
    """Lines `key: value` at the top are a header, and the moderator's title counts before it."""
    plain = read_pasted("Some words about the film.", "A title", " https://example.com/a ")
    assert (plain.title, plain.url, plain.text) == ("A title", "https://example.com/a", "Some words about the film.")
    headed = read_pasted("title: Theirs\npublisher: Paper\ndate: 2025-03\n\nSome words.", "Mine")
    assert (headed.title, headed.publisher, headed.text) == ("Mine", "Paper", "Some words.")
    assert headed.published == PublishedDate(2025, 3, evidence="stated at its start")


@pytest.mark.parametrize(
    ("text", "url", "message"),
    [("", "", "empty"), ("words", "no address", "whole address"), ("date: soon\n\nwords", "", "date")],
)
def test_pasted_text_that_is_wrong_says_so(text: str, url: str, message: str) -> None:
    """Pasted text with mistakes is refused."""
    with pytest.raises(SourceError, match=message):
        read_pasted(text, url=url)


def test_hostile_characters_stay_as_they_are() -> None:
    """Bidirectional overrides and mentions stay in the article; replies escape them."""
    text = "a\u202eb @everyone [x](javascript:1) \ud83d Z\u0335\u0336"
    assert read_pasted(text).text == text.encode("utf-8", "replace").decode()
