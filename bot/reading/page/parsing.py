"""Parse a page, and small helpers for its elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lxml.etree import ParserError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]

_MARKUP: Final = re.compile(r"<[a-z!?]", re.IGNORECASE)
ROOT_TAGS: Final = frozenset({"html", "head", "body"})
MAIN_TAGS: Final = ("article", "main")
"""Tags of elements that contain the article of a page."""

_XML_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]*>", re.IGNORECASE)


def parse_page(text: str) -> HtmlElement | None:
    """Return the elements of a page without comments; None if the text has no markup at all."""
    if not _MARKUP.search(text):
        return None
    parser = HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    # The declaration may name the page's former encoding, but the parser gets UTF-8.
    content = _XML_DECLARATION.sub("", text, count=1).encode("utf-8", errors="replace")
    try:
        return document_fromstring(content, parser=parser)
    except (ParserError, ValueError):
        return None


def words_of(element: HtmlElement) -> frozenset[str]:
    """Return the words in an element's class and id: `post-date entryMeta` gives post, date, entry, meta."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names).lower()))


def text_of(element: HtmlElement) -> str:
    """Return all text in an element, with single spaces."""
    return " ".join(" ".join(element.itertext()).split())


def is_within(element: HtmlElement, *tags: str) -> bool:
    """Return whether an element with one of these tags contains the element, at any depth."""
    return next(element.iterancestors(*tags), None) is not None


def drop(elements: Iterable[HtmlElement]) -> None:
    """Remove elements from the page. The text after each stays."""
    for element in elements:
        # An element inside a removed one has gone with it.
        if element.getparent() is not None:
            element.drop_tree()
