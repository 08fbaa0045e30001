"""JSON-LD: what a page says of its article to search engines.

A page describes many things this way: films, books, comments, other articles. Only the node that is the page's own
article counts.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.reading.page.address import site

ARTICLE_TYPES: Final = frozenset(
    {
        "AdvertiserContentArticle", "AnalysisNewsArticle", "Article", "AskPublicNewsArticle", "BackgroundNewsArticle",
        "BlogPosting", "CriticReview", "DiscussionForumPosting", "LiveBlogPosting", "MedicalScholarlyArticle",
        "NewsArticle", "OpinionNewsArticle", "Report", "ReportageNewsArticle", "Review", "ReviewNewsArticle",
        "SatiricalArticle", "ScholarlyArticle", "SocialMediaPosting", "TechArticle",
    }
)  # fmt: skip
"""Types of schema.org that are an article."""
PAGE_TYPES: Final = frozenset({"WebPage", "ItemPage", "AboutPage", "MedicalWebPage", "FAQPage", "QAPage"})
"""Types of schema.org that are the page itself: their dates count where no node is an article."""

_SITES: Final = frozenset({"WebSite", "Organization", "NewsMediaOrganization"})
_LONG_ENOUGH: Final = 12
"""A title of so many letters is not the beginning of another one by chance."""
_RELATED: Final = 0.4
"""Two headlines that share less of their words are not of the same article."""
_OPENING: Final = re.compile(r"\s*(?:/\*\s*|//\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?")
_CLOSING: Final = re.compile(r"(?:/\*\s*|//\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_BESIDE_LETTERS: Final = re.compile(r"[\W_]+")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ArticleData:
    """What JSON-LD says of the page's article; '' for what it does not say."""

    published: str = ""
    headline: str = ""
    publisher: str = ""
    url: str = ""
    site: str = ""
    """What it calls the site."""
    names: tuple[str, ...] = ()
    """Names of the site and its publisher, wherever they are stated."""


def article_data(tree: HtmlElement, addresses: tuple[str, ...], titles: tuple[str, ...]) -> ArticleData:
    """What the page's JSON-LD says of its own article. Data that is no JSON is passed over.

    `addresses` are where the page was found and what it states as its address; `titles` are its headings. An article
    with another address and another headline is another one.
    """
    nodes = [node for data in _data(tree) for node in _top_nodes(data)]
    node = _article_among(nodes, addresses, titles)
    names = tuple(filter(None, (_name(each) for each in nodes if _types(each) & _SITES)))
    site_name = next((_name(each) for each in nodes if "WebSite" in _types(each)), "")
    if node is None:
        pages = [each for each in nodes if _types(each) & PAGE_TYPES]
        day = _text(pages[0], "datePublished") if len(pages) == 1 else ""
        return ArticleData(published=day, site=site_name, names=names)
    publisher = _name(_value(node, "publisher"))
    return ArticleData(
        published=_text(node, "datePublished"),
        headline=_text(node, "headline") or _text(node, "name"),
        publisher=publisher,
        url=next(iter(_addresses(node)), ""),
        site=site_name,
        names=(*names, *filter(None, (publisher,))),
    )


def _data(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _parsed(script.text)


def _parsed(text: str) -> Iterator[Any]:
    """Every JSON value in the text: some pages put several behind one another, or comments around them."""
    bare = _CLOSING.sub("", _OPENING.sub("", text, count=1), count=1).strip()
    for attempt in (bare, html.unescape(bare), _TRAILING_COMMA.sub("", bare)):
        found = list(_values(attempt))
        if found:
            yield from found
            return


def _values(text: str) -> Iterator[Any]:
    while text := text.lstrip(";, \t\r\n"):
        try:
            value, end = json.JSONDecoder(strict=False).raw_decode(text)
        except (ValueError, RecursionError):
            return
        yield value
        text = text[end:]


def _top_nodes(data: Any, depth: int = 0) -> Iterator[Node]:
    """The nodes that stand for themselves: not what an article is about, and not its comments."""
    if depth > 5:
        return
    if isinstance(data, list):
        for each in data:
            yield from _top_nodes(each, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _top_nodes(_value(data, "@graph"), depth + 1)
        if _types(data) & PAGE_TYPES:
            yield from _top_nodes(_value(data, "mainEntity"), depth + 1)


def _article_among(nodes: list[Node], addresses: tuple[str, ...], titles: tuple[str, ...]) -> Node | None:
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    if not articles:
        # A node without a type that has a headline is an article in all but name.
        articles = [node for node in nodes if not _types(node) and (_text(node, "headline") or len(nodes) == 1)]
    likeness = [(_likeness(node, addresses, titles), node) for node in articles]
    best = max((alike for alike, _ in likeness), default=-1)
    if best < 0:
        return None
    found = [node for alike, node in likeness if alike == best]
    # Several articles of which none is known to be this one: any of them could be.
    dated = [node for node in found if _text(node, "datePublished")] or found
    same = {_text(node, "datePublished")[:10] for node in dated}
    return dated[0] if best > 0 or len(same) == 1 else None


def _likeness(node: Node, addresses: tuple[str, ...], titles: tuple[str, ...]) -> int:
    """How surely the node is the page's own article: 0 when nothing tells, below 0 when it is another one."""
    own = {_place(address) for address in addresses if address}
    by_address = any(_place(address) in own for address in _addresses(node))
    headline = _text(node, "headline")
    here = [title for title in titles if letters_of(title)]
    by_headline = any(_is_same_title(headline, title) for title in here)
    if by_address or by_headline:
        return 2 * by_address + by_headline
    is_known = bool(letters_of(headline)) and bool(here)
    return -1 if is_known and all(_shared_words(headline, title) < _RELATED for title in here) else 0


def _is_same_title(headline: str, title: str) -> bool:
    """Whether one is the other, or its beginning: a title may have the site's name behind it, a headline be cut."""
    short, long = sorted((letters_of(headline), letters_of(title)), key=len)
    return short == long or (len(short) >= _LONG_ENOUGH and long.startswith(short))


def _shared_words(first: str, second: str) -> float:
    words, others = set(first.casefold().split()), set(second.casefold().split())
    return len(words & others) / max(1, min(len(words), len(others)))


def letters_of(text: str) -> str:
    """The letters and digits of a text, in small letters: for comparing titles and names."""
    return _BESIDE_LETTERS.sub("", text.casefold())


def _place(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        return site(address), parts.path.rstrip("/")
    except ValueError:
        return "", address


def _addresses(node: Node) -> list[str]:
    """The addresses that a node states as its own, its identifier last."""
    found = []
    for key in ("url", "mainEntityOfPage", "@id"):
        value = _value(node, key)
        if isinstance(value, dict):
            value = _value(value, "@id") or _value(value, "url")
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            found.append(value.partition("#")[0])
    return found


def _types(node: Any) -> set[str]:
    value = _value(node, "@type")
    values = value if isinstance(value, list) else [value]
    return {re.split(r"[/#:]", each)[-1] for each in values if isinstance(each, str)}


def _value(node: Any, key: str) -> Any:
    """What a node has under a key, which may be written as a whole address or with a prefix."""
    if not isinstance(node, dict):
        return None
    if key in node:
        return node[key]
    return next((value for name, value in node.items() if re.split(r"[/#:]", name)[-1] == key), None)


def _text(node: Node, key: str) -> str:
    value = _value(node, key)
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    is_text = isinstance(value, str | int) and not isinstance(value, bool)
    return " ".join(html.unescape(str(value)).split()) if is_text else ""


def _name(value: Any) -> str:
    while isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, str):
        return "" if value.startswith(("http://", "https://")) else value.strip()
    return _text(value, "name") if isinstance(value, dict) else ""
