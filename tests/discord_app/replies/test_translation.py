"""The address of a translation of a quote."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.replies.card import CardMaker
from bot.discord_app.replies.translation import NO_TRANSLATOR, Translator
from bot.phrases import load
from tests.discord_app.client_builder import TRANSLATE_URL
from tests.discord_app.small_library import BERICHT, PLAN, TODAY, excerpt_of

TRANSLATOR = Translator(TRANSLATE_URL)


def query(address: str) -> dict[str, list[str]]:
    """Return the values of an address, decoded."""
    return parse_qs(urlsplit(address).query)


@given(st.text(min_size=1, max_size=700))
def test_any_quote_fits_into_a_link_button(quote: str) -> None:
    """Whatever a quote contains, its address is ASCII within Discord's 512 characters, and begins as the quote does."""
    address = TRANSLATOR.address(quote, "de", "en")
    assert len(address) <= 512
    assert address.isascii()
    flat = " ".join(quote.encode("utf-8", "replace").decode().split())
    assert flat.startswith(query(address)["text"][0] if address else "")


def test_a_long_quote_is_cut_after_a_sentence() -> None:
    """A quote that is too long is cut after its last whole sentence, else after a word."""
    sentence = "Der Dreh & alles andere beginnt im März."
    text = query(TRANSLATOR.address(f"{sentence} " * 40, "de", "en"))["text"][0]
    assert text.endswith(sentence)
    assert len(text) > 200
    assert query(TRANSLATOR.address("Wort " * 400, "de", "en"))["text"][0].endswith("Wort")


def test_placeholders_in_a_quote_stay_text() -> None:
    """A quote that contains a placeholder is translated as it is."""
    assert query(TRANSLATOR.address("{to} & {from}=x", "de", "en")) == {
        "from": ["de"],
        "to": ["en"],
        "text": ["{to} & {from}=x"],
    }


def test_only_quotes_in_another_language_have_the_button() -> None:
    """No button where the reader knows the language, where it is unknown, or without a translator."""
    phrases = load("en")
    assert CardMaker(phrases, TODAY, TRANSLATOR).quote(excerpt_of(BERICHT), 500).translation
    assert not CardMaker(phrases, TODAY, TRANSLATOR).quote(excerpt_of(PLAN), 500).translation
    assert not CardMaker(phrases, TODAY, NO_TRANSLATOR).quote(excerpt_of(BERICHT), 500).translation
    assert not TRANSLATOR.address("Hallo", "", "en")
