"""The countries that a sentence names. The date on which a film comes out in one says nothing about another one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Final

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
"""Number of letters that every beginning of words has at least."""


def is_by_country(concepts: Collection[str]) -> bool:
    """Return whether a question about these concepts has an answer for each country."""
    return not BY_COUNTRY.isdisjoint(concepts)


def countries_in(text: str, spans: Sequence[Span]) -> frozenset[str]:
    """Return the countries that parts of a text are about, without those that they only compare with."""
    return frozenset[str]().union(*(_countries(span.of(text)) for span in spans))


@lru_cache(_MAX_CACHED)
def _countries(text: str) -> frozenset[str]:
    exact, beginnings, comparisons = _words()
    tokens, found = list(tokenize(text)), set[str]()
    plain = [unaccented(token.plain) for token in tokens]
    for number, token in enumerate(tokens):
        if comparisons.isdisjoint(plain[max(0, number - _MAX_BETWEEN) : number]):
            typed = text[token.start : token.end]
            forms = (plain[number], "_".join(plain[number : number + 2]), *([typed] if typed.isupper() else []))
            found.update(exact[form] for form in forms if form in exact)
            for form in forms:
                likely = beginnings.get(form[:_KEY_LETTERS], ())
                found.update(country for start, country in likely if form.startswith(start))
    return frozenset(found)


def are_other_countries(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two statements are about different countries: of those, neither makes the other one old."""
    return one != other and one.isdisjoint(other)


@cache
def _words() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]], frozenset[str]]:
    """Return the country of each word, beginnings of words with their countries, and words that compare.

    The beginnings are by their first _KEY_LETTERS letters.
    """
    sections = read_sections(read_data("markets.txt"))
    comparisons = frozenset(sections.pop("comparison"))
    exact = {word: country for country, words in sections.items() for word in words if not word.endswith("*")}
    beginnings: dict[str, list[tuple[str, str]]] = {}
    for country, words in sections.items():
        for word in words:
            if word.endswith("*"):
                beginnings.setdefault(word[:_KEY_LETTERS], []).append((word[:-1], country))
    return exact, beginnings, comparisons
