"""Read the feed at an address, or find that of a site. The same address policy applies as to pages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.domain import FeedContent, FeedEntry, FeedVersion
from bot.errors import GoneError, PageError, PageFault, RetryLaterError
from bot.phrases.messages import page_error
from bot.reading.process import ProcessError, run_worker
from bot.reading.web.address_policy import PUBLIC_INTERNET, AddressPolicy
from bot.reading.web.fetching import TIMEOUT_SECONDS, Page, fault_of_status, fetch_with, read_page

MAX_BYTES: Final = 5_000_000
"""Maximum size of a feed after decompression, in bytes."""
MAX_TRIES: Final = 12
"""Maximum number of addresses to try in search of a site's feed."""
FIND_SECONDS: Final = 60.0
"""Maximum time for all of these tries."""
COMMON_PATHS: Final = (
    "/feed/",
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/news-sitemap.xml",
)
"""Paths where sites usually have their feed."""
_MAX_VERSION: Final = 300
"""Maximum length, in characters, of an ETag or a Last-Modified header that is used."""
_NOT_MODIFIED: Final = 304
_GONE: Final = 410
_BUSY: Final = frozenset({429, 503})
_MEDIA: Final = ("xml", "json", "html", "text/plain", "octet-stream")
"""Parts of media types that feeds have. Many sites state a wrong one, but never that of a picture or a film."""
_HEADERS: Final = {
    "User-Agent": "heat2-bot (reads feeds that moderators name)",
    "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml, text/html;q=0.5",
}


async def read_feed(
    address: str,
    version: FeedVersion = FeedVersion(),  # noqa: B008 - a frozen value
    policy: AddressPolicy = PUBLIC_INTERNET,
    seconds: float = TIMEOUT_SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> FeedContent:
    """Return the feed at an address. If the site still has the version that was read before, the result has no entries.

    Raises PageError: RetryLaterError if the site asks to come back later, GoneError if the feed is gone for good.
    """
    content, _links = await _read(address, version, policy, seconds, resolver)
    if content is None:
        raise page_error(PageFault.NO_FEED)
    return content


async def find_feed(
    address: str,
    policy: AddressPolicy = PUBLIC_INTERNET,
    seconds: float = TIMEOUT_SECONDS,
    resolver: aiohttp.abc.AbstractResolver | None = None,
) -> FeedContent:
    """Return the feed at an address, the one that the page there names, or one where sites usually have it.

    Raises PageError: that of the address itself if it cannot be read. It takes FIND_SECONDS at the longest.
    """
    try:
        async with asyncio.timeout(FIND_SECONDS):
            return await _find(address, policy, seconds, resolver)
    except TimeoutError as error:
        raise page_error(PageFault.TOO_SLOW) from error


async def _find(
    address: str, policy: AddressPolicy, seconds: float, resolver: aiohttp.abc.AbstractResolver | None
) -> FeedContent:
    read = partial(_read, version=FeedVersion(), policy=policy, seconds=seconds, resolver=resolver)
    content, links = await read(address)
    tried, waiting = {address}, [*links, *_common_places(address)]
    while content is None and waiting and len(tried) <= MAX_TRIES:
        place = waiting.pop(0)
        if place in tried:
            continue
        tried.add(place)
        try:
            content, more = await read(place)
        except PageError:
            continue
        waiting = [*more, *waiting]  # a list of sitemaps leads to one of news
    if content is None:
        raise page_error(PageFault.NO_FEED)
    return content


def _common_places(address: str) -> Iterator[str]:
    parts = urlsplit(address if "://" in address else f"https://{address}")
    root = f"{parts.scheme}://{parts.netloc}"
    return (urljoin(root, path) for path in COMMON_PATHS)


async def _read(
    address: str,
    version: FeedVersion,
    policy: AddressPolicy,
    seconds: float,
    resolver: aiohttp.abc.AbstractResolver | None,
) -> tuple[FeedContent | None, list[str]]:
    """Return the feed at an address, or None and the feeds that the page there links to."""
    conditions = {"If-None-Match": version.etag, "If-Modified-Since": version.modified}
    headers = {**_HEADERS, **{name: value for name, value in conditions.items() if value}}
    page, new_version, permanent_url = await fetch_with(_read_response, address, policy, seconds, resolver, headers)
    if page is None:
        return FeedContent(permanent_url, version=version, is_unchanged=True), []
    media_type = page.media_type + (f"; charset={page.charset}" if page.charset else "")
    try:
        found = await asyncio.to_thread(run_worker, "bot.reading.feed.worker", page.content, page.url, media_type)
    except ProcessError as error:
        raise page_error(PageFault.TOO_LARGE if error.took_too_long else PageFault.NO_FEED) from error
    if "entries" not in found:
        return None, list(found["links"])
    return replace(_content(found, permanent_url), version=new_version), []


async def _read_response(response: aiohttp.ClientResponse, permanent_url: str) -> tuple[Page | None, FeedVersion, str]:
    if response.status == _NOT_MODIFIED:
        return None, FeedVersion(), permanent_url
    if response.status == _GONE:
        raise GoneError(page_error(PageFault.NOT_FOUND))
    if response.status in _BUSY:
        raise RetryLaterError(page_error(PageFault.SERVER), _seconds_of(response.headers.get("Retry-After", "")))
    fault = fault_of_status(response.status)
    if fault:
        raise page_error(fault)
    if not any(part in response.content_type for part in _MEDIA):
        raise page_error(PageFault.NO_FEED)
    version = FeedVersion(*(_usable(response.headers.get(name, "")) for name in ("ETag", "Last-Modified")))
    return await read_page(response, MAX_BYTES), version, permanent_url


def _usable(value: str) -> str:
    return value if len(value) <= _MAX_VERSION and value.isprintable() else ""


def _seconds_of(retry_after: str) -> float:
    """Return the seconds that a Retry-After header asks for, as a number or as a date; 0 if it cannot be read."""
    if retry_after.strip().isdecimal():
        return float(retry_after[:9])
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _content(found: Mapping[str, Any], url: str) -> FeedContent:
    return FeedContent(url, found["title"], tuple(FeedEntry(**each) for each in found["entries"]))
