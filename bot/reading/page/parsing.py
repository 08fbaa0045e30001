"""From characters to a tree of elements."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from lxml.etree import ParserError  # type: ignore[import-untyped]
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]

_MARKUP: Final = re.compile(r"<[a-z!?]", re.IGNORECASE)
WHOLE: Final = frozenset({"html", "head", "body"})
CENTRE: Final = ("article", "main")
"""Elements that a page's article stands in."""

_XML_DECLARATION: Final = re.compile(r"\s*<\?xml\b[^>]*>", re.IGNORECASE)


def parse_page(text: str) -> HtmlElement | None:
    """The elements of a page without its comments; None for what is no markup at all."""
    if not _MARKUP.search(text):
        return None
    parser = HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    content = _XML_DECLARATION.sub("", text, count=1).encode("utf-8", errors="replace")
    try:
        return document_fromstring(content, parser=parser)
    except (ParserError, ValueError):
        return None


def words_of(element: HtmlElement) -> frozenset[str]:
    """The words in an element's class and id, in small letters: `post-date entryMeta` has post, date, entry, meta."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names).lower()))


def text_of(element: HtmlElement) -> str:
    """All text in an element, with single blanks."""
    return " ".join(" ".join(element.itertext()).split())


def is_within(element: HtmlElement, *tags: str) -> bool:
    """Whether the element stands in one of these, at any depth."""
    return next(element.iterancestors(*tags), None) is not None


def drop(elements: Iterable[HtmlElement]) -> None:
    """Take elements out of the page; the text behind each stays."""
    for element in elements:
        # What stood in another one has gone with it.
        if element.getparent() is not None:
            element.drop_tree()
