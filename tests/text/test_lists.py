"""Lists within a sentence."""

from __future__ import annotations

import pytest

from bot.phrases import load
from bot.text.lists import all_of, any_of


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_any_of(items: list[str], text: str) -> None:
    """The last of several items follows "or" or "and"."""
    assert any_of(items) == text
    assert all_of(items) == text.replace(" or ", " and ")


@pytest.mark.parametrize(
    ("language", "either", "both"),
    [
        ("en", ".md, .htm or .pdf", ".md, .htm and .pdf"),
        ("de", ".md, .htm oder .pdf", ".md, .htm und .pdf"),
        ("es", ".md, .htm o .pdf", ".md, .htm y .pdf"),
        ("fr", ".md, .htm ou .pdf", ".md, .htm et .pdf"),
        ("it", ".md, .htm o .pdf", ".md, .htm e .pdf"),
    ],
)
def test_each_language_has_its_words(language: str, either: str, both: str) -> None:
    """A list is written with the words of its language."""
    items = [".md", ".htm", ".pdf"]
    assert (load(language).any_of(items), load(language).all_of(items)) == (either, both)


@pytest.mark.parametrize(
    ("last", "either", "both"),
    [
        ("Oslo", "a u Oslo", "a y Oslo"),
        ("«hora»", "a u «hora»", "a y «hora»"),
        ("«Italia»", "a o «Italia»", "a e «Italia»"),
        ("hielo", "a o hielo", "a y hielo"),
        ("hijos", "a o hijos", "a e hijos"),
    ],
)
def test_spanish_words_before_a_vowel(last: str, either: str, both: str) -> None:
    """Spanish has other words before the same vowel."""
    assert (load("es").any_of(["a", last]), load("es").all_of(["a", last])) == (either, both)
