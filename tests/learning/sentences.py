"""The questions and sentences from which the intents are learned.

Those in `sentences` were written as examples of an intent each. Those in `labelled` stand in the articles and questions
of a group of suites, or were written like them; readers noted all that they state. A line of these files has a
language, a state, intents (the best first) and a text, separated by tabs. The sentences of a passage follow each other;
a line "# TITLE" begins the next article, and a blank line the next passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.search.language.tokens import tokenize

HERE: Final = Path(__file__).parent
QUESTION_STATES: Final = "FDS"
"""States of questions; the other ones of `bot.search.meaning.intents.STATES` are those of sentences."""
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
    others: tuple[str, ...] = ()
    """Further intents that fit, the better the earlier."""
    context: str = ""
    """The title of the article and the sentence before it in its passage, if it stands in an article."""

    @property
    def words(self) -> list[str]:
        """Its words in their plain form."""
        return plain_words(self.text)

    @property
    def context_words(self) -> list[str]:
        """The words of its context in their plain form."""
        return plain_words(self.context)


def plain_words(text: str) -> list[str]:
    """Return the words of a text in their plain form."""
    return [token.plain for token in tokenize(text)]


def load_examples() -> list[Example]:
    """Return all examples, in the order of the files and their lines."""
    return [example for file in sorted((HERE / "sentences").glob("*.txt")) for example in _read(file)]


def load_labelled() -> dict[str, list[Example]]:
    """Return the labelled questions and sentences by the name of their file, which may be that of a group of suites."""
    return {file.stem: list(_read_labelled(file)) for file in sorted((HERE / "labelled").glob("*.tsv"))}


def _read_labelled(file: Path) -> Iterator[Example]:
    title = before = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            title, before = line.removeprefix("# "), ""
        elif not line:
            before = ""
        else:
            language, state, intents, text = line.split("\t")
            first, *others = intents.split(",")
            is_question = state in QUESTION_STATES
            yield Example(first, language, state, text, is_question, tuple(others), f"{title} {before}".strip())
            before = text


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
