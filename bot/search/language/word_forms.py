"""The forms of a question's word: what was meant if it is mistyped, and the stems under which passages may hold it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from bot.search.accents import unaccented
from bot.search.language.language_data import LanguageData
from bot.search.language.phonetics import likeliest_name, phonetic_key
from bot.search.language.tokens import LANGUAGES, stem

_MAX_CACHED_WORDS: Final = 4_096
"""Maximum number of words whose stems are cached."""
_MAX_CACHED_FORMS: Final = 1_024
"""Maximum number of words whose forms are cached for one set of passages. Questions share most of their words."""


class WordForms(NamedTuple):
    """Every form in which a passage may hold a word."""

    stems: tuple[str, ...]
    """Its stems in all languages, and those of its other spellings."""
    is_held: bool
    """Whether a passage holds one of them."""


class WordFormReader:
    """Reads the words of questions to one set of passages: which words are known depends on the passages."""

    def __init__(
        self, data: LanguageData, in_vocabulary: Callable[[str], bool], other_spellings: Callable[[str], Sequence[str]]
    ) -> None:
        """`in_vocabulary` tells whether any passage holds a stem.

        `other_spellings` takes a word without accents, or the phonetic key of a name. It returns the stems of the
        accented words, or the names, that it may stand for.
        """
        self._data = data
        self._in_vocabulary = in_vocabulary
        self._other_spellings = other_spellings

    def meant(self, plain: str, languages: tuple[str, ...]) -> str:
        """Return the word that is meant by a chat spelling or a mistyped word of these languages, '' if it is right."""
        plain = unaccented(plain)
        meant = next((word for lang in languages if (word := self._data.lexicon[lang].shorthand.get(plain))), "")
        # A word of the articles is right, though it may look like a mistyped word of the language data.
        is_known = self._data.lexicon.has_function_word([plain]) or any(map(self._in_vocabulary, _stems(plain)))
        if not meant and self._data.corrects_spelling and not is_known:
            meant = self._data.speller.correction(plain, languages) or self._name_of_articles(plain)
        return meant

    def forms(self, plain: str, languages: tuple[str, ...]) -> WordForms:
        """Return the forms of a word, given in its plain form, of these languages."""
        stems = tuple(dict.fromkeys((*_stems(plain), *self._other_spellings(plain))))
        return WordForms(stems, any(map(self._in_vocabulary, stems)))

    def _name_of_articles(self, plain: str) -> str:
        """Return the name in the articles that a word without meaning probably is, misspelt; '' if there is none."""
        key = phonetic_key(plain)
        if not key or self._data.is_known_word(plain):
            return ""
        return likeliest_name(plain, self._other_spellings(key))


class CachedWordForms:
    """The answers of a reader, kept for the words that were asked last."""

    def __init__(self, reader: WordFormReader) -> None:
        # The caches must not refer to this object: a cycle would keep the memory until the garbage collector runs.
        self.meant = lru_cache(_MAX_CACHED_FORMS)(reader.meant)
        self.forms = lru_cache(_MAX_CACHED_FORMS)(reader.forms)


@lru_cache(maxsize=_MAX_CACHED_WORDS)
def _stems(plain: str) -> tuple[str, ...]:
    """Return the word's stems in all languages, and the word without accents."""
    return tuple(dict.fromkeys((*(stem(plain, language) for language in LANGUAGES), unaccented(plain))))
