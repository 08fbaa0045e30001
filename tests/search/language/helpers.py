"""Words in the form that the phrase matcher takes."""

from __future__ import annotations

from bot.search.accents import unaccented
from bot.search.language.lexicon import Lexicon
from bot.search.language.phrase_matcher import StemmedWord
from bot.search.language.tokens import stem, tokenize


def words(text: str, language: str = "en") -> list[StemmedWord]:
    """Return the words of a sentence in the form that the phrase matcher takes."""
    function = Lexicon.load()[language or "en"].function
    plain = [unaccented(token.plain) for token in tokenize(text)]
    return [StemmedWord(each, stem(each, language), each in function) for each in plain]
