"""Hashes tell whether an analysis is still right."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import Article, PublishedDate
from bot.search.language.concepts import Concept, ConceptList
from bot.search.snapshot.fingerprint import article_fingerprint, search_fingerprint

ARTICLE = Article("a", "text", "title", "publisher", "url", PublishedDate(2026, 1), "en")


def test_any_change_to_an_article_gives_another_hash() -> None:
    """Every field counts, and words that move from one field to the next do, too."""
    changed = [
        replace(ARTICLE, id="b"),
        replace(ARTICLE, text="texts"),
        replace(ARTICLE, text="texttitle", title=""),
        replace(ARTICLE, text="tex", title="ttitle"),
        replace(ARTICLE, publisher="another"),
        replace(ARTICLE, url="another"),
        replace(ARTICLE, published=PublishedDate(2026, 1, inferred=True)),
        replace(ARTICLE, published=PublishedDate(2026, 1, evidence="the page")),
        replace(ARTICLE, language="de"),
        replace(ARTICLE, text="\ud800"),
    ]
    assert len({article_fingerprint(each) for each in (ARTICLE, *changed)}) == len(changed) + 1
    assert article_fingerprint(replace(ARTICLE)) == article_fingerprint(ARTICLE)


def test_any_change_to_the_concepts_gives_another_hash() -> None:
    """An operator's phrase counts; the order in which languages were read does not."""
    one = Concept("x", tell={"en": ("a",), "de": ("b",)})
    other = Concept("x", tell={"de": ("b",), "en": ("a",)})
    more = Concept("x", tell={"de": ("b", "c"), "en": ("a",)})
    assert (
        search_fingerprint(ConceptList([one]))
        == search_fingerprint(ConceptList([other]))
        != search_fingerprint(ConceptList([more]))
    )
