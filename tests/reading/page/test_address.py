"""Which address a page has."""

from __future__ import annotations

import pytest

from tests.reading.page.made import ADDRESS, made, read

SITE = "https://lakeside.example"


def canonical(address: str) -> str:
    """The element that states an address."""
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
    """It is taken, unless it is the home page, a section above the article, or has lost what names the article."""
    assert read(made(canonical(f"{SITE}{stated}")), f"{SITE}{found}")["url"] == f"{SITE}{address}"


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
    """Nor is what is no web address, and neither gives the page a publisher."""
    found = read(made(canonical(stated)))
    assert (found["url"], found["publisher"]) == (ADDRESS, "")


def test_what_tells_a_device_is_the_same_site() -> None:
    """A page for telephones states the one for all."""
    assert read(made(canonical("https://www.lakeside.example/a/b")), "http://m.lakeside.example/a")["url"].endswith(
        "/a/b"
    )


def test_a_relative_address_is_completed() -> None:
    """With where the page was found."""
    assert read(made(canonical("/film/heat-2")))["url"] == f"{SITE}/film/heat-2"


def test_a_second_statement_counts_where_the_first_cannot_be() -> None:
    """A home page as canonical address does not hide the right one."""
    head = canonical(f"{SITE}/") + f'<meta property="og:url" content="{ADDRESS}">'
    assert read(made(head), "")["url"] == ADDRESS


def test_a_saved_page_has_the_address_that_it_states() -> None:
    """Its home page is none, and where it states no whole address there is none."""
    assert read(made(canonical(ADDRESS)), "")["url"] == ADDRESS
    assert read(made(canonical(f"{SITE}/")), "")["url"] == ""
    assert read(made(canonical("/film/heat-2")), "")["url"] == ""
    data = f'<script type="application/ld+json">{{"@type": "NewsArticle", "url": "{ADDRESS}"}}</script>'
    assert read(made(data), "")["url"] == ADDRESS


def test_a_page_that_states_another_site_has_no_publisher() -> None:
    """The name that it gives may be that site's."""
    named = '<meta property="og:site_name" content="Lakeside Courier">'
    assert read(made(named + canonical("https://other.example/film/x")))["publisher"] == ""
    assert read(made(named + canonical("https://news.lakeside.example/film/x")))["publisher"] == "Lakeside Courier"
