"""The pages, built as different sites build them, with the right result for each."""
# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import PageFault
from tests.reading.pages.texts import TEXTS, Text

NAV = '<nav><ul><li><a href="/">Home</a></li><li><a href="/film">Film</a></li><li><a href="/tv">TV</a></li></ul></nav>'
ASIDE = (
    '<aside><h3>Most read</h3><ul><li><a href="/x">Ten heist films you forgot</a> <time datetime="2021-05-06">6 May'
    ' 2021</time></li><li><a href="/y">Our podcast is back</a></li></ul></aside>'
)
FOOTER = "<footer><p>© 2019 Harbour Media. All rights reserved.</p><a href='/privacy'>Privacy</a></footer>"
COMMENTS = (
    '<section id="comments"><h2>2 comments</h2><article class="comment"><time datetime="2024-02-02">2 Feb 2024</time>'
    "<p>First! I cannot wait for this film to come out at last, I have been waiting since the nineties.</p></article>"
    '<article class="comment"><p>They will never make it, mark my words.</p></article></section>'
)


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    """A page, its path, and the right result."""

    name: str
    path: str
    html: str
    text: Text | None = None
    date: str = ""
    """In EDTF form, '' where the page does not say."""
    fault: PageFault | None = None
    """Why there is nothing to read."""


def _page(text: Text, head: str = "", *, body: str = "", lang: str = "en", before: str = "", after: str = "") -> str:
    paragraphs = body or "".join(f"<p>{each}</p>" for each in text.paragraphs)
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{text.title} | Harbour Media</title>{head}"
        f"</head><body>{NAV}<main><article><h1>{text.title}</h1>{before}{paragraphs}</article>{after}</main>{ASIDE}{FOOTER}"
        "</body></html>"
    )


def _ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def _meta(name: str, content: str, key: str = "property") -> str:
    return f'<meta {key}="{name}" content="{content}">'


def generated_pages() -> Iterator[GeneratedPage]:
    """Yield every page."""
    yield from _declared()
    yield from _addressed_and_marked()
    yield from _built_otherwise()
    yield from _other_languages()
    yield from _unreadable()


def _declared() -> Iterator[GeneratedPage]:
    text = TEXTS["en"]
    graph = _ld(**{"@graph": [{"@type": "WebSite"}, {"@type": "Article", "datePublished": "2025-03-14T09:00:00Z"}]})
    heads = {
        "json-ld": (_ld(datePublished="2025-03-14"), "2025-03-14"),
        "json-ld with time and zone": (_ld(datePublished="2025-03-14T23:30:00-08:00"), "2025-03-14"),
        "json-ld graph": (graph, "2025-03-14"),
        "json-ld with a later change": (_ld(dateModified="2025-06-01", datePublished="2025-03-14"), "2025-03-14"),
        "json-ld of a month": (_ld(datePublished="2025-03"), "2025-03"),
        "open graph": (_meta("article:published_time", "2025-03-14T08:00:00+01:00"), "2025-03-14"),
        "open graph with a change": (
            _meta("article:modified_time", "2025-09-09") + _meta("article:published_time", "2025-03-14"),
            "2025-03-14",
        ),
        "dublin core": (_meta("DC.date.issued", "2025-03-14", "name"), "2025-03-14"),
        "meta pubdate": (_meta("pubdate", "2025-03-14", "name"), "2025-03-14"),
        "meta date": (_meta("date", "2025-03-14", "name"), "2025-03-14"),
        "itemprop": (_meta("datePublished", "2025-03-14", "itemprop"), "2025-03-14"),
        "only a change": (_meta("article:modified_time", "2025-09-09"), ""),
        "a date in the future": (_ld(datePublished="2199-01-01"), "2199-01-01"),
        "a date of before the web": (_ld(datePublished="1970-01-01T00:00:00Z"), ""),
        "broken json-ld": ('<script type="application/ld+json">{"datePublished": }</script>', ""),
    }
    for name, (head, date) in heads.items():
        yield GeneratedPage(name, f"/{name.replace(' ', '-')}", _page(text, head), text, date)


def _addressed_and_marked() -> Iterator[GeneratedPage]:
    text = TEXTS["en"]
    yield GeneratedPage("address with a day", "/2025/03/14/harbour/", _page(text), text, "2025-03-14~")
    yield GeneratedPage("address with hyphens", "/news/2025-03-14-harbour.html", _page(text), text, "2025-03-14~")
    yield GeneratedPage("address with a month", "/2025/03/harbour", _page(text), text, "2025-03~")
    agreed = _page(text, _ld(datePublished="2025-03-14"))
    yield GeneratedPage("address and json-ld agree", "/2025/03/14/agreed", agreed, text, "2025-03-14")
    mark = '<p class="by">By Ann Pier, <time datetime="2025-03-14T10:00:00Z" pubdate>March 14, 2025</time></p>'
    yield GeneratedPage("time mark", "/time-mark", _page(text, before=mark), text, "2025-03-14")
    said = '<p class="byline">By Ann Pier | March 14, 2025</p>'
    yield GeneratedPage("byline in words", "/byline", _page(text, before=said), text, "2025-03-14~")
    yield GeneratedPage("no date at all", "/none", _page(text).replace(ASIDE, "").replace("© 2019 ", ""), text, "")
    commented = _page(text, _ld(datePublished="2025-03-14"), after=COMMENTS)
    yield GeneratedPage("comments with dates", "/comments", commented, text, "2025-03-14")


def _built_otherwise() -> Iterator[GeneratedPage]:
    text, head = TEXTS["en"], _ld(datePublished="2025-03-14")
    divs = "".join(f'<div class="paragraph"><p>{each}</p></div>' for each in text.paragraphs)
    yield GeneratedPage("paragraphs in divisions", "/divs", _page(text, head, body=divs), text, "2025-03-14")
    pictures = "<figure><img src='a.jpg' loading='lazy'><figcaption>Cranes</figcaption></figure>".join(
        f"<p>{each}</p>" for each in text.paragraphs
    )
    yield GeneratedPage("pictures between", "/pictures", _page(text, head, body=pictures), text, "2025-03-14")
    sold = "<div class='ad'>Advertisement</div>".join(f"<p>{each}</p>" for each in text.paragraphs)
    yield GeneratedPage("advertisements between", "/ads", _page(text, head, body=sold), text, "2025-03-14")
    headed = "".join(f"<h2>Part {n}</h2><p>{each}</p>" for n, each in enumerate(text.paragraphs, 1))
    yield GeneratedPage("headings between", "/headings", _page(text, head, body=headed), text, "2025-03-14")
    linked = "".join(f"<p>{each.replace('Heat 2', '<a href=/heat-2>Heat 2</a>')}</p>" for each in text.paragraphs)
    yield GeneratedPage("links within", "/links", _page(text, head, body=linked), text, "2025-03-14")
    amp = _page(text, head).replace("<html ", "<html amp ").replace("<img", "<amp-img")
    yield GeneratedPage("amp", "/amp", amp, text, "2025-03-14")
    blog = (
        f"<html><head>{head}<title>{text.title}</title></head><body><div id=header>My film blog</div><div class='post'>"
        f"<h2 class='entry-title'>{text.title}</h2><div class='entry-content'>"
        + "".join(f"<p>{each}</p>" for each in text.paragraphs)
        + "</div></div><div id=sidebar><ul><li>Archive</li><li>Links</li></ul></div></body></html>"
    )
    yield GeneratedPage("blog of old", "/blog", blog, text, "2025-03-14")
    wiki = _page(text, head).replace("<article>", '<div class="mw-parser-output">').replace("</article>", "</div>")
    yield GeneratedPage("wiki", "/wiki/Heat_2", wiki, text, "2025-03-14")
    free = _page(text, _ld(datePublished="2025-03-14", isAccessibleForFree=True))
    yield GeneratedPage("said to be free", "/free", free, text, "2025-03-14")
    named = _page(text, head + _meta("og:title", text.title) + _meta("og:site_name", "Harbour Media"))
    yield GeneratedPage("open graph names", "/named", named, text, "2025-03-14")


def _other_languages() -> Iterator[GeneratedPage]:
    for language in ("de", "es", "fr", "it"):
        text, head = TEXTS[language], _ld(datePublished="2025-03-14")
        yield GeneratedPage(f"in {language}", f"/{language}", _page(text, head, lang=language), text, "2025-03-14")
        yield GeneratedPage(
            f"{language} called english", f"/{language}-en", _page(text, head, lang="en"), text, "2025-03-14"
        )


def _unreadable() -> Iterator[GeneratedPage]:
    text = TEXTS["en"]
    short = Text(text.title, text.paragraphs[:1])
    locked = _page(short, _ld(datePublished="2025-03-14", isAccessibleForFree=False))
    yield GeneratedPage("paywall in json-ld", "/paywall", locked, fault=PageFault.PAYWALL)
    faded = _page(short, after='<div class="paywall-overlay">Subscribe to read on</div>')
    yield GeneratedPage("paywall in the page", "/faded", faded, fault=PageFault.PAYWALL)
    login = "<html><body><form><input name=user><input type=password><button>Log in</button></form></body></html>"
    yield GeneratedPage("login", "/members", login, fault=PageFault.LOGIN)
    empty = "<html><head><title>App</title></head><body><div id=root></div><script src=app.js></script></body></html>"
    yield GeneratedPage("empty until a script runs", "/app", empty, fault=PageFault.EMPTY)
    video = f"<html><head>{_meta('og:type', 'video.other')}</head><body><h1>Trailer</h1><p>Watch now</p></body></html>"
    yield GeneratedPage("video", "/watch", video, fault=PageFault.VIDEO)
    links = "".join(f'<li><a href="/{n}">Film news {n}</a></li>' for n in range(60))
    yield GeneratedPage("only links", "/index", f"<html><body><ul>{links}</ul></body></html>", fault=PageFault.EMPTY)
