"""The countries that a sentence names. The date on which a film comes out in one says nothing about another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

from bot.domain import Span
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.tokens import tokenize, unaccented

BY_COUNTRY: Final = frozenset(("release", "premiere", "streaming"))
"""The concepts that have an answer of their own for each country."""
_MAX_CACHED: Final = 1_000
"""Maximum number of quotes whose countries are cached: the same ones are quoted again and again."""
_MAX_BETWEEN: Final = 2
"""Maximum number of words from a word that compares to the country: "after the US"."""
_KEY_LETTERS: Final = 2
"""Number of letters by which most words are ruled out; every word for a country has as many."""


def is_by_country(concepts: Collection[str]) -> bool:
    """Return whether a question about these concepts has an answer for each country."""
    return not BY_COUNTRY.isdisjoint(concepts)


def countries_in(text: str, spans: Sequence[Span]) -> frozenset[str]:
    """Return the countries that parts of a text are about, without those that they only compare with."""
    return frozenset[str]().union(*(_countries(span.of(text)) for span in spans))


@lru_cache(_MAX_CACHED)
def _countries(text: str) -> frozenset[str]:
    known = _words()
    found = set[str]()
    tokens = list(tokenize(text))
    plain = [unaccented(token.plain) for token in tokens]
    for number, word in enumerate(plain):
        # Hardly any word passes this test.
        if word[:_KEY_LETTERS] not in known.keys:
            continue
        if known.comparisons.isdisjoint(plain[max(0, number - _MAX_BETWEEN) : number]):
            typed = text[tokens[number].start : tokens[number].end]
            forms = (word, "_".join(plain[number : number + 2]), *([typed] if typed.isupper() else []))
            found.update(known.exact[form] for form in forms if form in known.exact)
            found.update(country for form in forms for start, country in known.beginnings if form.startswith(start))
    return frozenset(found)


def are_other_countries(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two statements are about different countries: of those, neither makes the other one old."""
    return one != other and one.isdisjoint(other)


class _Words(NamedTuple):
    """The content of `markets.txt`."""

    exact: dict[str, str]
    """The country of each word."""
    beginnings: tuple[tuple[str, str], ...]
    """Beginnings of words with their countries."""
    comparisons: frozenset[str]
    keys: frozenset[str]
    """The first _KEY_LETTERS letters of all words for countries, in lower case."""


@cache
def _words() -> _Words:
    sections = read_sections(read_data("markets.txt"))
    comparisons = frozenset(sections.pop("comparison"))
    pairs = [(word, country) for country, words in sections.items() for word in words]
    exact = {word: country for word, country in pairs if not word.endswith("*")}
    beginnings = tuple((word[:-1], country) for word, country in pairs if word.endswith("*"))
    return _Words(exact, beginnings, comparisons, frozenset(word[:_KEY_LETTERS].lower() for word, _ in pairs))
