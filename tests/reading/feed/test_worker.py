"""Reading the bytes of a feed: RSS, Atom, JSON Feed, news sitemaps, pages that name feeds, and broken ones."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.feed.worker import MAX_ENTRIES, read

BASE = "https://harbor.example.com/feeds/heat.xml"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbor &amp; Co</title>
<item><title>Cameras roll</title><link>/news/cameras?utm_source=rss&amp;id=5#top</link>
<description>&lt;p&gt;Heat 2 &lt;b&gt;begins&lt;/b&gt;&lt;/p&gt;</description>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate></item>
<item><title>Later</title><link>https://harbor.example.com/later</link>
<pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Kinoblatt</title>
<entry><title>Drehbeginn</title><link rel="alternate" href="https://kino.example.com/dreh"/>
<updated>2026-03-01T08:00:00Z</updated><published>2026-03-01T07:00:00Z</published></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Reels",
        "items": [
            {
                "id": "1",
                "url": "https://reels.example.com/a",
                "title": "A",
                "date_published": "2026-03-01T23:30:00-05:00",
            },
            {"id": "2", "external_url": "https://reels.example.com/b", "content_html": "<p>Text</p>"},
            "no item",
        ],
    }
)
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://harbor.example.com/heat </loc><news:news><news:publication_date>2026-03-02</news:publication_date>
<news:title>Heat 2 news</news:title></news:news></url><url><loc>https://harbor.example.com/about</loc></url></urlset>"""


def entries_of(content: str | bytes, media_type: str = "application/xml") -> list[tuple[str, str, str]]:
    """Return the address, title and moment of each entry."""
    raw = content.encode() if isinstance(content, str) else content
    return [(each["url"], each["title"], each["published_at"]) for each in read(raw, BASE, media_type)["entries"]]


@pytest.mark.parametrize("content", [RSS, ATOM, JSON, SITEMAP])
@pytest.mark.parametrize("stated", ["", "; charset=iso-8859-1"])
def test_a_byte_order_mark_decides(content: str, stated: str) -> None:
    """A feed in UTF-16 is read as the same one in UTF-8, whatever encoding its server states."""
    assert entries_of(content.encode("utf-16"), f"application/xml{stated}") == entries_of(content)


def test_rss() -> None:
    """Entries come newest first, with whole addresses without tracking parameters, and moments in UTC."""
    assert entries_of(RSS) == [
        ("https://harbor.example.com/later", "Later", "2026-03-03T10:00:00+00:00"),
        ("https://harbor.example.com/news/cameras?id=5", "Cameras roll", "2026-03-02T09:00:00+00:00"),
    ]
    found = read(RSS.encode(), BASE, "")
    assert (found["title"], found["entries"][1]["summary"]) == ("Harbor & Co", "Heat 2 begins")


def test_atom() -> None:
    """The day of publication counts, not that of a change."""
    assert entries_of(ATOM) == [("https://kino.example.com/dreh", "Drehbeginn", "2026-03-01T07:00:00+00:00")]


def test_json_feed() -> None:
    """A JSON feed is read; what is no entry is left out; a moment in another zone becomes UTC."""
    assert entries_of(JSON) == [
        ("https://reels.example.com/a", "A", "2026-03-02T04:30:00+00:00"),
        ("https://reels.example.com/b", "", ""),
    ]


def test_news_sitemap() -> None:
    """Only the news of a sitemap are entries; a list of sitemaps leads to those of news."""
    assert entries_of(SITEMAP) == [("https://harbor.example.com/heat", "Heat 2 news", "2026-03-02T00:00:00+00:00")]
    listed = (
        "<sitemapindex><sitemap><loc>/posts.xml</loc></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
    )
    assert read(listed.encode(), BASE, "") == {"links": ["https://harbor.example.com/news.xml"]}


def test_an_encoding_that_the_server_states() -> None:
    """A feed in another encoding is decoded as the server or the feed says."""
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>' + ATOM.replace("Drehbeginn", "Frühling")
    assert entries_of(declared.encode("latin-1"))[0][1] == "Frühling"
    assert (
        entries_of(ATOM.replace("Drehbeginn", "Été").encode("latin-1"), "text/xml; charset=iso-8859-1")[0][1] == "Été"
    )


def test_a_page_that_names_its_feeds() -> None:
    """A page is no feed, but names some."""
    page = """<html><head><link rel="stylesheet" href="/a.css"><link rel="ALTERNATE" type="application/RSS+xml"
    href="/rss"><link rel="alternate" type="text/html" href="/de"></head><body>Hi</body></html>"""
    assert read(page.encode(), BASE, "text/html") == {"links": ["https://harbor.example.com/rss"]}


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://example.com/a", "https://u:p@example.com/", "", "http://[::1"]
)
def test_a_link_that_is_no_web_address_is_left_out(link: str) -> None:
    """Only web addresses without passwords become entries."""
    assert entries_of(RSS.replace("https://harbor.example.com/later", link))[0][1] == "Cameras roll"


def test_a_huge_feed_is_read_at_both_ends() -> None:
    """Of ten thousand entries the first and the last are read, whichever of them are the newest."""
    items = "".join(
        f"<item><title>{n}</title><link>https://harbor.example.com/{n}</link></item>" for n in range(10_000)
    )
    titles = {title for _, title, _ in entries_of(f"<rss><channel>{items}</channel></rss>")}
    assert len(titles) == MAX_ENTRIES
    assert {"0", "9999"} <= titles


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b'{"items": []}',
        b'{"version": 1, "items": 5}',
        b"<html>",
        b"<sitemapindex",
        b"GIF89a",
    ],
)
def test_what_is_no_feed(content: bytes) -> None:
    """Anything else has no entries and names no feed."""
    assert read(content, BASE, "text/html") == {"links": []}


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    """A feed that ends in the middle, or is not well formed, still gives its whole entries."""
    assert entries_of(RSS[: RSS.index("<item><title>Later")])[0][1] == "Cameras roll"
    assert len(entries_of(RSS.replace("Cameras roll", "Cameras & crew <roll"))) == 2


def test_entities_are_not_expanded() -> None:
    """Neither a bomb of entities nor one that names a file brings anything."""
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for text in (RSS, SITEMAP):
        body = text.partition("?>")[2] or text
        assert "root:" not in json.dumps(read((bomb + body.replace("heat", "&f;&b;")).encode(), BASE, ""))


@settings(max_examples=30)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    """Any text in a title gives entries whose texts are short and hold no NUL."""
    wrapped = f"<rss><channel><item><title><![CDATA[{text}]]></title><link>https://a.example.com/</link></item></channel></rss>"
    for entry in read(wrapped.encode("utf-8", "replace"), BASE, "").get("entries", []):
        assert "\0" not in entry["title"]
