"""Matching of phrases."""

from __future__ import annotations

import pytest

from bot.search.language.phrase_matcher import PhraseError, PhraseMatcher, check_phrase
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


@pytest.mark.parametrize(
    "phrase", ["", "...", "film ...", "(shoot|film", "shoot)", "(a |)", "(two words|one)", "film ab*", "?!"]
)
def test_a_phrase_that_cannot_be_read_is_refused_at_once(phrase: str) -> None:
    """A mistake anywhere in a phrase is found when the matcher is made, not when a text holds its first word."""
    with pytest.raises(PhraseError):
        check_phrase(phrase)
    with pytest.raises(PhraseError):
        PhraseMatcher([("x", phrase)], "en")


def test_the_first_word_may_be_a_choice_or_an_affix() -> None:
    """All phrases with a fitting first word are found, in whatever way that word is written."""
    phrases = ["film today", "(shoot|film) today", "fil* today", "*ilm today", "=film today", "!? film today"]
    matcher = PhraseMatcher([(phrase, phrase) for phrase in phrases], "en")
    assert {match.label for match in matcher.find(words("film today"))} == set(phrases)
    assert {match.label for match in matcher.find(words("films today"))} == {*phrases} - {"*ilm today", "=film today"}
