"""Matching of phrases."""

from __future__ import annotations

import pytest

from bot.search.language.phrase_matcher import PhraseMatcher
from tests.search.language.helpers import words


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("production begin", "production is to begin", True),
        ("production begin", "production will surely begin", False),
        ("go before ... cameras", "they go before the running old cameras", True),
        ("(shoot|film) in", "they filmed in August", True),
        ("dreh*", "der Drehbeginn", True),
        ("*budget", "das Gesamtbudget", True),
        ("=casting", "they cast him", False),
        ("sci-fi", "a sci-fi film", True),
        ("who is in it", "who is in it", True),
        ("who is in it", "who was there", False),
    ],
)
def test_phrases(phrase: str, text: str, found: bool) -> None:
    """A phrase matches as the module's docstring describes."""
    assert bool(PhraseMatcher([("x", phrase)], "en").find(words(text))) is found
