"""Words without their accents, as people often type them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_MAX_CACHED_LENGTH: Final = 64
"""Maximum length of a word, in characters, that is cached: longer ones are hardly words, and take memory."""


def unaccented(word: str) -> str:
    """Return the word without its diacritics."""
    if word.isascii():
        return word
    return _cached_unaccented(word) if len(word) <= _MAX_CACHED_LENGTH else _unaccented(word)


def _unaccented(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


_cached_unaccented = lru_cache(maxsize=65536)(_unaccented)
