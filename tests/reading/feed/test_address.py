"""Feeds on a loopback site: conditional requests, discovery, and sites that are slow, huge or lead inward."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain import FeedVersion
from bot.errors import GoneError, PageError, PageFault, RetryLaterError, SettingsError
from bot.reading.feed.address import MAX_BYTES, find_feed, read_feed
from bot.reading.feed.feeds_file import read_feeds_file
from tests.reading.feed.test_worker import RSS
from tests.reading.web.site import Site, serving


async def fault_of(site: Site, path: str, seconds: float = 5) -> PageFault:
    """Return the fault of reading a feed there."""
    with pytest.raises(PageError) as caught:
        await read_feed(f"{site.root}{path}", FeedVersion(), site.policy, seconds)
    return caught.value.fault


async def test_an_unchanged_feed_is_not_sent_again() -> None:
    """The site gets the version that was read before, and its "not modified" is understood."""

    async def conditional(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"v1"' and "If-Modified-Since" in request.headers:
            return web.Response(status=304)
        headers = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 10:00:00 GMT"}
        return web.Response(text=RSS, content_type="application/rss+xml", headers=headers)

    async with serving(conditional) as site:
        first = await read_feed(f"{site.root}/feed", FeedVersion(), site.policy)
        second = await read_feed(f"{site.root}/feed", first.version, site.policy)
    assert (len(first.entries), first.is_unchanged, first.title) == (2, False, "Harbor & Co")
    assert (second.entries, second.is_unchanged, second.version) == ((), True, first.version)


async def test_a_feed_that_has_moved_is_read_at_its_new_address() -> None:
    """The next address is where permanent redirects lead; a temporary one, and what follows it, is asked for again."""
    places = {"/a": (301, "/b"), "/b": (308, "/feed"), "/t": (301, "/u"), "/u": (302, "/v"), "/v": (301, "/feed")}

    async def moving(request: web.Request) -> web.StreamResponse:
        if request.path in places:
            status, target = places[request.path]
            return web.Response(status=status, headers={"Location": target})
        if request.headers.get("If-None-Match"):
            return web.Response(status=304)
        return web.Response(text=RSS, content_type="application/rss+xml")

    async with serving(moving) as site:
        for path, lasting in (("/feed", "/feed"), ("/a", "/feed"), ("/t", "/u")):
            for version in (FeedVersion(), FeedVersion("v1")):
                found = await read_feed(f"{site.root}{path}", version, site.policy)
                assert (found.url, found.is_unchanged) == (f"{site.root}{lasting}", version != FeedVersion())


async def test_a_feed_that_is_gone_for_good() -> None:
    """The status 410 says more than 404: nobody need ask again soon."""

    async def gone(request: web.Request) -> web.StreamResponse:
        return web.Response(status=int(request.path[1:]))

    async with serving(gone) as site:
        with pytest.raises(GoneError) as caught:
            await read_feed(f"{site.root}/410", FeedVersion(), site.policy)
        assert caught.value.fault is PageFault.NOT_FOUND
        with pytest.raises(PageError) as missing:
            await read_feed(f"{site.root}/404", FeedVersion(), site.policy)
        assert not isinstance(missing.value, GoneError)


async def test_the_feed_of_a_site_is_found() -> None:
    """A page's own link counts first, then the usual places, and a page without a feed is refused."""

    async def site_of(request: web.Request) -> web.StreamResponse:
        if request.path in {"/own.xml", "/rss.xml"}:
            return web.Response(text=RSS, content_type="text/xml")
        if request.path == "/linked":
            link = '<link rel="alternate" type="application/rss+xml" href="own.xml">'
            return web.Response(text=f"<html><head>{link}</head></html>", content_type="text/html")
        if request.path == "/plain" and "empty" not in request.query_string:
            return web.Response(text="<html><p>Hello</p></html>", content_type="text/html")
        return web.Response(status=404)

    async with serving(site_of) as site:
        found = [(await find_feed(f"{site.root}/{path}", site.policy)).url for path in ("own.xml", "linked", "plain")]
        assert found == [f"{site.root}/own.xml", f"{site.root}/own.xml", f"{site.root}/rss.xml"]
        with pytest.raises(PageError) as caught:
            await find_feed(f"{site.root}/nothing", site.policy)
    assert caught.value.fault is PageFault.NOT_FOUND


async def test_a_site_without_a_feed_says_so() -> None:
    """Where no place has a feed, the error says what to give instead."""

    async def page(_request: web.Request) -> web.StreamResponse:
        return (
            web.Response(status=404) if _request.path != "/" else web.Response(text="<p>Hi", content_type="text/html")
        )

    async with serving(page) as site:
        with pytest.raises(PageError, match="No feed was found") as caught:
            await find_feed(f"{site.root}/", site.policy)
        assert caught.value.fault is PageFault.NO_FEED
        assert await fault_of(site, "/") is PageFault.NO_FEED


async def test_hostile_and_failing_sites() -> None:
    """Each kind of failure has its fault: slow, huge, of another kind, leading inward, gone, refused, broken."""

    async def hostile(request: web.Request) -> web.StreamResponse:
        path = request.path
        if path == "/slow":
            await asyncio.sleep(5)
        if path == "/huge":
            return web.Response(body=b" " * (MAX_BYTES + 1), content_type="text/xml")
        if path == "/inward":
            raise web.HTTPFound("http://127.0.0.2/feed")
        if path == "/film":
            return web.Response(body=b"x", content_type="video/mp4")
        statuses = {"/gone": 410, "/refused": 403, "/broken": 500}
        return web.Response(status=statuses.get(path, 200), text="<p>", content_type="text/html")

    expected = {
        "/slow": PageFault.TOO_SLOW,
        "/huge": PageFault.TOO_LARGE,
        "/inward": PageFault.NOT_PUBLIC,
        "/film": PageFault.NO_FEED,
        "/gone": PageFault.NOT_FOUND,
        "/refused": PageFault.REFUSED,
        "/broken": PageFault.SERVER,
    }
    async with serving(hostile) as site:
        for path, fault in expected.items():
            assert await fault_of(site, path, 0.2 if path == "/slow" else 5) is fault


async def seconds_to_wait(header: str) -> float:
    """How long read_feed waits for a site that answers 429 with this Retry-After."""

    async def busy(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=429, headers={"Retry-After": header})

    async with serving(busy) as site:
        with pytest.raises(RetryLaterError) as caught:
            await read_feed(f"{site.root}/", FeedVersion(), site.policy)
    return caught.value.seconds


@pytest.mark.parametrize(
    ("header", "seconds"), [("120", 120), ("", 0), ("soon", 0), ("Mon, 02 Mar 2020 10:00:00 GMT", 0)]
)
async def test_a_busy_site_says_when_to_come_back(header: str, seconds: float) -> None:
    """Retry-After is understood as seconds and as a date; anything else, or a past date, asks for nothing."""
    assert await seconds_to_wait(header) == seconds


async def test_a_busy_site_names_a_later_time() -> None:
    """A date in two hours asks for a wait of two hours, less the time that the request took."""
    header = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    assert 7000 <= await seconds_to_wait(header) <= 7200


def test_the_operators_file(tmp_path: Path) -> None:
    """Addresses are read line by line; comments and repeated ones are left out; a mistake is named with its line."""
    file = tmp_path / "feeds.txt"
    file.write_text("# for everyone\n\nhttps://a.example.com/feed\nb.example.com/rss\nhttps://a.example.com/feed\n")
    assert read_feeds_file(file) == ("https://a.example.com/feed", "https://b.example.com/rss")
    file.write_text("https://a.example.com/feed\nfile:///etc/passwd\n")
    with pytest.raises(SettingsError, match=r"feeds\.txt:2: this is not a web address"):
        read_feeds_file(file)
    with pytest.raises(SettingsError, match="HEAT2_FEEDS_FILE"):
        read_feeds_file(tmp_path / "none.txt")
