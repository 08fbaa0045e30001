"""Test text files in the encodings in which people save them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CorpusError
from bot.reading.decoding import decode_text

GERMAN = "Die Produzentin Jäger sagte: „Wir drehen in München und Köln“ – für 150 Mio. €.\r\n"


@pytest.mark.parametrize(
    "content",
    [
        GERMAN.encode(),
        GERMAN.encode("utf-8-sig"),
        GERMAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"),
        GERMAN.encode("utf-32"),
        GERMAN.encode("utf-16-le"),
        GERMAN.encode("utf-16-be"),
        GERMAN.encode("cp1252"),
    ],
)
def test_each_encoding_gives_the_same_characters(content: bytes) -> None:
    """UTF-8 and UTF-16, with or without a byte order mark, and Windows-1252 give the same text. Line ends stay."""
    assert decode_text(content, "a.txt") == GERMAN


@pytest.mark.parametrize(
    "text",
    [
        "café",
        "“Heat 2” – it’s on…",
        "El año pasado, ¿dónde?",
        "L’été à Noël, le tournage commence là",
        "Perché è così",
        "GRÖSSE ÄNDERT",
    ],
)
def test_western_texts(text: str) -> None:
    """Words of the five languages and typographic signs in Windows-1252 are read."""
    assert decode_text(text.encode("cp1252"), "a.txt") == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Zürich".encode() + b" caf\xe9", "a.txt:1: byte 12 (0xe9) is not UTF-8: save the file as UTF-8"),
        ("Фильм снимают в Чикаго".encode("cp1251"), "is not UTF-8"),
        ("Ten film będzie kręcony później".encode("iso-8859-2"), "is not UTF-8"),
        ("映画は来月から".encode("shift_jis"), "is not UTF-8"),
        ("영화 촬영".encode("euc-kr"), "is not UTF-8"),
        (b"a\x81b", "byte 2 (0x81) is not UTF-8"),
        (b"\xff\xfeT", "byte 3 is not UTF-16"),
        (b"\xff\xfe\0\xd8a\0", "is not UTF-16"),
    ],
)
def test_an_unknown_encoding_is_an_error(content: bytes, message: str) -> None:
    """A stray byte, another alphabet, and a damaged file give one error that says what to do."""
    with pytest.raises(CorpusError) as failed:
        decode_text(content, "a.txt")
    assert message in str(failed.value)
    assert "save" in str(failed.value)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", bytes(range(256)) * 20, b"MZ\x90\0\x03\0\xff"])
def test_what_is_no_text_is_not_called_a_wrong_encoding(content: bytes) -> None:
    """A picture or a program that is named .txt cannot be saved as UTF-8, so other advice is given."""
    with pytest.raises(CorpusError, match=r"^a\.txt: this is not a text file: give the article as text"):
        decode_text(content, "a.txt")


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_an_error(content: bytes) -> None:
    """Any bytes give text or a CorpusError."""
    try:
        decode_text(content, "a.txt")
    except CorpusError as error:
        assert len(error.problems) == 1  # noqa: PT017


@given(st.text(st.characters(codec="utf-8")))
def test_utf8_is_never_taken_for_anything_else(text: str) -> None:
    """Valid UTF-8 with visible letters is always read as UTF-8."""
    if "\0" not in text:
        assert decode_text(text.encode("utf-8"), "a.txt") == text.removeprefix("\ufeff")
