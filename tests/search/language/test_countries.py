"""The countries that texts name, and those that they mean by "here"."""

from __future__ import annotations

import pytest
from babel import Locale

from bot.domain import Span
from bot.search.language.countries import countries_in, read_countries
from bot.search.language.phrase_matcher import stemmed_words
from bot.search.language.tokens import LANGUAGES, tokenize
from tests.language_data import shipped_data

CASES = [
    ("When does it open in Germany?", {"Germany"}),
    ("the US date please", {"United States"}),
    ("us release", {"United States"}),
    ("tell us more", set()),
    ("The U.S. and British dates", {"United States", "United Kingdom"}),
    ("in den deutschen Kinos", {"Germany"}),
    ("los cines españoles", {"Spain"}),
    ("le date italiane", {"Italy"}),
    ("aux États-Unis", {"United States"}),
    ("a fan from Madrid", {"Spain"}),
    ("filming in North Korea", {"North Korea"}),
    ("les cinémas nord-coréens et ceux de Corée", {"North Korea", "South Korea"}),
    ("Indiana Jones at the cines", set()),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_names_adjectives_and_cities(text: str, expected: set[str]) -> None:
    """A country is found by its name or an adjective in any language, by a city, and "US" by its capitals."""
    data = shipped_data()
    tokens = list(tokenize(text))
    words = stemmed_words(tokens, "", frozenset())
    names = [name for name, _ in data.names.find(words, "en")]
    assert data.countries.find(text, tokens, words, names) == expected


TERRITORIES = {
    name: code for code, name in Locale("en").territories.items() if len(code) == 2 and code not in {"GE", "MC"}
}
"""Codes of countries by their English names, but for two names that mostly mean a place in another country."""
OTHER_NAMES = {
    "Czechia": "Czech Republic",
    "Türkiye": "Turkey",
    "Côte d’Ivoire": "Ivory Coast",
    "Bosnia & Herzegovina": "Bosnia and Herzegovina",
    "Myanmar (Burma)": "Myanmar",
}
AMBIGUOUS = {("en", "Jordan"), ("de", "Iceland"), ("fr", "Chile"), ("fr", "Malta"), ("fr", "El Salvador")}
"""Countries whose names in that language mostly mean something else."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_known_by_its_name_in_every_language(language: str) -> None:
    """Each country of the list is found by the name that the Unicode consortium has for it."""
    names = Locale(language).territories
    found = {
        OTHER_NAMES.get(english, english): countries_in(names[code], [Span(0, len(names[code]))])
        for english, code in TERRITORIES.items()
        if code in names
    }
    known = frozenset[str]().union(*found.values())
    assert len(known) > 120
    assert {"Paraguay", "Russia"} <= known
    missed = {label for label in known & found.keys() if found[label] != {label}}
    assert {(language, label) for label in missed} <= AMBIGUOUS


@pytest.mark.parametrize(
    "text", ["Jordan Belfort and Kurt Russell", "Mann was in Georgia.", "eine Insel, auf der Island liegt", "Bulgari"]
)
def test_names_that_mostly_mean_something_else(text: str) -> None:
    """A name or a word that only looks like a country is none."""
    assert countries_in(text, [Span(0, len(text))]) == set()


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
def test_countries_that_a_sentence_is_about(text: str, countries: set[str]) -> None:
    """Nouns and adjectives count; "us" in lower case is no country, and a country to compare with does not count."""
    assert countries_in(text, [Span(0, len(text))]) == countries


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("quando esce da noi", "it", {"Italy"}),
        ("wann kommt der bei uns", "de", {"Germany"}),
        ("ça sort quand chez nous", "fr", {"France"}),
        ("cuándo se estrena aquí", "es", {"Spain"}),
        ("qui joue dedans", "fr", set()),
        ("when is it out here", "en", set()),
    ],
)
def test_here(text: str, language: str, expected: set[str]) -> None:
    """A word for "here" means the country of its language. English is spoken in too many."""
    words = stemmed_words(list(tokenize(text)), "", frozenset())
    assert shipped_data().countries.here(words, language) == expected


def test_every_country_of_a_language_is_known() -> None:
    """Each language has a home, which is a country of the list."""
    countries = shipped_data().countries
    assert set(countries.homes) == set(LANGUAGES)
    for home in countries.homes.values():
        words = stemmed_words(list(tokenize(home)), "", frozenset())
        assert countries.find(home, list(tokenize(home)), words, ()) == {home}


def test_reading() -> None:
    """A line has a label, a language or none, and words."""
    countries = read_countries("Norway; no; norway, norweg*\nhere; no; her  # a comment\ncompared; ; efter\n")
    assert countries.homes == {"no": "Norway"}
    words = stemmed_words(list(tokenize("norwegian")), "", frozenset())
    assert countries.find("norwegian", list(tokenize("norwegian")), words, ()) == {"Norway"}
    assert countries.meant("efter norwegian") == set()
    assert countries.here(stemmed_words(list(tokenize("her")), "", frozenset()), "no") == {"Norway"}
