"""Test JSON-LD: only the date of the page's own article counts."""
# ruff: noqa: E501

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reading.page.page_builder import ADDRESS, TITLE, build_page, read

DAY = "2026-03-09"
ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": f"{DAY}T08:00:00Z",
}
MOVIE = {"@type": "Movie", "name": "Heat", "datePublished": "1995-12-15"}
BOOK = {"@type": "Book", "name": "Heat 2", "datePublished": "2022-08-09"}
COMMENT = {"@type": "Comment", "datePublished": "2026-04-01"}
EVENT = {"@type": "Event", "name": "Screening", "startDate": "2026-02-14", "datePublished": "2026-01-14"}
VIDEO = {"@type": "VideoObject", "uploadDate": "2026-01-02", "datePublished": "2026-01-02"}


def script(*data: Any, kind: str = "application/ld+json") -> str:
    """Return a script element for each value."""
    return "".join(f'<script type="{kind}">{json.dumps(each)}</script>' for each in data)


@pytest.mark.parametrize(
    "head",
    [
        script(MOVIE, ARTICLE),
        script([MOVIE, ARTICLE, BOOK]),
        script({"@context": "https://schema.org", "@graph": [{"@type": "WebSite"}, MOVIE, EVENT, VIDEO, ARTICLE]}),
        script({"@graph": [[BOOK, ARTICLE]]}),
        script(ARTICLE | {"about": BOOK}),
        script({"@type": "NewsArticle", "about": BOOK, "datePublished": DAY}),
        script({"@type": "NewsArticle", "comment": [COMMENT], "datePublished": DAY}),
        script({"@type": "NewsArticle", "mentions": [MOVIE, BOOK], "video": VIDEO, "datePublished": DAY}),
        script({"@type": "Review", "itemReviewed": MOVIE, "datePublished": DAY}),
        script({"@type": ["Article", "NewsArticle"], "datePublished": DAY}),
        script({"@type": "http://schema.org/ReportageNewsArticle", "http://schema.org/datePublished": DAY}),
        script({"@type": "schema:BlogPosting", "schema:datePublished": {"@type": "Date", "@value": DAY}}),
        script({"@type": "LiveBlogPosting", "liveBlogUpdate": [ARTICLE | {"datePublished": "2026-03-11"}], "datePublished": DAY}),
        script({"@type": "WebPage", "datePublished": "2025-01-01", "mainEntity": ARTICLE}),
        script({"@type": "WebPage", "datePublished": DAY}, MOVIE),
        script({"@type": "NewsArticle", "datePublished": [DAY]}),
        script({"headline": TITLE, "datePublished": DAY}),
        script(ARTICLE, kind="Application/LD+JSON; charset=utf-8"),
        f'<script type="application/ld+json"><!--\n{json.dumps(ARTICLE)}\n--></script>',
        f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(ARTICLE)}\n//]]></script>',
        f'<script type="application/ld+json">{json.dumps(MOVIE)}\n{json.dumps(ARTICLE)};</script>',
        f'<script type="application/ld+json">{json.dumps(ARTICLE)[:-1]},}}</script>',
        f'<script type="application/ld+json">{json.dumps(ARTICLE).replace(chr(34), "&quot;")}</script>',
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "a\nb\x01", '
        + f'"@id": "{ADDRESS}", "datePublished": "{DAY}"}}</script>',
        f'<script type="application/ld+json">{{"@type": broken</script>{script(ARTICLE)}',
    ],
)  # fmt: skip
def test_the_article_is_found_among_other_things(head: str) -> None:
    """The article is found among films, books, comments, events, videos and broken data."""
    found = read(build_page(head))
    assert (found["date"], found["date_evidence"]) == (DAY, "datePublished in the page's JSON-LD")


@pytest.mark.parametrize(
    "head",
    [
        script(MOVIE), script(BOOK), script(COMMENT), script(EVENT), script(VIDEO),
        script({"@type": "Movie", "review": {"@type": "Review", "datePublished": "2026-01-01"}}),
        script({"@type": "ItemList", "itemListElement": [ARTICLE]}),
        script({"@type": "NewsArticle", "dateModified": DAY}),
        script({"@type": "NewsArticle", "datePublished": ""}), script({"@type": "NewsArticle", "datePublished": None}),
        script({"@type": "NewsArticle", "datePublished": {"a": 1}}), script({"@type": "NewsArticle", "datePublished": True}),
        script(None), script(1), script("text"), script([]), script({}), script({"@graph": None}), script({"@type": 5}),
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        f'<script type="application/ld+json">{{"datePublished": {"9" * 5_000}}}</script>',
        '<script type="application/ld+json">{"datePublished": }</script>',
        '<script type="application/ld+json"></script>',
        script(
            ARTICLE | {"headline": "Festival opens with a western", "url": f"{ADDRESS}-2", "datePublished": "2026-02-01"}
        ),
        script(
            ARTICLE | {"headline": "", "datePublished": "2026-02-01"}, ARTICLE | {"headline": "", "datePublished": "2026-02-02"}
        ),
    ],
)  # fmt: skip
def test_the_date_of_something_else_is_none(head: str) -> None:
    """No date is read from other things, from broken data, or if several articles could be the page's own."""
    assert read(build_page(head))["date"] == ""


@pytest.mark.parametrize("key", ["url", "mainEntityOfPage", "@id"])
def test_the_own_address_tells_the_article_among_others(key: str) -> None:
    """The node with the page's address is its article, in any order."""
    other = {"@type": "NewsArticle", key: "https://lakeside.example/film/other", "datePublished": "2026-02-01"}
    own = {"@type": "NewsArticle", key: f"{ADDRESS}/", "datePublished": DAY}
    assert read(build_page(script(other, own)))["date"] == DAY
    assert read(build_page(script(own, other)))["date"] == DAY


def test_the_headline_tells_the_article_among_others() -> None:
    """The node with the page's headline is its article."""
    other = ARTICLE | {"headline": "Festival opens with a western", "datePublished": "2026-02-01"}
    assert read(build_page(script(other, ARTICLE)))["date"] == DAY
