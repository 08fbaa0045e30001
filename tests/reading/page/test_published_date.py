"""Test the day of publication: from meta data, time elements, words and addresses."""
# ruff: noqa: E501

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.reading.page.published_date import date_in
from tests.reading.page.page_builder import ADDRESS, TEXT, build_page, read

MARKED = "a time mark on the page"
GUESSED = "guessed from the text of the page"
MARK = '<time datetime="2026-03-09T10:00:00Z">March 9, 2026</time>'


@pytest.mark.parametrize(
    ("name", "content", "date"),
    [
        ('property="article:published_time"', "2026/03/09", "2026-03-09"),
        ('property="article:published_time"', "Mon, 09 Mar 2026 08:00:00 +0000", "2026-03-09"),
        ('name="parsely-pub-date"', "2026-03-01T08:00:00Z", "2026-03-01"),
        ('name="sailthru.date"', "2026-03-01", "2026-03-01"),
        ('name="DC.date.issued"', "9. März 2026", "2026-03-09"),
        ('name="dcterms.issued"', "2026-03", "2026-03"),
        ('name="publish_date"', "March 9, 2026", "2026-03-09"),
        ('name="citation_publication_date"', "2026/03/09", "2026-03-09"),
        ('itemprop="datePublished"', "2026-03-09", "2026-03-09"),
        ('name="date"', "lundi 9 mars 2026", "2026-03-09"),
        ('name="publisher"', "2000 AD", ""),
        ('name="publisher"', "2026", ""),
        ('name="dc.publisher"', "2026-03-09", ""),
        ('name="republished"', "2026-03-09", ""),
        ('name="publication"', "2026", ""),
        ('name="expiration-date"', "2026-03-09", ""),
        ('name="validate"', "2026-03-09", ""),
        ('property="article:modified_time"', "2026-03-09", ""),
        ('property="og:updated_time"', "2026-03-09", ""),
        ('property="video:release_date"', "2026-03-09", ""),
        ('property="book:release_date"', "2022-08-09", ""),
        ('property="article:published_time"', "2026-02-31", ""),
        ('property="article:published_time"', "2026-03-09 edition", ""),
        ('property="article:published_time"', "2199-01-01", "2199-01-01"),
        ('property="article:published_time"', "1970-01-01", ""),
    ],
)
def test_meta_data(name: str, content: str, date: str) -> None:
    """Only names that mean the publication count, and only values that are nothing but a date."""
    assert read(build_page(f'<meta {name} content="{content}">'))["date"] == date


def test_a_name_that_says_published_counts_before_a_mere_date() -> None:
    """The more telling name counts first, in any order."""
    head = '<meta name="date" content="2026-03-11"><meta name="pubdate" content="2026-03-09">'
    assert read(build_page(head))["date"] == "2026-03-09"


def test_a_value_that_is_no_date_leaves_the_next_one() -> None:
    """One mistake of a page does not hide its date."""
    head = '<meta property="article:published_time" content="soon"><meta name="pubdate" content="2026-03-09">'
    assert read(build_page(head))["date"] == "2026-03-09"


@pytest.mark.parametrize(
    ("lang", "date"), [("en-US", "2026-03-09"), ("en-GB", "2026-09-03"), ("fr", "2026-09-03"), ("en", "")]
)
def test_the_pages_language_tells_day_from_month(lang: str, date: str) -> None:
    """The language of the page decides the order of day and month; without it, there is no date."""
    assert read(build_page('<meta name="pubdate" content="03/09/2026">', lang=lang))["date"] == date


@pytest.mark.parametrize(
    "before",
    [
        f'<p class="by">By Ada Kessel, {MARK}</p>',
        f"<p>By Ada Kessel | {MARK}</p>",
        f"<p>Von Ada Kessel, {MARK}</p>",
        f"<div>{MARK}</div>",
        f"<header><span>{MARK}</span></header>",
        f"<p>Published {MARK}</p>",
        f"<p>Veröffentlicht am {MARK}</p>",
        f"<p>Publié le {MARK}</p>",
        f"<p>Publicado el {MARK}</p>",
        f"<p>Pubblicato il {MARK}</p>",
        '<p>Updated <time datetime="2026-03-12">March 12</time> | Published ' + MARK + "</p>",
        "<p>Published " + MARK + ' · Last updated <time datetime="2026-03-12">March 12</time></p>',
        '<p><time itemprop="datePublished" datetime="2026-03-09">9 March</time></p>',
        '<p><time class="updated" datetime="2026-03-12"></time><time class="entry-date published" datetime="2026-03-09"></time></p>',
        '<p class="post-meta">Film · <time datetime="2026-03-09">9 March</time> · 4 min read</p>',
        '<p class="date"><time>March 9, 2026</time></p>',
        '<abbr class="published" title="2026-03-09T10:00:00">Monday</abbr>',
        f"<p>Press release, published {MARK}</p>",
        '<p>By Ada Kessel <time datetime="2026-03-09 10:00">vor drei Tagen</time></p>',
    ],
)
def test_a_time_mark_with_the_role_of_a_publication(before: str) -> None:
    """A time element counts in the byline, in the article's header, or behind `published` in five languages."""
    found = read(build_page(before=before))
    assert (found["date"], found["date_evidence"]) == ("2026-03-09", MARKED)


@pytest.mark.parametrize(
    "place",
    [
        {"before": f"<p>Screening: {MARK}</p>"},
        {"before": f"<p>Updated {MARK}</p>"},
        {"before": f'<p class="meta">Premiere: {MARK}</p>'},
        {"before": f"<p>Kinostart: {MARK}</p>"},
        {"before": f"<p>© {MARK}</p>"},
        {"before": f"<p>Published a trailer. Opens {MARK}</p>"},
        {"above": f'<header><p class="date">{MARK}</p></header>'},
        {"before": f"<p>Last modified on {MARK}</p>"},
        {"before": f"<p>Aktualisiert am {MARK}</p>"},
        {"before": f"<p>Mis à jour le {MARK}</p>"},
        {"before": f"<p>Actualizado: {MARK}</p>"},
        {"before": f"<p>Aggiornato il {MARK}</p>"},
        {"before": f'<div class="event">{MARK}</div>'},
        {"before": '<div itemscope itemtype="https://schema.org/Movie"><span itemprop="datePublished">2026-03-09</span></div>'},
        {"before": '<p><time class="dt-updated" datetime="2026-03-09">9 March</time></p>'},
        {"after": f"<p>The premiere is on {MARK} in Chicago, the studio said.</p>"},
        {"after": f"<ul><li>{MARK} Music Box, Chicago</li></ul>"},
        {"after": f"<p>{MARK}</p>"},
        {"text": TEXT.replace("on August 11", f"on {MARK}")},
        {"above": f"<aside><p>{MARK}</p></aside>"},
        {"above": f'<nav><p class="date">{MARK}</p></nav>'},
        {"after": f'<section class="comments"><article>By Jo, {MARK}</article></section>'},
        {"after": f'<div class="related-posts"><p>By Jo, {MARK}</p></div>'},
    ],
)  # fmt: skip
def test_another_day_is_not_the_publication(place: dict[str, str]) -> None:
    """A date of an event, a change, another article or a comment does not count."""
    assert read(build_page(**place))["date"] == ""


@pytest.mark.parametrize(
    ("before", "date"),
    [
        ('<p class="byline">Updated March 2, 2026 | Published January 5, 2026</p>', "2026-01-05~"),
        ('<p class="byline">Published January 5, 2026, updated March 2, 2026</p>', "2026-01-05~"),
        ("<p>Zuletzt aktualisiert: 2. März 2026. Veröffentlicht: 5. Januar 2026</p>", "2026-01-05~"),
        ("<p>Publié le 5 janvier 2026 à 18h03, mis à jour le 2 mars 2026</p>", "2026-01-05~"),
        ("<p>Publicado el 5 de enero de 2026 | Actualizado el 2 de marzo de 2026</p>", "2026-01-05~"),
        ("<p>Pubblicato il 1 gennaio 2026</p>", "2026-01-01~"),
        ('<p class="byline">By Ada Kessel | January 5, 2026</p>', "2026-01-05~"),
        ("<p>By Ada Kessel, January 5, 2026</p>", "2026-01-05~"),
        ('<div class="post-date">05.01.2026</div>', "2026-01-05~"),
        ('<p class="byline">Updated March 2, 2026</p>', ""),
        ('<p class="date">Screening January 5, 2026</p><p class="date">Screening January 6, 2026</p>', ""),
        ("<p>Screening: January 5, 2026</p>", ""),
        ('<p class="article-date">Opens January 5, 2026</p>', ""),
        ('<p class="meta">Estreno: 5 de enero de 2026</p>', ""),
        ('<p class="meta">Sortie le 5 janvier 2026</p>', ""),
        ('<p class="event-date">January 5, 2026</p>', ""),
        ("<p>© 2025 Lakeside</p>", ""),
        ("<p>Copyright January 5, 2025 Lakeside</p>", ""),
    ],
)
def test_days_in_words(before: str, date: str) -> None:
    """A date behind `published` or in the byline is inferred. One of an event, a change or a copyright does not count."""
    found = read(build_page(before=before))
    assert (found["date"], found["date_evidence"]) == (date, GUESSED if date else "")


def test_days_in_the_text_are_none() -> None:
    """A date in the article's sentences does not count."""
    assert read(build_page(text=TEXT.replace("August 11", "August 11, 2025")))["date"] == ""


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/03/09/heat-2", "2026-03-09"), ("/film/2026/mar/09/heat-2", "2026-03-09"), ("/2026-03-09/heat", "2026-03-09"),
        ("/cultura/2026-03-09/heat.html", "2026-03-09"), ("/news/2026-03-09-heat-2.html", "2026-03-09"),
        ("/20260309/heat", "2026-03-09"), ("/2026/3/9/heat", "2026-03-09"), ("/2026/03/09", "2026-03-09"),
        ("/2026/03/heat-2", "2026-03"), ("/2026-03/heat", "2026-03"), ("/2026/03/", "2026-03"), ("/2026/0309/heat", "2026-03-09"),
        ("/film/oscars-2024-10-best-picture-hopes", ""), ("/film/heat-2-2026-03-09", ""), ("/2026/heat-2", ""),
        ("/film/top-10-2024-12-films", ""), ("/2026/13/45/heat", ""), ("/2026/02/31/heat", "2026-02"), ("/id/20261399/x", ""),
        ("/film/2024-10-best-pictures", ""), ("/a?d=/2026/03/09/", ""), ("/2199/01/01/heat", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_date_in_an_address(path: str, day: str) -> None:
    """Only whole segments of the path are a date."""
    assert date_in(f"https://lakeside.example{path}") == day


def test_a_date_on_the_page_counts_before_its_address() -> None:
    """A time element or a label counts before the address. The address alone gives an inferred date."""
    address = "https://lakeside.example/2026/02/heat-2"
    assert read(build_page(before=f"<p>By Ada Kessel, {MARK}</p>"), address)["date"] == "2026-03-09"
    assert read(build_page(before="<p>Published March 9, 2026</p>"), address)["date"] == "2026-03-09~"
    assert read(build_page(), address)["date"] == "2026-02~"
    assert read(build_page(before="<p>By Ada Kessel, March 9, 2026</p>"), address)["date"] == "2026-02~"
    assert read(build_page(before="<p>By Ada Kessel, February 9, 2026</p>"), address)["date"] == "2026-02-09~"


def test_a_page_may_be_of_tomorrow_where_it_is_written() -> None:
    """Tomorrow's date counts before the address; a later one is wrong, so the address counts."""
    now = datetime.now(UTC)
    for days, is_likely in ((1, True), (2, False)):
        day = (now + timedelta(days=days)).date().isoformat()
        found = read(build_page(f'<meta name="pubdate" content="{day}">'), "https://lakeside.example/2026/03/09/heat-2")
        assert found["date"] == (day if is_likely else "2026-03-09~")


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ('<meta name="pubdate" content="2062-05-04">', "pubdate in the page's meta data"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2062-05-04"}</script>',
            "datePublished in the page's JSON-LD",
        ),
        ('<time itemprop="datePublished" datetime="2062-05-04">May 4, 2062</time>', MARKED),
    ],
)
def test_a_stated_date_in_the_future_is_reported_if_it_is_the_only_one(statement: str, evidence: str) -> None:
    """Somebody has to correct it; without a word, the article would be undated."""
    found = read(build_page(before=statement))
    assert (found["date"], found["date_evidence"]) == ("2062-05-04", evidence)
    assert read(build_page(before=f"{statement}<p>Published {MARK}</p>"))["date"] == "2026-03-09"


def test_the_date_of_an_event_in_the_future_is_not_reported() -> None:
    """A page about a premiere in 2062 is undated, not from 2062."""
    assert read(build_page(before='<p>Premiere: <time datetime="2062-05-04">May 4, 2062</time></p>'))["date"] == ""


def test_an_address_agrees() -> None:
    """The evidence says that the address agrees."""
    head = '<meta property="article:published_time" content="2026-03-09">'
    found = read(build_page(head), "https://lakeside.example/2026/03/09/heat-2")
    assert found["date_evidence"] == "article:published_time in the page's meta data and its address"


def test_a_page_without_any_date() -> None:
    """Unknown is unknown."""
    assert (read(build_page())["date"], read(build_page(), ADDRESS)["date_evidence"]) == ("", "")


@pytest.mark.parametrize("wrapper", ['id="__next"', 'class="card-layout"', 'class="with-sidebar comments-open"'])
def test_the_name_of_a_pages_wrapper_says_nothing(wrapper: str) -> None:
    """A class such as `comments` on the wrapper of the whole page does not matter."""
    page = build_page(before=f"<p>By Ada Kessel, {MARK}</p>").replace("<main>", f"<div {wrapper}><main>")
    assert read(page.replace("</main>", "</main></div>"))["date"] == "2026-03-09"
