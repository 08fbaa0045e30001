"""What a hostile or careless site can make of an article."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.domain import UNKNOWN_DATE, Article
from bot.errors import Fault, PageError
from bot.reading.fields import MAX_LINES
from bot.reading.web.address import read_address
from tests.reading.web.site import serving

SENTENCE = "The cameras of Heat 2 roll in August, said the producer, who has booked the pier for nine nights. "


async def article_of(body: bytes, kind: str = "text/plain", path: str = "/a") -> Article:
    """What a site that gives these bytes as this kind of content is read as. Raises PageError."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers={"Content-Type": kind})

    async with serving(answer) as site:
        return await read_address(f"{site.root}{path}", site.gate)


def page(head: str) -> bytes:
    """A page with an article and this head."""
    return f"<html><head>{head}</head><body><article>{f'<p>{SENTENCE * 3}</p>' * 3}</article></body></html>".encode()


@pytest.mark.parametrize("charset", ["nonsense", "idna", "punycode", "undefined", "zlib", "hex", "unicode_escape", ""])
async def test_a_charset_that_is_none_is_taken_for_utf_8(charset: str) -> None:
    """Python knows encodings under these names, or fails over them."""
    found = await article_of(SENTENCE.encode() * 3 + "café".encode(), f"text/plain; charset={charset}")
    assert found.text.endswith("café")


async def test_a_charset_that_is_one_is_used() -> None:
    """Old sites have their own."""
    assert (await article_of((SENTENCE * 3 + "café").encode("cp1252"), "text/plain; charset=windows-1252")).text[
        -1
    ] == "é"


async def test_what_is_no_text_is_not_taken_for_one() -> None:
    """A server may call anything a text, an archive in an archive for one."""
    with pytest.raises(PageError) as caught:
        await article_of(bytes(range(1, 256)) * 50 + SENTENCE.encode() * 3)
    assert caught.value.fault is Fault.DAMAGED


async def test_a_text_of_too_many_lines_is_refused() -> None:
    """Two megabytes can hold a million lines, and every question would look at each."""
    with pytest.raises(PageError) as caught:
        await article_of(SENTENCE.encode() * 3 + b"\na" * MAX_LINES)
    assert caught.value.fault is Fault.TOO_LARGE


async def test_an_address_that_is_too_long_to_be_kept_is_left_out() -> None:
    """The text is worth reading without it."""
    assert not (await article_of(SENTENCE.encode() * 3, path=f"/?{'a' * 3_000}")).url


async def test_no_page_passes_itself_off_as_another_sites() -> None:
    """A page may say under which address it wants to be known, on its own site only."""
    found = await article_of(page("<link rel='canonical' href='https://harbor.example.com/real'>"), "text/html")
    assert found.url.startswith("http://127.0.0.1:")


async def test_a_page_has_its_own_address_on_its_own_site() -> None:
    """Without what a campaign has put behind it."""
    found = await article_of(page("<link rel='canonical' href='http://127.0.0.1/real'>"), "text/html", "/a?utm=1")
    assert found.url == "http://127.0.0.1/real"


@pytest.mark.parametrize("stated", ["2024-02-31", "2024-13-45", "2024-00-10"])
async def test_a_day_that_no_calendar_has_is_no_statement(stated: str) -> None:
    """Nothing is said of how it is known either."""
    wrong = f'<script type="application/ld+json">{{"datePublished": "{stated}"}}</script>'
    assert (await article_of(page(wrong), "text/html")).published == UNKNOWN_DATE


async def test_the_servers_charset_reaches_the_page() -> None:
    """A page that does not state its own is read as its server says."""
    content = page("<title>Añadió</title>").replace(b"producer", "compañía".encode("latin-1"))
    found = await article_of(
        content.replace("ñadió".encode(), "ñadió".encode("latin-1")), "text/html; charset=ISO-8859-1"
    )
    assert (found.title, "said the compañía" in found.text) == ("Añadió", True)


async def test_a_page_that_is_called_a_text_is_read_as_a_page() -> None:
    """Some servers do not know better."""
    assert "<" not in (await article_of(page(""), "text/plain")).text


@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "text/html", Fault.WEB_ARCHIVE),
        (b"{\\rtf1 words}", "text/plain", Fault.RICH_TEXT),
        (b"<rss><channel><title>words</title></channel></rss>", "text/plain", Fault.MARKUP),
        (b"PK\x03\x04", "text/html", Fault.DAMAGED),
        (b"words", "application/pdf", Fault.DAMAGED),
    ],
)
async def test_what_an_address_gives_may_be_something_else(content: bytes, kind: str, fault: Fault) -> None:
    """Whatever the server calls it."""
    with pytest.raises(PageError) as caught:
        await article_of(content, kind)
    assert caught.value.fault is fault


async def test_a_page_may_state_a_date_in_the_future() -> None:
    """The preview and `heat2 import` ask about it; without the date they could not."""
    head = '<meta property="article:published_time" content="2062-05-04">'
    assert (await article_of(page(head), "text/html")).published.edtf == "2062-05-04"
