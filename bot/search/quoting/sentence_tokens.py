"""The words of quoted sentences. Several parts of the search read them, and popular ones are quoted again and again."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.search.language.tokens import Token, tokenize

MAX_CACHED_SENTENCES: Final = 2_000
"""Maximum number of cached sentences."""


@lru_cache(MAX_CACHED_SENTENCES)
def sentence_tokens(sentence: str) -> tuple[Token, ...]:
    """Return the words of a sentence with their offsets into it."""
    return tuple(tokenize(sentence))
