"""The text of the article on a page."""

from __future__ import annotations

from copy import deepcopy
from itertools import groupby
from typing import Final

from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import Document

from bot.reading.page.consent import asks_for_consent
from bot.reading.page.parsing import is_within, text_of, words_of

_FEWEST_WORDS: Final = 25
"""A main part with fewer words in its paragraphs is not taken for the article."""
_CLEARLY_MORE: Final = 2
"""The longest of several articles is the page's own when it has so many times the words of the next."""
_BESIDES: Final = frozenset({"comment", "comments", "related", "teaser", "card", "recommended", "promo"})


def article_text(tree: HtmlElement, url: str) -> str:
    """The paragraphs of the page's article with an empty line between them; '' when it has none.

    The page's own article or main part is preferred to what else is on it. The tree stays as it is.
    """
    text = _extracted(tree, url)
    main = main_part(tree)
    if main is not None and _share_within(text, main) < 0.5:
        text = _extracted(_alone(tree, main), url)
    return "" if asks_for_consent(text) else text


def main_part(tree: HtmlElement) -> HtmlElement | None:
    """The element that holds the page's article; None when the page does not say which that is."""
    articles = [each for each in tree.iter("article") if _may_be_main(each)]
    words = sorted((_words_in(each) for each in articles), reverse=True)
    if words and words[0] >= _FEWEST_WORDS and (len(words) == 1 or words[0] >= _CLEARLY_MORE * words[1]):
        return max(articles, key=_words_in)
    mains = [each for each in tree.iter("main") if _words_in(each) >= _FEWEST_WORDS]
    return mains[0] if len(mains) == 1 else None


def _may_be_main(article: HtmlElement) -> bool:
    return not is_within(article, "aside", "nav", "footer", "article") and not _BESIDES & words_of(article)


def _words_in(element: HtmlElement) -> int:
    return sum(len(text_of(paragraph).split()) for paragraph in element.iter("p", "li", "blockquote"))


def _extracted(tree: HtmlElement, url: str) -> str:
    page = deepcopy(tree)
    _keep_inline_text(page)
    document = bare_extraction(page, url=url or None, include_comments=False)
    return _paragraphs(document.text) if isinstance(document, Document) and document.text else ""


def _keep_inline_text(page: HtmlElement) -> None:
    """Make plain text of the elements that extraction would leave out of a sentence."""
    for element in list(page.iter("time", "q", "button", "label")):
        block = next(element.iterancestors("p", "li", "blockquote", "td", "dd"), None)
        if block is None or text_of(block) == text_of(element):
            continue
        if element.tag == "q":
            # Browsers put quotation marks around it.
            element.text = f"“{element.text or ''}"
            element.tail = f"”{element.tail or ''}"
        element.tag = "span"


def _alone(tree: HtmlElement, main: HtmlElement) -> HtmlElement:
    """The page with nothing but its main part in it."""
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
    """How much of the text stands in the main part, from 0 to 1."""
    held = "".join("".join(main.itertext()).split())
    paragraphs = [paragraph.removeprefix("- ") for paragraph in text.split("\n") if paragraph.strip()]
    lengths = [(len(each), "".join(each.split()) in held) for each in paragraphs]
    return sum(length for length, is_held in lengths if is_held) / max(1, sum(length for length, _ in lengths))


def _paragraphs(text: str) -> str:
    """Paragraphs with an empty line between them, and the points of a list without."""
    lines = [line for line in text.split("\n") if line.strip()]
    blocks = [(point, list(block)) for point, block in groupby(lines, key=lambda line: line.startswith("- "))]
    return "\n\n".join(("\n" if point else "\n\n").join(block) for point, block in blocks)
