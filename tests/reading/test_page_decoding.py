"""Test the encodings of pages: stated, contradicted and guessed."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.decoding import decode_page

SPANISH = "<p>El rodaje de «Heat 2» comenzará el 11 de agosto, según añadió el director de la compañía.</p>"
FRENCH = "<p>Le tournage commencera à Chicago, a déclaré « très tôt » la productrice.</p>"
RUSSIAN = "<p>Съёмки фильма начнутся одиннадцатого августа в Чикаго, сообщила студия.</p>"
JAPANESE = "<p>「ヒート2」の撮影は八月十一日にシカゴで始まると、スタジオは発表した。</p>"


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        (SPANISH.encode("latin-1"), "ISO-8859-1", SPANISH),
        (SPANISH.encode("cp1252"), '"windows-1252"', SPANISH),
        ("<p>“¿Cuánto?” — 5 €</p>".encode("cp1252"), "latin1", "<p>“¿Cuánto?” — 5 €</p>"),
        (RUSSIAN.encode("koi8-r"), "KOI8-R", RUSSIAN),
        (JAPANESE.encode("cp932"), "x-sjis", JAPANESE),
        (JAPANESE.encode("euc-jp"), "EUC-JP", JAPANESE),
        (codecs.BOM_UTF8 + SPANISH.encode(), "ISO-8859-1", SPANISH),
        (codecs.BOM_UTF16_LE + SPANISH.encode("utf-16-le"), "utf-8", SPANISH),
        (codecs.BOM_UTF16_BE + SPANISH.encode("utf-16-be"), "", SPANISH),
        (SPANISH.encode("utf-16-le"), "utf-16", SPANISH),
        (SPANISH.encode(), "utf-16", SPANISH),
        (SPANISH.encode(), "nonsense", SPANISH),
        (SPANISH.encode(), "unicode_escape", SPANISH),
    ],
)
def test_a_mark_and_the_server_come_first(content: bytes, charset: str, text: str) -> None:
    """A byte order mark counts before the server's statement, and an unknown encoding is ignored."""
    assert decode_page(content, charset) == text


@pytest.mark.parametrize(
    "statement",
    [
        '<meta charset="windows-1252">',
        "<META CHARSET=iso-8859-1>",
        '<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">',
        "<!-- <meta charset=utf-8> --><meta charset='latin1'/>",
        '<meta name="description" content="charset=koi8-r"><meta charset="cp1252">',
        f"<script>{'x' * 3_000}</script><meta charset=windows-1252>",
    ],
)
def test_a_page_states_its_encoding(statement: str) -> None:
    """A meta element states the encoding; a comment or a description does not."""
    assert decode_page((statement + FRENCH).encode("cp1252")).endswith(FRENCH)


def test_an_xml_declaration_states_the_encoding() -> None:
    """The XML declaration of XHTML states the encoding."""
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>' + FRENCH
    assert decode_page(declared.encode("latin-1")) == declared


@pytest.mark.parametrize(("charset", "head"), [("utf-8", ""), ("", "<meta charset=utf-8>"), ("", "")])
def test_a_stray_byte_is_replaced(charset: str, head: str) -> None:
    """One invalid byte does not change the encoding, whether UTF-8 is stated or obvious."""
    page = f"{head}<p>“We’re shooting in August,” the producer said.</p><footer>".encode() + b"\xa9 Lakeside</footer>"
    assert "“We’re shooting in August,” the producer said.</p><footer>\ufffd Lakeside" in decode_page(page, charset)


def test_a_stray_byte_in_plain_english_is_replaced_as_stated() -> None:
    """One invalid byte does not contradict the stated encoding."""
    assert decode_page(b"<p>Caf\xe9 Mann</p>", "utf-8") == "<p>Caf\ufffd Mann</p>"


def test_a_few_accents_contradict_a_statement_of_utf_8() -> None:
    """A page with few accented words, none of them in UTF-8, is not in UTF-8, whatever its server says."""
    text = "<p>L'équipe de Heat 2 tournera à Chicago. Le réalisateur est là.</p>"
    assert decode_page(text.encode("latin-1"), "utf-8") == text
    assert "éq\ufffdipe" in decode_page("<p>une éq".encode() + b"\xefipe, la rue</p>", "utf-8")


def test_a_statement_that_the_page_contradicts_is_passed_over() -> None:
    """A page in another encoding is read rightly although its server states UTF-8."""
    assert decode_page(("<meta charset=iso-8859-1>" + SPANISH * 3).encode("latin-1"), "utf-8").endswith(SPANISH)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (SPANISH.encode(), SPANISH),
        (SPANISH.encode("cp1252"), SPANISH),
        (f"<html lang=ru>{RUSSIAN * 5}".encode("cp1251"), f"<html lang=ru>{RUSSIAN * 5}"),
    ],
)
def test_an_unstated_encoding_is_guessed(content: bytes, text: str) -> None:
    """Without a statement, UTF-8 is tried, and then the usual encoding of the page's language."""
    assert decode_page(content) == text


@given(st.binary(max_size=300), st.text(max_size=20))
def test_every_content_has_characters(content: bytes, charset: str) -> None:
    """Any bytes and any encoding give text that can be stored."""
    text = decode_page(content, charset)
    assert "\0" not in text
    assert text.encode("utf-8").decode() == text
