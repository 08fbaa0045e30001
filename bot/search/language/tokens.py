"""Words of a text, their positions, and the forms under which they are compared: plain form and stem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from threading import get_ident
from typing import Final, NamedTuple

import regex
import Stemmer

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_labelled_lines
from bot.search.language.normal_form import NormalForm, normal_form

LANGUAGES: Final = ("en", "de", "es", "fr", "it")
"""The languages of the search, by their ISO 639-1 codes. Articles in others are found by their plain words."""
_ALGORITHMS: Final = {"en": "english", "de": "german", "es": "spanish", "fr": "french", "it": "italian"}
_WITHOUT_VOWEL: Final = {"quand'": "quando", "cos'": "cosa"}
"""Italian words that lose their vowel before "è" and "era", and stay words of their own: "quand'è" is "quando è".

"Dov'è" and "com'è" need no entry: without accents and apostrophe they are "dove" and "come"."""
_SHORTENED = r"(?i:quand|cos)['’](?=[eèEÈ])"
# An Italian word without its vowel, initials with full stops ("L.A."), a number with its marks and letters ("1,350",
# "2nd"), or a word with apostrophes.
_WORD = re.compile(rf"{_SHORTENED}|(?:[^\W\d_]\.){{2,}}|\d+(?:[.,:]\d+)*[^\W_]*|[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_LETTER = r"[\p{L}\p{M}\p{N}--\p{DI}]"
_WORD_WITH_MARKS = regex.compile(
    rf"{_SHORTENED}|(?:\p{{L}}\p{{M}}*+\.){{2,}}+|\d+(?:[.,:]\d+)*+{_LETTER}*+"
    rf"|[\p{{L}}\p{{N}}--\p{{DI}}]{_LETTER}*+(?:['’]{_LETTER}++)*+",
    regex.VERSION1,
)
"""A word with combining marks that have no composed character, as in Devanagari and Thai. It is slower than `_WORD`."""
_MARK = regex.compile(r"\p{M}")
_ONLY_WORDS = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ɏ]+(?: [0-9A-Za-zÀ-ÖØ-öø-ɏ]+)*")
"""Words of Latin letters and digits, with single spaces between them and no other character."""
MAX_CACHED_LENGTH: Final = 64
"""Maximum length of a word, in characters, whose forms are cached: longer ones are hardly words, and take memory."""
# French and Italian articles before a vowel: "l'acteur", "dell'anno".
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|dell|nell|all|dall|sull|un)'(?=\w)")
_POSSESSIVE = re.compile(r"'s$|s'$")


# A question makes hundreds of them: a frozen dataclass would take twice as long.
class Token(NamedTuple):
    """The position of a word in a text, and its plain form (see `normalize`)."""

    start: int
    end: int
    plain: str


def tokenize(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yield the words of `text[start:end]` with their offsets into `text`.

    Combining marks and invisible characters, such as soft hyphens, do not end a word.
    """
    form = NormalForm.from_text(text, start, end)
    if form.starts is None:
        # Nearly every text: its words are where they are in its normal form.
        shift = form.start
        for found in _WORD.finditer(form.text):
            if plain := normalize(found[0]):
                first, last = found.span()
                yield Token(first + shift, last + shift, plain)
        return
    pattern = _WORD_WITH_MARKS if _MARK.search(form.text) else _WORD
    for found in pattern.finditer(form.text):
        if plain := normalize(found[0]):
            span = form.span(*found.span())
            yield Token(span.start, span.end, plain)


def is_words(text: str) -> bool:
    """Return whether the text consists of words in Latin letters with nothing but single spaces between them."""
    return _ONLY_WORDS.fullmatch(text) is not None


def words_of(text: str) -> list[str]:
    """Return the plain form of each word of the text."""
    # Splitting at spaces is many times faster, and enough for most phrases of the language data.
    if is_words(text):
        return [normalize(word) for word in text.split(" ")]
    return [token.plain for token in tokenize(text)]


def normalize(word: str) -> str:
    """Return the plain form of a word: in NFKC and casefolded.

    Invisible characters, a possessive s, an elided article ("l'acteur") and the dots of initials are removed.
    """
    return _cached_plain(word) if len(word) <= MAX_CACHED_LENGTH else normalize_once(word)


def normalize_once(word: str) -> str:
    """Return the same as `normalize`, without a cache: for language data, whose words would fill it."""
    plain = unicodedata.normalize("NFKC", normal_form(word)).casefold().replace("’", "'")
    if "." in plain and not plain[0].isdigit():
        plain = plain.replace(".", "")
    if "'" in plain:
        plain = _WITHOUT_VOWEL.get(plain) or _ELIDED.sub("", plain)
    return _same(_POSSESSIVE.sub("", plain).replace("'", ""), word)


def _same(text: str, other: str) -> str:
    """Return one of two equal strings: most words are their own stems, and the language data would hold them twice."""
    return other if text == other else text


_cached_plain = lru_cache(maxsize=65536)(normalize_once)


@cache
def _stemmer(language: str, thread: int) -> Stemmer.Stemmer:
    """Return the stemmer of this thread. A stemmer keeps state while it works, so threads cannot share one."""
    return Stemmer.Stemmer(_ALGORITHMS[language])


def stem(plain: str, language: str) -> str:
    """Return the Snowball stem without diacritics, so that "pelicula" equals "película".

    In a language without a stemmer it is the word without diacritics. `data/stems.txt` holds exceptions: words that
    Snowball takes for forms of other words ("casa" for a form of "casado").
    """
    return _cached_stem(plain, language) if len(plain) <= MAX_CACHED_LENGTH else stem_once(plain, language)


def stem_once(plain: str, language: str) -> str:
    """Return the same as `stem`, without a cache."""
    if plain[:1].isdigit() or language not in _ALGORITHMS:
        return unaccented(plain)
    exception = _stem_exceptions().get((language, plain))
    return _same(exception or unaccented(str(_stemmer(language, get_ident()).stemWord(plain))), plain)


_cached_stem = lru_cache(maxsize=262144)(stem_once)


@cache
def _stem_exceptions() -> Mapping[tuple[str, str], str]:
    """Return the stems of `data/stems.txt` by language and word, where the word has its diacritics or not."""
    stems: dict[tuple[str, str], str] = {}
    for language, words in read_labelled_lines(read_data("stems.txt")):
        forms = [normalize(word) for word in words]
        stems |= {(language, form): unaccented(forms[0]) for form in (*forms, *map(unaccented, forms))}
    return stems
