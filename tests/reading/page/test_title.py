"""Test headlines and publishers."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from tests.reading.page.page_builder import TEXT, TITLE, read

SITE = '<meta property="og:site_name" content="Lakeside Courier">'


def page(window: str, head: str = "", *, body: str = f"<article><h1>{TITLE}</h1>{TEXT}</article>") -> str:
    """Return a page with this title in the title bar."""
    return f"<html><head><title>{window}</title>{head}</head><body>{body}</body></html>"


WITHOUT_HEADING = f"<article>{TEXT}</article>"


@pytest.mark.parametrize(
    "title",
    [
        f"{TITLE} | Lakeside Courier", f"{TITLE} - Lakeside Courier", f"{TITLE} – Lakeside Courier",
        f"{TITLE} — The Lakeside Courier", f"{TITLE} · Lakeside Courier", f"{TITLE} » Lakeside Courier",
        f"{TITLE} | lakesidecourier.com", f"{TITLE}|Lakeside Courier", f"Lakeside Courier: {TITLE}",
        f"Lakeside Courier | {TITLE}", f"{TITLE} | Film | Lakeside Courier", f"{TITLE} :: LAKESIDE COURIER", TITLE,
    ],
)  # fmt: skip
def test_the_sites_name_is_no_part_of_the_title(title: str) -> None:
    """The site's name is removed before and behind a title, whether declared or in the title bar."""
    declared = (
        f'<meta property="og:title" content="{title}">' + SITE + '<meta property="article:section" content="Film">'
    )
    assert read(page("x", declared))["title"] == TITLE
    assert read(page("x", declared, body=WITHOUT_HEADING))["title"] == TITLE
    assert read(page(title, SITE + declared, body=WITHOUT_HEADING))["title"] == TITLE


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="application-name" content="Lakeside Courier">',
        '<meta name="publisher" content="Lakeside Courier">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "publisher": {"name": "Lakeside Courier"}}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Lakeside Courier"}]}</script>',
    ],
)
def test_the_sites_name_is_known_from_elsewhere(head: str) -> None:
    """The site's name may come from meta data or JSON-LD, and is the publisher too."""
    found = read(page(f"{TITLE} - Lakeside Courier", head, body=WITHOUT_HEADING))
    assert (found["title"], found["publisher"]) == (TITLE, "Lakeside Courier")


def test_the_host_is_a_name_of_the_site() -> None:
    """The host is removed from a title, but is not a publisher."""
    found = read(page(f"{TITLE} - Lakeside Courier", body=WITHOUT_HEADING), "https://www.lakeside-courier.com/a/b")
    assert (found["title"], found["publisher"]) == (TITLE, "")


@pytest.mark.parametrize(
    "logo",
    [
        "<header><h1>Lakeside Courier</h1></header>",
        '<header><h1><a href="/">Lakeside Courier</a></h1></header>',
        '<div class="logo"><h1>Lakeside Courier</h1></div>',
        '<h1 id="site-title">Lakeside Courier</h1>',
        "<nav><h1>Lakeside Courier</h1></nav>",
    ],
)
@pytest.mark.parametrize(
    "window", [f"{TITLE} | Lakeside Courier", f"{TITLE} - Lakeside Courier", TITLE, "Lakeside Courier"]
)
def test_a_logo_is_no_headline(logo: str, window: str) -> None:
    """The heading of the article is the headline, even if it is an `h2`."""
    body = f"{logo}<main><article><h2>{TITLE}</h2>{TEXT}</article></main>"
    assert read(page(window, body=body))["title"] == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "Heat 2 - the long wait is over for everybody in Chicago", "Mann: I will shoot in August",
        "»Heat 2« startet: Mann dreht in Chicago", "Michael Mann tourne « Heat 2 » à Chicago", "Heat 2/Collateral double bill",
        "Pacino – De Niro – Kilmer: three men, one film", "What is Heat 2?",
    ],
)  # fmt: skip
def test_a_title_with_marks_of_its_own_stays(title: str) -> None:
    """Parts of a title that are not the site's name stay."""
    body = f"<article><h1>{title}</h1>{TEXT}</article>"
    assert read(page(title, SITE, body=body))["title"] == title
    assert read(page(f"{title} | Lakeside Courier", SITE, body=WITHOUT_HEADING))["title"] == title


def test_a_declared_title_that_is_the_site_alone_is_none() -> None:
    """If the declared title is only the site's name, the headline counts."""
    assert (
        read(page("Lakeside Courier", SITE + '<meta property="og:title" content="Lakeside Courier">'))["title"] == TITLE
    )


def test_a_title_that_was_cut_is_completed_by_the_headline() -> None:
    """A declared title that was cut is completed by the headline."""
    assert read(page("x", '<meta property="og:title" content="Heat 2 crew books two…">'))["title"] == TITLE


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:publisher" content="https://social.example/lakeside">',
        '<meta name="twitter:site" content="@lakeside">',
    ],
)
def test_an_address_is_no_publisher(head: str) -> None:
    """Neither an address nor an account name is a publisher."""
    assert read(page(TITLE, head))["publisher"] == ""


def test_a_long_title_of_many_names_is_read() -> None:
    """A title with hundreds of names does not exhaust the recursion limit."""
    assert read(page(TITLE + " | Lakeside Courier" * 5_000, SITE))["title"]
