"""Words of a text, where they stand, and the forms under which they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import get_ident
from typing import Final

import regex
import Stemmer

from bot.search.language.normal_form import NormalForm, normal_form

LANGUAGES: Final = ("en", "de", "es", "fr", "it")
_ALGORITHMS: Final = {"en": "english", "de": "german", "es": "spanish", "fr": "french", "it": "italian"}
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*[^\W_]*|[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_LETTER = r"[\p{L}\p{M}\p{N}--\p{DI}]"
_WORD_WITH_MARKS = regex.compile(
    rf"(?:\p{{L}}\p{{M}}*+\.){{2,}}+|\d+(?:[.,:]\d+)*+{_LETTER}*+"
    rf"|[\p{{L}}\p{{N}}--\p{{DI}}]{_LETTER}*+(?:['’]{_LETTER}++)*+",
    regex.VERSION1,
)
"""The same where marks are left that no character can be composed with, as in Devanagari and Thai."""
_MARK = regex.compile(r"\p{M}")
MAX_CACHED_LENGTH: Final = 64
"""Characters of the longest word whose forms are kept in a cache: longer ones are hardly words."""
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|dell|nell|all|dall|sull|un)'(?=\w)")
_POSSESSIVE = re.compile(r"'s$|s'$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text, and its plain form."""

    start: int
    end: int
    plain: str


def tokenize(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The words of `text[start:end]` with their offsets into `text`; an elided article is cut off ("l'acteur").

    Combining marks and characters that are not displayed stand inside words.
    """
    form = NormalForm.from_text(text, start, end)
    pattern = _WORD if form.starts is None or not _MARK.search(form.text) else _WORD_WITH_MARKS
    for found in pattern.finditer(form.text):
        plain = normalize(found[0])
        if plain:
            span = form.span(found.start(), found.end())
            yield Token(span.start, span.end, plain)


def normalize(word: str) -> str:
    """NFKC, casefolded, without what is not displayed, possessive s, elided articles and the dots of initials."""
    return _cached_plain(word) if len(word) <= MAX_CACHED_LENGTH else _plain(word)


def _plain(word: str) -> str:
    plain = unicodedata.normalize("NFKC", normal_form(word)).casefold().replace("’", "'")
    if "." in plain and not plain[0].isdigit():
        plain = plain.replace(".", "")
    plain = _ELIDED.sub("", plain) if "'" in plain else plain
    return _POSSESSIVE.sub("", plain).replace("'", "")


_cached_plain = lru_cache(maxsize=65536)(_plain)


@cache
def _stemmer(language: str, thread: int) -> Stemmer.Stemmer:
    """One for each thread: a stemmer keeps state while it works."""
    return Stemmer.Stemmer(_ALGORITHMS[language])


def stem(plain: str, language: str) -> str:
    """The Snowball stem without diacritics, so that "pelicula" meets "película"; unknown languages are left alone.

    Words that Snowball takes for forms of others ("casa" for one of "casado") have stems of their own.
    """
    return _cached_stem(plain, language) if len(plain) <= MAX_CACHED_LENGTH else _stem(plain, language)


def _stem(plain: str, language: str) -> str:
    if plain[:1].isdigit() or language not in _ALGORITHMS:
        return unaccented(plain)
    own = _own_stems().get((language, plain))
    return own or unaccented(str(_stemmer(language, get_ident()).stemWord(plain)))


_cached_stem = lru_cache(maxsize=262144)(_stem)


@cache
def _own_stems() -> Mapping[tuple[str, str], str]:
    """The stems of `data/stems.txt` by language and word, with and without diacritics."""
    stems: dict[tuple[str, str], str] = {}
    lines = (files("bot.search") / "data" / "stems.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            language, words = line.split(": ")
            forms = [normalize(word) for word in words.split()]
            stems |= {(language, form): unaccented(forms[0]) for form in (*forms, *map(unaccented, forms))}
    return stems


def unaccented(word: str) -> str:
    """The word without its diacritics."""
    if word.isascii():
        return word
    return _cached_unaccented(word) if len(word) <= MAX_CACHED_LENGTH else _unaccented(word)


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


_cached_unaccented = lru_cache(maxsize=65536)(_unaccented)
