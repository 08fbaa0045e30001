"""Words, their plain forms and their stems."""

from __future__ import annotations

import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from bot.search.accents import unaccented
from bot.search.language.tokens import _ALGORITHMS, _stem_exceptions, normalize, stem, tokenize, words_of


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Heat’s", "heat"), ("L.A.", "la"), ("l'acteur", "acteur"), ("can't", "cant"), ("Dreh\u00adbuch", "drehbuch"),
        ("ＨＥＡＴ", "heat"), ("d'accord", "accord"), ("James'", "jame"), ("37,2", "37,2"),
    ],
)  # fmt: skip
def test_normalize(word: str, plain: str) -> None:
    """The plain form has no case, width, possessive s, elided article, soft hyphens or dots of initials."""
    assert normalize(word) == plain


def test_positions() -> None:
    """The offsets of a token are those of its characters in the text."""
    text = "  «Où?» — L.A., 1,350 extras"
    assert [text[t.start : t.end] for t in tokenize(text)] == ["Où", "L.A.", "1,350", "extras"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Quand'è che esce", ["quando", "è", "che", "esce"]),
        ("COS’ERA e quand'e", ["cosa", "era", "e", "quando", "e"]),
        ("Cos'e\u0300 il नमस्ते", ["cosa", "è", "il", "नमस्ते"]),
        ("cosplay su sito.com 'e basta'", ["cosplay", "su", "sito", "com", "e", "basta"]),
        ("qu'est-ce que c'est, d'où", ["est", "ce", "que", "est", "où"]),
    ],
)  # fmt: skip
def test_words_before_an_apostrophe(text: str, words: list[str]) -> None:
    """Italian question words without their vowel are words of their own; elided articles are left out."""
    assert [token.plain for token in tokenize(text)] == words


@pytest.mark.parametrize(
    ("language", "together", "apart"),
    [
        ("es", "casa casas", "casado"),
        ("fr", "mars", "mari"),
        ("it", "fino", "finire"),
        ("de", "bote boten", "bot"),
        ("de", "sprecher sprecherin", "sprechen"),
        ("en", "inside", "insider"),
    ],
)
def test_words_that_snowball_confuses(language: str, together: str, apart: str) -> None:
    """Words of different meanings have different stems, with their accents or without."""
    stems = {stem(word, language) for word in together.split()}
    assert len(stems) == 1
    assert stem(apart, language) not in stems
    assert stem("público", "es") == stem("publico", "es") != stem("publicación", "es")


def test_no_stem_exception_is_superfluous() -> None:
    """Snowball alone would give each listed word another stem."""
    exceptions = _stem_exceptions()
    assert len(exceptions) > 300
    for (language, word), form in exceptions.items():
        assert unaccented(Stemmer.Stemmer(_ALGORITHMS[language]).stemWord(word)) != form, (language, word)


def test_stems_ignore_accents() -> None:
    """A word has the same stem with its accents and without."""
    assert stem("película", "es") == stem("pelicula", "es")
    assert stem("filming", "en") == stem("filmed", "en")
    assert stem("2024", "de") == "2024"


@given(st.text(alphabet="aé9ßŁ '’.-\u0301\u115f½²", max_size=12))
def test_words_of_a_short_text(text: str) -> None:
    """The words of a short text are those that its tokens have."""
    assert words_of(text) == [token.plain for token in tokenize(text)]
