"""The table of word vectors: which row a word has, and what the shipped table holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.accents import unaccented
from bot.search.meaning.word_vectors import MAX_WORD_BYTES, UNKNOWN, WordVectors, key

NUMBERS = ("#0", "#1", "#2", "#3", "#4", "#5", "#year")


def table(*words: str) -> WordVectors:
    """Return a table in which each word has a row and a dimension of its own, in the order given from 1 on."""
    forms = sorted((word.encode(), row) for row, word in enumerate(words, start=1))
    vectors = np.concatenate([np.zeros((1, len(words)), np.int8), np.eye(len(words), dtype=np.int8) * np.int8(127)])
    names, rows = zip(*forms, strict=True) if forms else ((), ())
    return WordVectors(np.array(names, f"S{MAX_WORD_BYTES}"), np.array(rows, np.uint32), vectors)


def test_known_word() -> None:
    """A known word has its own row, whose vector has the length 1."""
    words = table("filming", "budget")
    assert words.rows(["budget", "filming"]) == [2, 1]
    assert words.vectors([1, 2]).tolist() == [[1, 0], [0, 1]]
    assert (words.dimensions, len(words)) == (2, 3)


@pytest.mark.parametrize("words", [WordVectors.load(), table("filming")])
def test_released_pages_are_read_again(words: WordVectors) -> None:
    """After its pages are released, a table finds the same words and vectors; a table that is not mapped does, too."""
    before = words.vectors(words.rows(["filming"])).tolist()
    words.release_pages()
    assert words.vectors([words._row("filming")]).tolist() == before


def test_no_rows() -> None:
    """No words have no rows, and no rows have no vectors."""
    words = table("filming")
    assert words.rows([]) == []
    assert words.vectors(np.zeros(0, np.int64)).shape == (0, 1)


def test_accents() -> None:
    """A word is found as it is written, or else without its accents."""
    words = table("pelicula", "película", "marche", "marché")
    assert words.rows(["película", "pelicula", "pelìcula"]) == [2, 1, 1]
    assert words.rows(["marché", "marche"]) == [4, 3]


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        ("verschiebungen", "verschiebung"),
        ("verschoben", ""),
        ("filmings", "filming"),
        ("premieres", "premiere"),
        ("production", "productions"),
        ("änderungen", "anderung"),
        ("éclairagistes", "eclairage"),
        ("tournées", "tournee"),
        ("form", ""),
        ("internal", ""),
        ("filmfestspielleiterinnen", ""),
        ("z", ""),
    ],
)
def test_inflected_word(unknown: str, known: str) -> None:
    """An unknown word has the row of the word with the longest common beginning, if that is most of both words."""
    known_words = ("anderung", "eclairage", "filming", "forma", "international", "premiere", "premierships")
    words = table(*known_words, "product", "productions", "tournee", "verschiebung")
    assert words.row(unknown) == (words.row(known) if known else UNKNOWN)
    assert not known or words.row(known) != UNKNOWN


@given(st.lists(st.text("ab", min_size=1, max_size=9), min_size=1, unique=True), st.text("ab", min_size=1, max_size=9))
def test_no_other_word_shares_more(known: list[str], word: str) -> None:
    """No word of the table has a longer beginning in common with a word than the one it is taken for."""
    words = table(*known)
    row = words.row(word)
    if word in known:
        assert row == known.index(word) + 1
    elif row != UNKNOWN:
        assert _shared(known[row - 1], word) == max(_shared(each, word) for each in known) >= 5


def _shared(one: str, two: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("1995", "#year"),
        ("2026", "#year"),
        ("3000", "#4"),
        ("7", "#1"),
        ("12", "#2"),
        ("12,5", "#3"),
        ("1970s", "#4"),
        ("123456789", "#5"),
        ("70mm", "#2"),
        ("²", "#1"),
    ],
)
def test_numbers(word: str, form: str) -> None:
    """Numbers share the rows of their forms: a year, or the number of digits."""
    words = table(*NUMBERS, "12")
    assert words.row(word) == NUMBERS.index(form) + 1
    assert key(word) == form.encode()


@pytest.mark.parametrize(
    "word", ["", "\0", " ", "\ud800", "\udfff\ud800", "\u0301", "😀", "\ud800" * 10_000, "ß" * 10_000, "x" * 1_000_000]
)
def test_hostile_words(word: str) -> None:
    """Surrogates, marks, and words that are empty or very long are unknown, and have a vector of zeros."""
    words = shipped()
    assert words.rows([word]) == [UNKNOWN]
    assert not words.vectors([UNKNOWN]).any()


def test_long_words() -> None:
    """Only the beginning of a long word counts, so a table holds words that are cut off."""
    word = "donaudampfschifffahrtsgesellschaft"
    assert len(key(word)) == MAX_WORD_BYTES
    words = table(word[:MAX_WORD_BYTES])
    assert words.rows([word, word + "en"]) == [1, 1]


def test_empty_table() -> None:
    """An empty table knows no word."""
    assert table().rows(["filming", "", "1995"]) == [UNKNOWN] * 3


@given(st.text(st.characters()))
def test_every_text_has_a_row(word: str) -> None:
    """Every text has a row of the table, whatever its characters are, and always the same."""
    words = shipped()
    [row] = words.rows([word])
    assert 0 <= row < len(words)
    assert words.rows([word, word]) == [row, row]


def test_shipped_words() -> None:
    """The words of the shipped table are in order without repeats, and their rows exist."""
    words = shipped()
    assert (words._words[1:] > words._words[:-1]).all()
    assert words._rows.max() < len(words)
    assert {bytes(word) for word in words._words} >= {form.encode() for form in NUMBERS}


def test_shipped_vectors() -> None:
    """The vectors of the shipped table have the length 1, those of unknown words and of numbers 0."""
    words = shipped()
    lengths = np.linalg.norm(words.vectors(np.arange(len(words))), axis=1)
    zero = {UNKNOWN, *words.rows(["1995", "7", "12", "300", "4000", "50000"])}
    assert not lengths[sorted(zero)].any()
    rest = np.delete(lengths, [*zero, words._rows[0]])
    assert rest == pytest.approx(np.ones(len(rest)), abs=0.02)


@pytest.mark.parametrize("word", ["dreharbeiten", "rodaje", "tournage", "riprese"])
def test_translations_are_near(word: str) -> None:
    """A word's vector is nearer to that of its translation than to those of other words."""
    words = shipped()
    own, translation, *others = words.vectors(words.rows([word, "filming", "money", "dog", "child", "monday"]))
    assert own @ translation > max(float(own @ other) for other in others)


def test_words_of_the_table_are_found_without_accents() -> None:
    """Each of some accented words of the shipped table is also found without its accents."""
    words = shipped()
    for word in ("película", "änderung", "détourné", "città"):
        assert UNKNOWN not in words.rows([word, unaccented(word)])


def shipped() -> WordVectors:
    """Return the shipped table. It is mapped into memory, so this costs little."""
    return _SHIPPED


_SHIPPED = WordVectors.load()
