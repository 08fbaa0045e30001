"""The example questions and sentences from which the intents are learned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.search.language.tokens import tokenize

HERE: Final = Path(__file__).parent
_EXAMPLE: Final = re.compile(r"([FDSPHCONR]) (.+)")


@dataclass(frozen=True, slots=True)
class Example:
    """A question or a sentence with what it asks for or states."""

    intent: str
    language: str
    state: str
    """One letter of `bot.search.meaning.intents.STATES`."""
    text: str
    is_question: bool

    @property
    def words(self) -> list[str]:
        """Its words in their plain form."""
        return plain_words(self.text)


def plain_words(text: str) -> list[str]:
    """Return the words of a text in their plain form."""
    return [token.plain for token in tokenize(text)]


def load_examples() -> list[Example]:
    """Return all examples, in the order of the files and their lines."""
    return [example for file in sorted((HERE / "sentences").glob("*.txt")) for example in _read(file)]


def _read(file: Path) -> Iterator[Example]:
    intent, side, language = "", "", ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            intent = line.split()[1]
        elif line.startswith("-- "):
            side, language = line.split()[1:3]
        elif found := _EXAMPLE.fullmatch(line.strip()):
            yield Example(intent, language, found[1], found[2].strip(), side == "ask")


def load_words() -> list[str]:
    """Return the words of the word lists in their plain form, those of each language one after the other."""
    files = sorted((HERE / "words").glob("*.txt"))
    return [word for file in files for word in plain_words(file.read_text(encoding="utf-8"))]
