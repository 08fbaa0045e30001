"""Test which address a page gets."""

from __future__ import annotations

import pytest

from tests.reading.page.page_builder import ADDRESS, build_page, read

SITE = "https://lakeside.example"


def canonical(address: str) -> str:
    """Return the element that states an address."""
    return f'<link rel="canonical" href="{address}">'


@pytest.mark.parametrize(
    ("found", "stated", "address"),
    [
        ("/film/heat-2-bridges?utm_source=x", "/film/heat-2-bridges", "/film/heat-2-bridges"),
        ("/amp/film/heat-2-bridges", "/film/heat-2-bridges", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges/amp", "/film/heat-2-bridges", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges/2", "/film/heat-2-bridges", "/film/heat-2-bridges"),
        ("/x/123", "/film/heat-2-bridges", "/film/heat-2-bridges"),
        ("/a.php?id=5&utm_source=x", "/a.php?id=5", "/a.php?id=5"),
        ("/?p=123", "/film/heat-2-bridges", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "/?p=123", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "/", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "/film/", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "/index.html", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "/en/", "/film/heat-2-bridges"),
        ("/film/heat-2-bridges", "/#top", "/film/heat-2-bridges"),
        ("/?p=123", "/", "/?p=123"),
        ("/a.php?id=5", "/a.php", "/a.php?id=5"),
    ],
)
def test_a_canonical_address_on_the_same_site(found: str, stated: str, address: str) -> None:
    """A canonical address counts, unless it is the home page, a section, or no longer identifies the article."""
    assert read(build_page(canonical(f"{SITE}{stated}")), f"{SITE}{found}")["url"] == f"{SITE}{address}"


@pytest.mark.parametrize(
    "stated",
    [
        "https://other.example/film/x",
        "https://news.lakeside.example/film/x",
        "https://lakeside.example.evil.example/film/x",
        "https://lakeside.example@evil.example/x",
        "https://user:secret@lakeside.example/x",
        "javascript:alert(1)",
        "http://[broken/x",
        "ftp://lakeside.example/x",
    ],
)
def test_an_address_of_another_site_is_not_taken(stated: str) -> None:
    """An address of another site, or that is no web address, does not count and gives no publisher."""
    found = read(build_page(canonical(stated)))
    assert (found["url"], found["publisher"]) == (ADDRESS, "")


def test_prefixes_for_devices_are_the_same_site() -> None:
    """A page for mobile devices may state the address for all devices."""
    assert read(build_page(canonical("https://www.lakeside.example/a/b")), "http://m.lakeside.example/a")[
        "url"
    ].endswith("/a/b")


def test_a_relative_address_is_completed() -> None:
    """A relative canonical address is completed with the address of the page."""
    assert read(build_page(canonical("/film/heat-2")))["url"] == f"{SITE}/film/heat-2"


def test_a_second_statement_counts_where_the_first_cannot_be() -> None:
    """A home page as canonical address does not hide the right one."""
    head = canonical(f"{SITE}/") + f'<meta property="og:url" content="{ADDRESS}">'
    assert read(build_page(head), "")["url"] == ADDRESS


def test_a_saved_page_has_the_address_that_it_states() -> None:
    """A saved page has no address if it states only its home page, or only a relative address."""
    assert read(build_page(canonical(ADDRESS)), "")["url"] == ADDRESS
    assert read(build_page(canonical(f"{SITE}/")), "")["url"] == ""
    assert read(build_page(canonical("/film/heat-2")), "")["url"] == ""
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "url": "{ADDRESS}"}}</script>'
    assert read(build_page(data), "")["url"] == ADDRESS


def test_a_page_that_states_another_site_has_no_publisher() -> None:
    """A page that states the address of another site gets no publisher."""
    named = '<meta property="og:site_name" content="Lakeside Courier">'
    assert read(build_page(named + canonical("https://other.example/film/x")))["publisher"] == ""
    assert (
        read(build_page(named + canonical("https://news.lakeside.example/film/x")))["publisher"] == "Lakeside Courier"
    )
