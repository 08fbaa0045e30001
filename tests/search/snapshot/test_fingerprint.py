"""Fingerprints change with everything that an analysis depends on."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import PublishedDate
from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList
from bot.search.snapshot.fingerprint import article_fingerprint, search_fingerprint
from tests.articles import make_article

ARTICLE = make_article("a", "text", "2026-01", title="title", publisher="publisher", url="url")


def test_any_change_of_an_article_changes_its_fingerprint() -> None:
    """Every field counts, and so does the field in which a word is."""
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


def test_any_change_of_the_concepts_changes_the_fingerprint() -> None:
    """A phrase of an operator counts; the order of the languages does not."""
    one = Concept("x", tell={"en": ("a",), "de": ("b",)})
    other = Concept("x", tell={"de": ("b",), "en": ("a",)})
    more = Concept("x", tell={"de": ("b", "c"), "en": ("a",)})
    assert (
        search_fingerprint(ConceptList([one]))
        == search_fingerprint(ConceptList([other]))
        != search_fingerprint(ConceptList([more]))
    )
