"""The normal form: words with combining marks and with invisible characters."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Literal

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import Verdict
from bot.search.language.normal_form import MAX_MARKS, NormalForm, normal_form
from bot.search.language.tokens import tokenize
from tests.articles import make_article
from tests.engines import engine_over

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u034f\u061c\u200e\u202a\u202c\u2066\u2069\ufe0f\ufe00\u180e"
WORDS = st.lists(
    st.sampled_from(["München", "Köln", "août", "über", "Ángeles", "città", "Heat", "2", "L.A.", "l'été", "1,350"]),
    min_size=1,
    max_size=8,
)


def plain(text: str) -> list[str]:
    """Return the plain words of a text."""
    return [token.plain for token in tokenize(text)]


def test_every_mark_and_invisible_character_is_seen() -> None:
    """No combining mark or invisible character passes for a composed one, whatever surrounds it."""
    marks = regex.findall(r"[\p{M}\p{DI}]", "".join(map(chr, range(0x30000))))
    assert len(marks) > 2_000
    assert not [mark for mark in marks if NormalForm.from_text(f"é{mark}é").starts is None]


@given(st.text(max_size=60))
@example("mu\u0308nchen")
@example("x\u0304y \u0301a \u1112\u1161\u11ab")
def test_decomposed_text_has_the_same_words(text: str) -> None:
    """A text has the same words whether its characters are composed or decomposed."""
    composed = unicodedata.normalize("NFC", text)
    assert plain(unicodedata.normalize("NFD", text)) == plain(composed)


@given(WORDS, st.data())
def test_invisible_characters_stand_inside_words(words: list[str], data: st.DataObject) -> None:
    """Soft hyphens, joiners, direction marks and the like inside words change no word."""
    pieces = [
        character + data.draw(st.text(alphabet=INVISIBLE, max_size=2)) for word in words for character in f"{word} "
    ]
    assert plain("".join(pieces)) == plain(" ".join(words))


@given(
    st.text(alphabet=st.sampled_from("aéZ2²³ .,'’-\u0301\u0308\u20e3" + INVISIBLE + "한हिन्दी"), max_size=80),
    st.integers(0, 20),
)
def test_a_word_is_a_slice_of_the_text(text: str, start: int) -> None:
    """The characters between a word's offsets are the word, whatever it holds; words are in order."""
    end = min(start, len(text))
    for token in tokenize(text, end):
        assert end <= token.start < token.end <= len(text)
        assert plain(text[token.start : token.end]) == [token.plain]
        end = token.end


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("film\u00ading in Chi\u00adca\u00adgo.", ["film\u00ading", "in", "Chi\u00adca\u00adgo"]),
        ("in Mu\u0308nchen\u200b.", ["in", "Mu\u0308nchen"]),
        ("Heat 2\ufe0f\u20e3!", ["Heat", "2\ufe0f\u20e3"]),
        ("\ufeffHeat", ["Heat"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
    ],
)
def test_offsets(text: str, words: list[str]) -> None:
    """A word's span includes the marks and invisible characters inside it, and not those around it."""
    assert [text[token.start : token.end] for token in tokenize(text)] == words


def test_endless_marks() -> None:
    """Only a few of a run of combining marks are kept, or composing them would take very long."""
    form = NormalForm.from_text("a" + "\u0301\u0327" * 500_000 + "b")
    assert len(form.text) <= MAX_MARKS + 2
    assert form.span(0, len(form.text)).end == 1_000_002


@given(st.text(alphabet="aü\u0308\u00ad 2\u20e3", max_size=40))
def test_the_normal_form_is_stable(text: str) -> None:
    """The normal form of a normal form is itself."""
    assert normal_form(normal_form(text)) == normal_form(text)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("hidden", ["", "\u00ad", "\u200b", "\u2060", "\u200d", "\ufeff"])
def test_questions_and_articles_alike(form: Literal["NFC", "NFD"], hidden: str) -> None:
    """A question finds an article whatever forms they are written in, and quotes it byte for byte."""
    text = "Die Dreharbeiten zu Heat 2 finden in München und Köln statt, sagte die Produzentin Jäger."
    written = unicodedata.normalize(form, text).replace("nch", f"n{hidden}ch").replace("reh", f"r{hidden}eh")
    article = make_article("a", written, "2026-03-09", title="Dreh", language="de")
    engine = engine_over([article])
    asked = "Wird Heat 2 in München gedreht?"
    for question in (asked, unicodedata.normalize("NFD", asked).replace("ge", f"g{hidden}e")):
        answer = engine.answer(question, date(2026, 3, 10))
        assert answer.verdict is Verdict.ANSWER
        assert answer.excerpts[0].quote == written
        assert unicodedata.normalize("NFC", "".join(answer.excerpts[0].matched)).replace(hidden, "").count("München")
