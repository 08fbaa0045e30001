"""Read JSON-LD: the data with which a page describes its article to search engines.

A page describes many things this way: films, books, comments, other articles. Only the node of the page's own article
counts.
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

from bot.reading.page.address import site_of

ARTICLE_TYPES: Final = frozenset(
    {
        "AdvertiserContentArticle", "AnalysisNewsArticle", "Article", "AskPublicNewsArticle", "BackgroundNewsArticle",
        "BlogPosting", "CriticReview", "DiscussionForumPosting", "LiveBlogPosting", "MedicalScholarlyArticle",
        "NewsArticle", "OpinionNewsArticle", "Report", "ReportageNewsArticle", "Review", "ReviewNewsArticle",
        "SatiricalArticle", "ScholarlyArticle", "SocialMediaPosting", "TechArticle",
    }
)  # fmt: skip
"""Types of schema.org that mean an article."""
PAGE_TYPES: Final = frozenset({"WebPage", "ItemPage", "AboutPage", "MedicalWebPage", "FAQPage", "QAPage"})
"""Types of schema.org that mean the page itself. Their dates count if no node is an article."""

_SITE_TYPES: Final = frozenset({"WebSite", "Organization", "NewsMediaOrganization"})
_MIN_LETTERS: Final = 12
"""A title of at least this many letters is not by chance the beginning of another one."""
_MIN_SHARED: Final = 0.4
"""Minimum share of words that two headlines of the same article have in common."""
_OPENING: Final = re.compile(r"\s*(?:/\*\s*|//\s*)?(?:<!--|<!\[CDATA\[)(?:\s*\*/)?")
_CLOSING: Final = re.compile(r"(?:/\*\s*|//\s*)?(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$")
_TRAILING_COMMA: Final = re.compile(r",(?=\s*[}\]])")
_NO_LETTERS: Final = re.compile(r"[\W_]+")

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ArticleData:
    """The fields that JSON-LD states about the page's article; '' for a missing one."""

    published: str = ""
    headline: str = ""
    publisher: str = ""
    url: str = ""
    site: str = ""
    """Name of the site."""
    names: tuple[str, ...] = ()
    """All names of the site and of its publisher."""


def article_data(tree: HtmlElement, addresses: tuple[str, ...], titles: tuple[str, ...]) -> ArticleData:
    """Return what the page's JSON-LD states about its own article. Invalid JSON is ignored.

    `addresses` are the address of the page and those that it states as its own; `titles` are its headings. A node with
    a different address and a different headline describes another article.
    """
    nodes = [node for data in _data(tree) for node in _top_nodes(data)]
    node = _own_article(nodes, addresses, titles)
    names = tuple(filter(None, (_name(each) for each in nodes if _types(each) & _SITE_TYPES)))
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
    """Yield every JSON value in the text. Some pages write several in a row, or put comments around them."""
    bare = _CLOSING.sub("", _OPENING.sub("", text, count=1), count=1).strip()
    # Some pages escape the JSON like HTML, or leave a comma before a closing bracket.
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
    """Yield the nodes at the top: not the subjects of an article, nor its comments."""
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


def _own_article(nodes: list[Node], addresses: tuple[str, ...], titles: tuple[str, ...]) -> Node | None:
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    if not articles:
        # A node with a headline and without a type is most likely the article.
        articles = [node for node in nodes if not _types(node) and (_text(node, "headline") or len(nodes) == 1)]
    scores = [(_match_score(node, addresses, titles), node) for node in articles]
    best = max((score for score, _ in scores), default=-1)
    if best < 0:
        return None
    found = [node for score, node in scores if score == best]
    # If several articles could be the page's own, their date counts only if all state the same.
    dated = [node for node in found if _text(node, "datePublished")] or found
    same = {_text(node, "datePublished")[:10] for node in dated}
    return dated[0] if best > 0 or len(same) == 1 else None


def _match_score(node: Node, addresses: tuple[str, ...], titles: tuple[str, ...]) -> int:
    """Return how surely the node is the page's own article: 0 if nothing shows it, below 0 if it is another one."""
    own = {_site_and_path(address) for address in addresses if address}
    by_address = any(_site_and_path(address) in own for address in _addresses(node))
    headline = _text(node, "headline")
    here = [title for title in titles if letters_of(title)]
    by_headline = any(_is_same_title(headline, title) for title in here)
    if by_address or by_headline:
        return 2 * by_address + by_headline
    is_known = bool(letters_of(headline)) and bool(here)
    return -1 if is_known and all(_shared_words(headline, title) < _MIN_SHARED for title in here) else 0


def _is_same_title(headline: str, title: str) -> bool:
    """Return whether one begins with the other: a title may end with the site's name, and a headline may be cut."""
    short, long = sorted((letters_of(headline), letters_of(title)), key=len)
    return short == long or (len(short) >= _MIN_LETTERS and long.startswith(short))


def _shared_words(first: str, second: str) -> float:
    words, others = set(first.casefold().split()), set(second.casefold().split())
    return len(words & others) / max(1, min(len(words), len(others)))


def letters_of(text: str) -> str:
    """Return the letters and digits of a text in lower case, for comparisons of titles and names."""
    return _NO_LETTERS.sub("", text.casefold())


def _site_and_path(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        return site_of(address), parts.path.rstrip("/")
    except ValueError:
        return "", address


def _addresses(node: Node) -> list[str]:
    """Return the addresses that a node states as its own, its identifier last."""
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
    """Return the value of a key, which may be written as a whole address or with a prefix."""
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
