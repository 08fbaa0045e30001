"""Countries that texts speak of. A film opens on another day, with another distributor and rating, in each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from bot.domain import Span
from bot.search.language.data_files import data_lines, read_data
from bot.search.language.names import Name, without_overlaps
from bot.search.language.phrase_matcher import PhraseMatcher, StemmedWord, stemmed_words
from bot.search.language.tokens import Token, tokenize

_HERE: Final = "here"
"""The label of words by which a text means the country of its own language."""
_COMPARED: Final = "compared"
"""The label of words before a country that is only compared with: "two days after the United States"."""
_MAX_BETWEEN: Final = 2
"""Maximum number of words from such a word to the country."""
_IN_CAPITALS: Final = {"us": "United States"}
"""Words that name a country only in capitals: "US", "U.S."."""
_MAX_CACHED: Final = 1_000
"""Maximum number of quotes whose countries are cached: the same ones are quoted again and again."""
BY_COUNTRY: Final = frozenset(("release", "premiere", "streaming"))
"""The concepts that have an answer of their own for each country."""


def is_by_country(concepts: Collection[str]) -> bool:
    """Return whether a question about these concepts has an answer for each country."""
    return not BY_COUNTRY.isdisjoint(concepts)


def are_other_countries(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two statements are about different countries: of those, neither makes the other one old."""
    return one != other and one.isdisjoint(other)


@dataclass(frozen=True)
class CountryList:
    """The known countries, found in texts of any language."""

    homes: Mapping[str, str]
    """The country that "here" means in each language, and that its articles mostly write about."""
    _words: PhraseMatcher
    _here: Mapping[str, PhraseMatcher]
    _compared: frozenset[str]
    _labels: frozenset[str]

    def find(
        self, text: str, tokens: Sequence[Token], words: Sequence[StemmedWord], names: Iterable[Name]
    ) -> frozenset[str]:
        """Return the countries that a text names, also by one of their cities.

        `words` are the tokens with their plain forms as stems; `names` are the known names in the text.
        """
        found = {country for country, _ in self._named(text, tokens, words)}
        found.update(label for name in names for label in (name.label, *name.within) if label in self._labels)
        return frozenset(found)

    def meant(self, text: str) -> frozenset[str]:
        """Return the countries that a text is about, without those that it only compares with."""
        tokens = list(tokenize(text))
        words = stemmed_words(tokens, "", frozenset())
        return frozenset(
            country
            for country, place in self._named(text, tokens, words)
            if self._compared.isdisjoint(word.plain for word in words[max(0, place - _MAX_BETWEEN) : place])
        )

    def here(self, words: Sequence[StemmedWord], language: str) -> frozenset[str]:
        """Return the country of the language if the text means it by a word such as "here"."""
        matcher = self._here.get(language)
        return frozenset({self.homes[language]} if matcher and matcher.find(words) else ())

    def _named(self, text: str, tokens: Sequence[Token], words: Sequence[StemmedWord]) -> Iterator[tuple[str, int]]:
        """Yield each named country with the number of its first word."""
        # "North Korea" is not Korea.
        yield from ((match.label, match.words[0]) for match in without_overlaps(self._words.find(words)))
        for place, token in enumerate(tokens):
            if token.plain in _IN_CAPITALS and text[token.start : token.end].isupper():
                yield _IN_CAPITALS[token.plain], place


def countries_in(text: str, spans: Iterable[Span]) -> frozenset[str]:
    """Return the countries that parts of a text are about, without those that they only compare with."""
    return frozenset[str]().union(*(_meant(span.of(text)) for span in spans))


@lru_cache(_MAX_CACHED)
def _meant(text: str) -> frozenset[str]:
    return shipped_countries().meant(text)


def read_countries(text: str) -> CountryList:
    """Read countries from a text in the form of `data/countries.txt`."""
    homes: dict[str, str] = {}
    phrases: list[tuple[str, str]] = []
    here: dict[str, PhraseMatcher] = {}
    compared: list[str] = []
    for line in data_lines(text):
        label, language, words = (part.strip() for part in line.split(";"))
        found = [(label, word.strip()) for word in words.split(",")]
        if label == _HERE:
            here[language] = PhraseMatcher(found, "")
        elif label == _COMPARED:
            compared += [word for _, word in found]
        else:
            phrases += found
            homes |= {language: label} if language else {}
    labels = frozenset(label for label, _ in phrases)
    return CountryList(homes, PhraseMatcher(phrases, ""), here, frozenset(compared), labels)


@cache
def shipped_countries() -> CountryList:
    """Return the shipped countries, read once."""
    return read_countries(read_data("countries.txt"))
