"""Test articles of hostile and careless sites."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from bot.domain import UNKNOWN_DATE, Article
from bot.errors import PageError, PageFault
from bot.reading.fields import MAX_LINES
from bot.reading.page import html_file
from bot.reading.process import run_worker
from bot.reading.web.address import read_address
from tests.reading.web.site import serving

pytestmark = pytest.mark.usefixtures("_workers_here")

SENTENCE = "The cameras of Heat 2 roll in August, said the producer, who has booked the pier for nine nights. "


async def article_of(body: bytes, kind: str = "text/plain", path: str = "/a") -> Article:
    """Return the article of a site that sends these bytes with this media type. Raises PageError."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Type": kind})

    async with serving(answer) as site:
        return await read_address(f"{site.root}{path}", site.policy)


def page(head: str) -> bytes:
    """Return a page with an article and this head."""
    return f"<html><head>{head}</head><body><article>{f'<p>{SENTENCE * 3}</p>' * 3}</article></body></html>".encode()


@pytest.mark.parametrize("charset", ["nonsense", "idna", "punycode", "undefined", "zlib", "hex", "unicode_escape", ""])
async def test_a_charset_that_is_none_is_taken_for_utf_8(charset: str) -> None:
    """Names that are not encodings of text are ignored."""
    found = await article_of(SENTENCE.encode() * 3 + "café".encode(), f"text/plain; charset={charset}")
    assert found.text.endswith("café")


async def test_a_charset_that_is_one_is_used() -> None:
    """The encoding that the server states is used."""
    assert (await article_of((SENTENCE * 3 + "café").encode("cp1252"), "text/plain; charset=windows-1252")).text[
        -1
    ] == "é"


ERROR_TITLES = (
    "404 - Page not found",
    "Page Not Found | Lakeside Courier",
    "Oops! That page can’t be found.",
    "Lakeside Courier - Error 404",
    "Seite nicht gefunden – Lakeside Courier",
    "Página no encontrada",
    "Cette page n'existe pas",
    "Page introuvable · Lakeside Courier",
    "La page que vous cherchez est introuvable",
    "Pagina non trovata",
)


@pytest.mark.parametrize("title", ERROR_TITLES)
@pytest.mark.parametrize("where", ["<title>{}</title>", "<title>News</title></head><body><h1>{}</h1>"])
async def test_an_error_page_with_status_200_is_no_article(title: str, where: str) -> None:
    """A short page whose title or headline only says that there is no such page is reported like a 404."""
    advice = "We could not find what you were looking for. Try the search, or read our most popular stories below. "
    content = f"<html><head>{where.format(title)}</head><body><main><p>{advice * 3}</p></main></body></html>"
    with pytest.raises(PageError) as caught:
        await article_of(content.encode(), "text/html")
    assert caught.value.fault is PageFault.NOT_FOUND


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        ("Page not found: why the site of Heat 2 went dark", 1),
        ("404 reasons to see Heat 2", 1),
        ("Heat 2 not found in the schedule of the studio", 1),
        ("Page not found", 5),
    ],
)
async def test_an_article_about_an_error_page_is_read(title: str, paragraphs: int) -> None:
    """A short article whose headline says more than an error page is read, and so is a long text under any title."""
    text = "".join(f"<p>On day {number}: {SENTENCE * 3}</p>" for number in range(paragraphs))
    content = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"
    assert (await article_of(content.encode(), "text/html")).title == title


async def test_binary_content_is_refused() -> None:
    """Binary content that is called text is refused."""
    with pytest.raises(PageError) as caught:
        await article_of(bytes(range(1, 256)) * 50 + SENTENCE.encode() * 3)
    assert caught.value.fault is PageFault.DAMAGED


async def test_a_page_that_takes_too_long_to_read_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy makes no page empty: a feed reads it again, and a moderator can."""

    def in_no_time(*values: Any, timeout: float) -> dict[str, Any]:
        return run_worker(*values, timeout=timeout / 1_000)

    monkeypatch.setattr(html_file, "run_worker", in_no_time)
    with pytest.raises(PageError) as caught:
        await article_of(page(""), "text/html")
    assert caught.value.fault is PageFault.TOO_SLOW


async def test_a_text_of_too_many_lines_is_refused() -> None:
    """A text with too many lines is refused, because every question would examine each line."""
    with pytest.raises(PageError) as caught:
        await article_of(SENTENCE.encode() * 3 + b"\na" * MAX_LINES)
    assert caught.value.fault is PageFault.TOO_LARGE


async def test_an_address_that_is_too_long_to_be_kept_is_left_out() -> None:
    """An address that is too long is left out, and the article is read."""
    assert not (await article_of(SENTENCE.encode() * 3, path=f"/?{'a' * 3_000}")).url


async def test_a_page_cannot_claim_the_address_of_another_site() -> None:
    """A canonical address of another site does not count."""
    found = await article_of(page("<link rel='canonical' href='https://harbor.example.com/real'>"), "text/html")
    assert found.url.startswith("http://127.0.0.1:")


async def test_a_page_has_its_own_address_on_its_own_site() -> None:
    """The canonical address of the same site replaces the one with tracking parameters."""
    found = await article_of(page("<link rel='canonical' href='http://127.0.0.1/real'>"), "text/html", "/a?utm=1")
    assert found.url == "http://127.0.0.1/real"


@pytest.mark.parametrize("stated", ["2024-02-31", "2024-13-45", "2024-00-10"])
async def test_a_day_that_no_calendar_has_is_no_statement(stated: str) -> None:
    """A date that is not in the calendar is left out together with its evidence."""
    wrong = f'<script type="application/ld+json">{{"datePublished": "{stated}"}}</script>'
    assert (await article_of(page(wrong), "text/html")).published == UNKNOWN_DATE


async def test_the_servers_charset_reaches_the_page() -> None:
    """The encoding that the server states is used for a page that states none."""
    content = page("<title>Añadió</title>").replace(b"producer", "compañía".encode("latin-1"))
    found = await article_of(
        content.replace("ñadió".encode(), "ñadió".encode("latin-1")), "text/html; charset=ISO-8859-1"
    )
    assert (found.title, "said the compañía" in found.text) == ("Añadió", True)


async def test_a_page_that_is_called_a_text_is_read_as_a_page() -> None:
    """A page that is served as text is read as a page."""
    assert "<" not in (await article_of(page(""), "text/plain")).text


@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "text/html", PageFault.WEB_ARCHIVE),
        (b"{\\rtf1 words}", "text/plain", PageFault.RICH_TEXT),
        (b"<rss><channel><title>words</title></channel></rss>", "text/plain", PageFault.MARKUP),
        (b"PK\x03\x04", "text/html", PageFault.DAMAGED),
        (b"words", "application/pdf", PageFault.DAMAGED),
    ],
)
async def test_the_content_decides_and_not_the_media_type(content: bytes, kind: str, fault: PageFault) -> None:
    """The content decides what an address gives, not the media type."""
    with pytest.raises(PageError) as caught:
        await article_of(content, kind)
    assert caught.value.fault is fault


async def test_a_page_may_state_a_date_in_the_future() -> None:
    """The preview and `heat2 import` ask about it; without the date they could not."""
    head = '<meta property="article:published_time" content="2062-05-04">'
    assert (await article_of(page(head), "text/html")).published.edtf == "2062-05-04"
