"""Read the entries of one feed. Runs in a process of its own: bytes come in, one JSON object goes out.

The object has the `title` and the `entries` of a feed, or the `links` of a page or of a list of sitemaps to feeds.
"""

from __future__ import annotations

import codecs
import json
import re
import sys
from calendar import timegm
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser  # type: ignore[import-untyped]
from courlan import clean_url
from lxml import etree  # type: ignore[import-untyped]

from bot.reading.decoding import decode_page
from bot.reading.page.parsing import parse_page
from bot.reading.process import limit_memory
from bot.reading.web.links import is_web_url

MAX_ENTRIES: Final = 200
"""Maximum number of entries that are read: the first half and the last, since a feed begins or ends with the newest."""
MAX_LINKS: Final = 5
_MAX_TITLE: Final = 300
_MAX_SUMMARY: Final = 2_000
_MAX_URL: Final = 2_000
_FEED_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_ENTRY: Final = re.compile(rb"<(item|entry)[\s>]", re.IGNORECASE)
_URL: Final = re.compile(rb"<(?:\w+:)?url[\s>]")
_SITEMAP: Final = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]")
_FEED: Final = re.compile(rb"<(?:\w+:)?(rss|feed|rdf)[\s>]", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")
_HEAD_BYTES: Final = 4_000
_NEWS: Final = "{http://www.google.com/schemas/sitemap-news/0.9}"

Fields = dict[str, Any]


def read(content: bytes, url: str, media_type: str) -> Fields:
    """Return the feed that the content is, or the feeds that it links to. `media_type` may state an encoding."""
    content = _without_utf16(content)
    head = content[:_HEAD_BYTES]
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(content, url)
    if _SITEMAP.search(head):
        return _sitemap(content, url)
    if _FEED.search(head):
        return _xml_feed(content, url, media_type)
    return {"links": list(_page_links(content, url))[:MAX_LINKS]}


def _without_utf16(content: bytes) -> bytes:
    """Convert UTF-16 to UTF-8, because the patterns of this module search bytes. Other content is unchanged."""
    if not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content
    # The mark outweighs the encodings that the server and the XML declaration state.
    return codecs.BOM_UTF8 + content.decode("utf-16", errors="replace").encode()


def _xml_feed(content: bytes, url: str, media_type: str) -> Fields:
    headers = {"content-type": media_type, "content-location": url}
    found = feedparser.parse(_first_and_last(content, _ENTRY), response_headers=headers)
    entries = (
        _entry(each.get("link", ""), url, each.get("title", ""), _summary(each), _moment(each.get("published_parsed")))
        for each in found.entries
    )
    return _feed(found.feed.get("title", ""), entries)


def _first_and_last(content: bytes, entry: re.Pattern[bytes]) -> bytes:
    """Leave out the middle of a feed with more than MAX_ENTRIES entries: reading one takes a millisecond."""
    starts = [match.start() for match in entry.finditer(content)]
    if len(starts) <= MAX_ENTRIES:
        return content
    half = MAX_ENTRIES // 2
    return content[: starts[half]] + content[starts[-half] :]


def _summary(entry: Any) -> str:
    content = entry.get("content") or [{}]
    return str(content[0].get("value") or entry.get("summary") or "")


def _moment(parsed: Any) -> str:
    if parsed is None:
        return ""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _json_feed(content: bytes, url: str) -> Fields:
    try:
        found = json.loads(content)
        items = found["items"]
        if not str(found["version"]).startswith("https://jsonfeed.org/version/"):
            raise ValueError("another kind of JSON")
    except (ValueError, KeyError, TypeError, RecursionError):
        return {"links": []}
    half = MAX_ENTRIES // 2
    listed = items if len(items) <= MAX_ENTRIES else [*items[:half], *items[-half:]]
    entries = (
        _entry(
            each.get("url") or each.get("external_url") or "",
            url,
            each.get("title") or "",
            each.get("content_text") or each.get("summary") or each.get("content_html") or "",
            _utc(each.get("date_published")),
        )
        for each in listed
        if isinstance(each, dict)
    )
    return _feed(found.get("title") or "", entries)


def _sitemap(content: bytes, url: str) -> Fields:
    """Return the news of a sitemap, or the sitemaps of news that a list of sitemaps names."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(_first_and_last(content, _URL), parser)
    if root is None:
        return {"links": []}
    if etree.QName(root).localname == "sitemapindex":
        places = [str(each.text or "").strip() for each in root.iter("{*}loc")]
        return {"links": [urljoin(url, place) for place in places if "news" in place.lower()][:MAX_LINKS]}
    entries = (
        _entry(
            each.findtext("{*}loc", "").strip(),
            url,
            news.findtext(f"{_NEWS}title", ""),
            news.findtext(f"{_NEWS}keywords", ""),
            _utc(news.findtext(f"{_NEWS}publication_date", "").strip()),
        )
        for each in root.iter("{*}url")
        if (news := each.find(f"{_NEWS}news")) is not None
    )
    return _feed("", entries)


def _utc(stated: object) -> str:
    try:
        moment = datetime.fromisoformat(str(stated))
        return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _page_links(content: bytes, url: str) -> Iterator[str]:
    page = parse_page(decode_page(content, ""))
    if page is None:
        return
    for link in page.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        if "alternate" in relations and (link.get("type") or "").lower().strip() in _FEED_TYPES and link.get("href"):
            yield urljoin(url, link.get("href").strip())


def _entry(link: object, base: str, title: object, summary: object, moment: str) -> Fields | None:
    address = _canonical(urljoin(base, str(link).strip())) if link else ""
    if not address:
        return None
    return {
        "url": address,
        "title": _plain(title)[:_MAX_TITLE],
        "summary": _plain(summary)[:_MAX_SUMMARY],
        "published_at": moment,
    }


def _plain(value: object) -> str:
    # The markup may be long, and of the text only a beginning is needed.
    return " ".join(_TAG.sub(" ", str(value)[: 4 * _MAX_SUMMARY]).replace("\0", "").split())


def _canonical(address: str) -> str:
    """Return a web address without tracking parameters and fragment, '' for any other address."""
    if not is_web_url(address) or len(address) > _MAX_URL:
        return ""
    # The library would encode a semicolon, which begins a parameter of the path on some sites.
    cleaned = address if ";" in urlsplit(address).path else clean_url(address) or address
    return cleaned.partition("#")[0]


def _feed(title: object, entries: Iterable[Fields | None]) -> Fields:
    by_address = {entry["url"]: entry for entry in entries if entry}
    newest_first = sorted(by_address.values(), key=lambda entry: str(entry["published_at"]), reverse=True)
    return {"title": _plain(title)[:_MAX_TITLE], "entries": newest_first[:MAX_ENTRIES]}


def main() -> None:
    """Read a feed from standard input; the arguments are its address and media type."""
    limit_memory()
    json.dump(read(sys.stdin.buffer.read(), sys.argv[1], sys.argv[2]), sys.stdout)
