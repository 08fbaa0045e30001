"""Test that the text of the article is read, and not the text around it."""

from __future__ import annotations

import pytest

from bot.reading.page.body import main_part
from bot.reading.page.parsing import parse_page
from tests.reading.page.page_builder import PARAGRAPHS, TEXT, TITLE, build_page, read

LONG = "<p>" + "A paragraph about the newsletter, which is long and says nothing of any film at all. " * 12 + "</p>"


@pytest.mark.parametrize("wrapper", ["div", 'div class="promo-box"', "section"])
def test_a_short_article_is_preferred_to_much_text_beside_it(wrapper: str) -> None:
    """The element `article` is preferred to longer text beside it."""
    page = build_page(
        above=f"<{wrapper}>{LONG * 3}</{wrapper.split(maxsplit=1)[0]}>",
        text=f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>",
    )
    text = read(page)["text"]
    assert PARAGRAPHS[0] in text
    assert PARAGRAPHS[1] in text
    assert "newsletter" not in text


def test_the_longest_of_several_articles_is_the_pages_own() -> None:
    """The longest `article` element counts, because teasers may be `article` elements too."""
    teaser = "<article><h3>Another film</h3><p>Short words about another film altogether.</p></article>"
    tree = parse_page(build_page(above=teaser, after=teaser))
    main = None if tree is None else main_part(tree)
    assert main is not None
    assert main.findtext("h1") == TITLE


@pytest.mark.parametrize(
    "tag", ["time", "abbr", "mark", "cite", "ins", "small", "sup", "button", "label", "b", "a", "span", "u"]
)
def test_no_word_is_lost_from_a_sentence(tag: str) -> None:
    """Words in inline elements stay in their sentence."""
    text = TEXT.replace("August 11", f"<{tag}>August 11</{tag}>")
    assert PARAGRAPHS[0] in read(build_page(text=text))["text"]


def test_a_quotation_keeps_its_words_and_marks() -> None:
    """A quotation keeps the quotation marks that a browser shows."""
    text = TEXT.replace("two bridges are closed", "<q>two bridges</q> are closed")
    assert "that “two bridges” are closed" in read(build_page(text=text))["text"]


@pytest.mark.parametrize(
    "page", ["", "<html></html>", "<p></p>", "words without any markup", "<html><body><div></div></body></html>"]
)
def test_a_page_without_text(page: str) -> None:
    """A page without text gives no article."""
    assert read(page)["text"] == ""
