"""Merging an article with its known version, and comparing the two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, PublishedDate
from bot.library.articles.merging import address_key, diff_articles, find_known, merge_articles, text_difference

KNOWN = Article(
    "known",
    "Cameras roll on Heat 2 in August.",
    "Heat 2 has a date",
    "The Paper",
    "https://example.com/heat-2",
    PublishedDate(2026, 1, 15, evidence="stated by a moderator"),
    "en",
)
DATES = ["", "2026", "2026-01", "2026-01-15", "2026-02-01", "2026-01-15~", "2025~"]
texts = st.sampled_from(["", "a", "b"])
articles = st.builds(
    Article,
    id=st.sampled_from(["x", "y"]),
    text=st.sampled_from(["one two", "one three"]),
    title=texts,
    publisher=texts,
    url=st.sampled_from(["", "https://a.example", "https://b.example"]),
    published=st.sampled_from(DATES).map(PublishedDate.parse),
    language=st.sampled_from(["", "en", "de"]),
)


def test_fields_that_the_new_version_does_not_state_are_kept() -> None:
    """A new text pasted under the same title keeps the known publisher, address and date."""
    pasted = Article("other", "Cameras roll on Heat 2 in September.", "Heat 2 has a date")
    assert find_known(pasted, [KNOWN]) == KNOWN
    assert merge_articles(pasted, KNOWN) == replace(KNOWN, text=pasted.text)


@given(articles, articles)
def test_merging_loses_no_field(new: Article, known: Article) -> None:
    """A known field never becomes empty, a new value replaces it, and merging twice changes nothing."""
    result = merge_articles(new, known)
    for name in ("title", "publisher", "url", "language"):
        assert getattr(result, name) == (getattr(new, name) or getattr(known, name))
    assert (result.id, result.text) == (known.id, new.text)
    assert result.published in {new.published, known.published}
    assert result.published.is_known == (new.published.is_known or known.published.is_known)
    assert merge_articles(result, known) == result


@pytest.mark.parametrize(
    ("new", "known", "kept"),
    [
        ("", "2026-01-15", "2026-01-15"),
        ("", "2026~", "2026~"),
        ("2026-02-01", "2026-01-15", "2026-02-01"),
        ("2026-02-01~", "2026-01-15", "2026-01-15"),
        ("2026-02-01", "2026-01-15~", "2026-02-01"),
        ("2026-01", "2026-01-15", "2026-01-15"),
        ("2026-01", "2026-01-15~", "2026-01"),
        ("2026-01-15", "2026-01", "2026-01-15"),
        ("2026-01~", "2026-01-15~", "2026-01-15~"),
        ("2026-02-01", "", "2026-02-01"),
    ],
)
def test_the_better_known_date_is_kept(new: str, known: str, kept: str) -> None:
    """A stated date wins over an inferred one, a precise one over a coarse one that agrees; else the new one wins."""
    before, after = replace(KNOWN, published=PublishedDate.parse(known)), PublishedDate.parse(new)
    assert merge_articles(replace(KNOWN, published=after), before).published.edtf == kept


@pytest.mark.parametrize(
    ("new", "is_known"),
    [
        (Article("known", "x"), True),
        (Article("n", "x", url="http://www.Example.com/heat-2/?utm_source=feed#top"), True),
        (Article("n", "x", "  HEAT 2 has a  date "), True),
        (Article("n", "x", "Heat 2 has a date", "Another Paper"), False),
        (Article("n", "x", "Heat 2 has a date", url="https://elsewhere.example/heat-2"), False),
        (Article("n", "x", "Heat 2 has a date", published=PublishedDate(2026, 5, 1)), False),
        (Article("n", "x", "Heat 2 has a date", published=PublishedDate(2026, 1)), True),
        (Article("n", "x", "Heat 2 has a date", published=PublishedDate(2026, 5, 1, inferred=True)), True),
        (Article("n", "x", "Heat 2 has another date"), False),
        (Article("n", "x"), False),
    ],
)
def test_a_known_article_is_found_by_id_address_or_title(new: Article, is_known: bool) -> None:
    """The same title is not enough if publisher, address or date differ."""
    untitled = Article("untitled", "y")
    assert find_known(new, [untitled, KNOWN]) == (KNOWN if is_known else None)


def test_an_id_wins_over_an_address_and_an_address_over_a_title() -> None:
    """The order of the articles does not matter: an id wins over an address, and an address over a title."""
    by_title = Article("t", "x", "T")
    by_address = Article("a", "x", "A", url="https://example.com/a")
    by_id = Article("i", "x")
    new = Article("i", "x", "T", url="https://example.com/a")
    assert find_known(new, [by_title, by_address, by_id]) == by_id
    assert find_known(new, [by_title, by_address]) == by_address
    assert find_known(replace(new, url=""), [by_title, by_address]) == by_title
    assert find_known(replace(new, url=""), [by_title], by_title=False) is None


def test_a_comparison_has_old_and_new_values() -> None:
    """The comparison has each field that differs, the dates, and the share of changed words."""
    new = replace(KNOWN, publisher="Paper", published=PublishedDate(2026, 2), text="Cameras roll on Heat 2 in May.")
    changes = diff_articles(KNOWN, new)
    assert changes.fields == (("publisher", "The Paper", "Paper"),)
    assert changes.date == (KNOWN.published, PublishedDate(2026, 2))
    assert changes.text == pytest.approx(1 / 7)
    assert not diff_articles(KNOWN, KNOWN)


def test_the_evidence_alone_is_a_difference_of_inferred_dates_only() -> None:
    """A stated date that is known from another place reads the same, so no change is announced."""
    stated, inferred = KNOWN.published, replace(KNOWN.published, inferred=True)
    assert not diff_articles(KNOWN, replace(KNOWN, published=replace(stated, evidence="its first line")))
    old, new = (replace(KNOWN, published=replace(inferred, evidence=why)) for why in ("one", "other"))
    assert diff_articles(old, new).date


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_difference_of_texts_is_a_share(old: str, new: str) -> None:
    """The difference is between 0 and 1, the same in both directions, and 0 only for equal texts."""
    assert 0 <= text_difference(old, new) <= 1
    assert text_difference(old, new) == text_difference(new, old)
    assert (text_difference(old, new) == 0) == (old == new)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com", "http://www.example.com/"),
        ("https://example.com/a?b=1&utm_medium=x", "https://EXAMPLE.com/a?b=1"),
        ("https://example.com:443/a", "https://example.com/a"),
    ],
)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    """Addresses of the same page have equal keys."""
    assert address_key(one) == address_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a?id=1", "https://example.com/a?id=2"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://[bad", "https://[worse"),
    ],
)
def test_different_addresses_have_different_keys(one: str, other: str) -> None:
    """Another parameter, path or port is another address; an address that cannot be parsed is its own key."""
    assert address_key(one) != address_key(other)
