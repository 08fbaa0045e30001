"""Adding an article again keeps what the new text does not state, and says what would change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import Article, PublishedDate
from bot.library.merging import address_key, diff_articles, find_known, merge_articles, text_difference

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


def test_what_the_new_text_does_not_state_is_kept() -> None:
    """Publisher and date survive a paste of the text under the same title; the text is the new one."""
    pasted = Article("other", "Cameras roll on Heat 2 in September.", "Heat 2 has a date")
    assert find_known(pasted, [KNOWN]) == KNOWN
    assert merge_articles(pasted, KNOWN) == replace(KNOWN, text=pasted.text)


@given(articles, articles)
def test_merging_loses_no_field(new: Article, known: Article) -> None:
    """A field that is known is never empty afterwards, what is stated anew is taken, and merging twice adds nothing."""
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
    """A stated date beats an inferred one, a precise one an agreeing coarse one, and otherwise the new one counts."""
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
def test_the_same_article_is_known_by_id_address_or_title(new: Article, is_known: bool) -> None:
    """Two articles that share their title alone, but neither publisher, address nor date, stay two."""
    untitled = Article("untitled", "y")
    assert find_known(new, [untitled, KNOWN]) == (KNOWN if is_known else None)


def test_an_id_goes_before_an_address_and_an_address_before_a_title() -> None:
    """The surest sign decides, wherever in the list its article stands."""
    by_title = Article("t", "x", "T")
    by_address = Article("a", "x", "A", url="https://example.com/a")
    by_id = Article("i", "x")
    new = Article("i", "x", "T", url="https://example.com/a")
    assert find_known(new, [by_title, by_address, by_id]) == by_id
    assert find_known(new, [by_title, by_address]) == by_address
    assert find_known(replace(new, url=""), [by_title, by_address]) == by_title
    assert find_known(replace(new, url=""), [by_title], by_title=False) is None


def test_changes_name_old_and_new() -> None:
    """Each field that differs, the date with its evidence, and how much of the text is other words."""
    new = replace(KNOWN, publisher="Paper", published=PublishedDate(2026, 2), text="Cameras roll on Heat 2 in May.")
    changes = diff_articles(KNOWN, new)
    assert changes.fields == (("publisher", "The Paper", "Paper"),)
    assert changes.date == (KNOWN.published, PublishedDate(2026, 2))
    assert changes.text == pytest.approx(1 / 7)
    assert not diff_articles(KNOWN, KNOWN)


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_difference_of_texts_is_a_share(old: str, new: str) -> None:
    """From 0 to 1, the same in both directions, and 0 for equal texts alone."""
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
def test_spellings_of_one_address_are_one(one: str, other: str) -> None:
    """What leads to the same page is the same address."""
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
def test_different_addresses_stay_different(one: str, other: str) -> None:
    """A parameter, a path and a port can lead elsewhere; what cannot be parsed is compared as it stands."""
    assert address_key(one) != address_key(other)
