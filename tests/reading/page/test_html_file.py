"""Test saved pages: real HTML, read by the real process."""

from __future__ import annotations

import pytest

from bot.domain import UNKNOWN_DATE, Article, PublishedDate
from bot.errors import SourceError
from bot.reading.page.html_file import MAX_PAGE, read_html

in_this_process = pytest.mark.usefixtures("_workers_here")

TEXT = (
    "Michael Mann has found a new home for his long awaited sequel, people close to the film said on Friday evening.",
    "The director, who wrote the screenplay himself, hopes to begin filming before the end of the year, they said.",
    "Adam Driver has been mentioned more than once.",
    "So has Leonardo DiCaprio, by other people.",
)
ARTICLE = f"""<article><h1>Heat 2 moves on</h1><p>{TEXT[0]}</p><p>{TEXT[1]}</p>
<ul><li>{TEXT[2]}</li><li>{TEXT[3]}</li></ul></article>"""
JSON_LD = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-01-31T22:00:00-08:00"}</script>'
)
CHANGED = '<meta property="article:modified_time" content="2025-02-01T10:00:00Z">'


def page(head: str = "", body: str = ARTICLE) -> bytes:
    """Return a page with navigation and a footer around the article."""
    around = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>', "<footer>All rights reserved</footer>"
    return (
        f"<!doctype html><html lang='fr'><head>{head}</head><body>{around[0]}{body}{around[1]}</body></html>".encode()
    )


def read(head: str = "", body: str = ARTICLE) -> Article:
    """Return the article of such a page."""
    return read_html(page(head, body), "a.html")


def test_the_text_of_a_page() -> None:
    """Paragraphs are separated, list items are not, navigation is left out, and the text decides the language."""
    article = read()
    assert article.text.endswith(f"{TEXT[0]}\n\n{TEXT[1]}\n\n- {TEXT[2]}\n- {TEXT[3]}")
    assert "Home" not in article.text
    assert article.language == "en"


@in_this_process
def test_the_fields_that_a_page_states() -> None:
    """Title, site and address are those that the page states."""
    article = read(
        '<meta property="og:title" content="Heat 2 moves on"><meta property="og:site_name" content="Film Wire">'
        '<link rel="canonical" href="https://filmwire.example.com/heat-2">'
    )
    assert (article.title, article.publisher) == ("Heat 2 moves on", "Film Wire")
    assert article.url == "https://filmwire.example.com/heat-2"


@in_this_process
def test_fields_that_a_page_does_not_state_are_unknown() -> None:
    """Neither a publisher, nor an address, nor a date is made up."""
    article = read()
    assert (article.publisher, article.url, article.published) == ("", "", UNKNOWN_DATE)


@in_this_process
def test_an_address_is_no_publisher() -> None:
    """A page that states its address alone does not say who publishes it."""
    assert read('<link rel="canonical" href="https://filmwire.example.com/heat-2">').publisher == ""


@in_this_process
def test_wrong_fields_of_a_page_are_left_out() -> None:
    """A wrong address or date is left out, and the article is read."""
    article = read(
        '<link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="javascript:alert(1)">'
        '<meta name="pubdate" content="2024-13-40">'
    )
    assert (article.url, article.published.is_known) == ("", False)
    assert TEXT[0] in article.text


@in_this_process
@pytest.mark.parametrize(
    ("head", "body", "edtf", "evidence"),
    [
        (JSON_LD, "", "2025-01-31", "datePublished in the page's JSON-LD"),
        (CHANGED + JSON_LD, "", "2025-01-31", "datePublished in the page's JSON-LD"),
        (JSON_LD.replace("-31T22:00:00-08:00", ""), "", "2025-01", "datePublished in the page's JSON-LD"),
        (
            CHANGED + '<meta property="article:published_time" content="2025-01-30">',
            "",
            "2025-01-30",
            "article:published_time in the page's meta data",
        ),
        ('<meta name="DC.date" content="2025">', "", "2025", "DC.date in the page's meta data"),
        ("", '<time datetime="2024-03-05T10:00" pubdate>5 March</time>', "2024-03-05", "a time mark on the page"),
        (CHANGED, "", "", ""),
        ("", "<p>Published on March 7, 2024 by our desk.</p>", "2024-03-07~", "guessed from the text of the page"),
        ("", "<p>Published on March 1, 2024 by our desk.</p>", "2024-03-01~", "guessed from the text of the page"),
        ("", "<p>© 2023 Film Wire</p>", "", ""),
    ],
)
def test_a_date_says_where_it_comes_from(head: str, body: str, edtf: str, evidence: str) -> None:
    """A declared date is stated, one in the text is inferred, and the day of a change does not count."""
    published = read(head, ARTICLE + body).published
    assert published == PublishedDate.parse(edtf, evidence)


@in_this_process
def test_the_same_page_gets_the_same_id() -> None:
    """Importing a page again changes nothing."""
    assert read() == read()


@in_this_process
@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"\0\0\0", b"\xff\xfe\xff", b"<html></html>", b"<p></p>", b"%PDF-1.7 \xe2\xe3", b"<div>" * 300_000],
)
def test_a_page_without_an_article(content: bytes) -> None:
    """A page without an article is refused, and the error says what to do instead."""
    with pytest.raises(SourceError, match=r"a.html: .* page.*: save the article's text as .txt instead"):
        read_html(content, "a.html")


def test_a_page_that_is_too_large() -> None:
    """More than two megabytes are refused before anything reads them."""
    with pytest.raises(SourceError, match=r"a.html: the page has more than 2,000,000 bytes: save"):
        read_html(b" " * (MAX_PAGE + 1), "a.html")


def test_a_page_that_takes_too_long() -> None:
    """The process is ended, and the message says what to do instead."""
    with pytest.raises(SourceError, match=r"a.html: reading the page took longer than 0.01 seconds: save"):
        read_html(page(), "a.html", timeout=0.01)


@pytest.mark.parametrize("python", ["/nowhere/python", "/bin/false"])
def test_a_process_that_fails(monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    """When the process cannot be started, or breaks down, the page is refused in one sentence."""
    monkeypatch.setattr("sys.executable", python)
    with pytest.raises(SourceError, match=r"a.html: the page cannot be read: save"):
        read_html(page(), "a.html")
