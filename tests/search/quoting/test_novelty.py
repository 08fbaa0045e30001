"""Whether a text states what a quote states."""

from __future__ import annotations

import pytest

from bot.domain import Article, Excerpt, Passage, Span
from bot.search.quoting.novelty import is_stated_in

MONTHS = frozenset({"august", "october", "oktober", "août", "octubre", "ottobre"})


@pytest.mark.parametrize(
    ("quoted", "former", "expected"),
    [
        ("Filming starts in August, he said.", "Before.\n\nFilming starts in August, he said. After.", True),
        ("Filming starts in October, he said.", "Filming starts in August, he said.", False),
        ("Filming of it starts in August.", "Now and then: filming of it starts in August.", True),
        ("The shooting was posponed to August.", "The shooting was postponed to August.", True),
        ("Filming has not started in August.", "Filming has started in August.", False),
        ("The film was finished in August.", "The film was financed in August.", False),
        ("Die Dreharbeiten beginnen im Oktober.", "Die Dreharbeiten beginen im Oktober.", True),
        ("Le tournage commence en août.", "Le tournage commence en mai.", False),
        ("El rodaje empieza en octubre.", "El rodaje empieza en octubre. Y termina.", True),
        ("Le riprese iniziano a ottobre. Pacino torna.", "Le riprese iniziano a ottobre.", False),
        ("Filming starts in August.", "", False),
    ],
)
def test_statements_are_compared_and_not_their_spelling(quoted: str, former: str, expected: bool) -> None:
    """Every quoted sentence must be in the text; a mistyped word is the same, another date, name or verb is not."""
    article = Article("x", quoted)
    excerpt = Excerpt(Passage(article, 0, Span(0, len(quoted))), (Span(0, len(quoted)),), 1.0, ())
    assert is_stated_in(excerpt, former, MONTHS) is expected
