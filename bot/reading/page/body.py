"""Extract the text of the article on a page, with trafilatura."""

from __future__ import annotations

from copy import deepcopy
from itertools import groupby
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import Document

from bot.reading.page.consent import asks_for_consent
from bot.reading.page.parsing import is_within, text_of, words_of

_MIN_WORDS: Final = 25
"""Minimum number of words in the paragraphs of a main part."""
_LEAD: Final = 2
"""The longest of several articles is the page's own if it has this many times the words of the next one."""
_OTHER_CONTENT: Final = frozenset({"comment", "comments", "related", "teaser", "card", "recommended", "promo"})


def article_text(tree: HtmlElement, url: str) -> str:
    """Return the paragraphs of the page's article, separated by empty lines; '' if the page has none.

    Text outside the page's main part is used only if the page has no main part. The tree is not changed.
    """
    text = _extracted(tree, url)
    main = main_part(tree)
    # trafilatura may prefer comments or teasers to a short article.
    if main is not None and _share_within(text, main) < 0.5:
        text = _extracted(_reduced_to(tree, main), url)
    return "" if asks_for_consent(text) else text


def main_part(tree: HtmlElement) -> HtmlElement | None:
    """Return the element that contains the page's article; None if the page does not mark one."""
    articles = [each for each in tree.iter("article") if _may_be_main(each)]
    words = sorted((_words_in(each) for each in articles), reverse=True)
    if words and words[0] >= _MIN_WORDS and (len(words) == 1 or words[0] >= _LEAD * words[1]):
        return max(articles, key=_words_in)
    mains = [each for each in tree.iter("main") if _words_in(each) >= _MIN_WORDS]
    return mains[0] if len(mains) == 1 else None


def _may_be_main(article: HtmlElement) -> bool:
    return not is_within(article, "aside", "nav", "footer", "article") and not _OTHER_CONTENT & words_of(article)


def _words_in(element: HtmlElement) -> int:
    return sum(len(text_of(paragraph).split()) for paragraph in element.iter("p", "li", "blockquote"))


def _extracted(tree: HtmlElement, url: str) -> str:
    page = deepcopy(tree)
    _keep_inline_text(page)
    document = bare_extraction(page, url=url or None, include_comments=False)
    return _paragraphs(document.text) if isinstance(document, Document) and document.text else ""


def _keep_inline_text(page: HtmlElement) -> None:
    """Turn elements within sentences into plain text: trafilatura would drop them."""
    for element in list(page.iter("time", "q", "button", "label")):
        block = next(element.iterancestors("p", "li", "blockquote", "td", "dd"), None)
        if block is None or text_of(block) == text_of(element):
            continue
        if element.tag == "q":
            # Browsers show quotation marks around this element.
            element.text = f"“{element.text or ''}"
            element.tail = f"”{element.tail or ''}"
        element.tag = "span"


def _reduced_to(tree: HtmlElement, main: HtmlElement) -> HtmlElement:
    """Return a copy of the page with nothing but its main part."""
    page = deepcopy(tree)
    body = page.find(".//body")
    if body is None:
        return page
    for child in list(body):
        body.remove(child)
    body.text = None
    body.append(deepcopy(main))
    return page


def _share_within(text: str, main: HtmlElement) -> float:
    """Return the share of the text that is in the main part, from 0 to 1."""
    main_text = "".join("".join(main.itertext()).split())
    paragraphs = [paragraph.removeprefix("- ") for paragraph in text.split("\n") if paragraph.strip()]
    lengths = [(len(each), "".join(each.split()) in main_text) for each in paragraphs]
    return sum(length for length, is_main in lengths if is_main) / max(1, sum(length for length, _ in lengths))


def _paragraphs(text: str) -> str:
    """Return paragraphs separated by empty lines, and the items of a list by line ends."""
    lines = [line for line in text.split("\n") if line.strip()]
    blocks = [(is_item, list(block)) for is_item, block in groupby(lines, key=lambda line: line.startswith("- "))]
    return "\n\n".join(("\n" if is_item else "\n\n").join(block) for is_item, block in blocks)
