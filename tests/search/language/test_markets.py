"""Countries that sentences name."""

from __future__ import annotations

import pytest

from bot.domain import Span
from bot.search.language.markets import countries_in


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Heat 2 opens in France on December 15, and in the UK a week later.", {"France", "United Kingdom"}),
        ("Tell us when the film is out.", set()),
        ("The US release is on Friday.", {"United States"}),
        ("Der deutsche Kinostart ist am 16. Dezember 2027.", {"Germany"}),
        ("In Österreich und der Schweiz läuft er später an.", {"Austria", "Switzerland"}),
        ("El estreno en España será en diciembre; en Estados Unidos, antes.", {"Spain", "United States"}),
        ("La sortie française est prévue pour décembre.", {"France"}),
        ("Un jour avant les États-Unis, Heat 2 sort en France.", {"France"}),
        ("Einen Tag nach den USA läuft er in Deutschland an.", {"Germany"}),
        ("L'uscita italiana è a gennaio.", {"Italy"}),
        ("Heat 2 will be released in cinemas on November 19, 2027.", set()),
    ],
)
def test_countries_are_found_in_five_languages(text: str, countries: set[str]) -> None:
    """Nouns and adjectives count; "us" in small letters is no country, and one to compare with does not count."""
    assert countries_in(text, [Span(0, len(text))]) == countries
