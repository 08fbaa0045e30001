"""SentenceWords: a sentence with its words, as the readers of its subject need them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.search.language.phrase_matcher import StemmedWord
from bot.search.language.tokens import Token

CLAUSE_MARK: Final = re.compile(r"[,;:()\[\]–—]")


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """A text with its words, twice: with their places, and in the form of the phrase matcher."""

    text: str
    tokens: Sequence[Token]
    words: Sequence[StemmedWord]
    language: str

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        return self.text.rstrip("”»\"'’ ").endswith("?")

    def is_small(self, index: int) -> bool:
        """Return whether a word begins with a small letter."""
        return self.text[self.tokens[index].start].islower()

    def plain_before(self, index: int) -> str:
        """Return the word before a word, '' if there is none."""
        return self.words[index - 1].plain if index else ""
