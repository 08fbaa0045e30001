"""Sentences that need their context: anaphora ("But he will"), corrections ("We wrongly reported …") and denials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Final

from bot.domain import Span
from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_labelled_lines, read_sections
from bot.search.language.tokens import tokenize
from bot.search.quoting.sentence_tokens import sentence_tokens

_CLOSING_MARKS: Final = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‹": "›"}
"""The marks that may close a quotation, by the mark that opens it."""
_AFTER_SENTENCE: Final = "\"'”’»“)*_ "
"""Marks that may follow the mark that ends a sentence."""
MAX_HEADING_WORDS: Final = 4
"""Number of words up to which a sentence only announces the next one."""
_MAX_EXPRESSION_WORDS: Final = 4
_MAX_ELLIPSIS_WORDS: Final = 3
"""Maximum number of words of a sentence that leaves out what the one before says."""
_MAX_EXPRESSION_CHARACTERS: Final = 80
"""Length of a sentence's beginning that is read."""


@cache
def _expressions() -> Mapping[str, frozenset[str]]:
    """Return the expressions of `references.txt` by language. Their words are separated by spaces."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for language, expressions in read_labelled_lines(read_data("references.txt")):
        found[language].update(expression.replace("_", " ") for expression in expressions)
    return {language: frozenset(expressions) for language, expressions in found.items()}


def refers_back(text: str, sentence: Span, language: str) -> bool:
    """Return whether the sentence begins with a word or expression that refers to the sentence before.

    A sentence of direct speech does so if its speaker is a pronoun, and one of a few words if it repeats the one before
    for somebody else: "Bob too."
    """
    known = _expressions().get(language, frozenset())
    beginning = Span(sentence.start, min(sentence.end, sentence.start + _MAX_EXPRESSION_CHARACTERS)).of(text)
    if beginning[:1] in _CLOSING_MARKS:
        speaker = _first_words(outside_speech(sentence.of(text)), 2)
        return any(word in known for word in speaker)
    words = _first_words(beginning, _MAX_EXPRESSION_WORDS)
    if 1 < len(words) <= _MAX_ELLIPSIS_WORDS and not _expressions().get(f"{language}_also", frozenset()).isdisjoint(
        words
    ):
        return True
    return any(" ".join(words[:size]) in known for size in range(1, len(words) + 1))


def is_short(sentence: str) -> bool:
    """Return whether a sentence is so short that it may only announce the next one: "7. The music."."""
    return len(sentence.split()) <= MAX_HEADING_WORDS


def is_question(sentence: str) -> bool:
    """Return whether a sentence ends in a question mark, and marks that may follow it."""
    return sentence.rstrip(_AFTER_SENTENCE).endswith("?")


def is_correction(sentence: str, language: str) -> bool:
    """Return whether the sentence corrects an earlier report: "wrongly reported"."""
    return _holds(sentence, f"correction {language}")


def is_denial(sentence: str, language: str) -> bool:
    """Return whether the sentence says that something is not so, or not any more."""
    return _holds(sentence, f"denial {language}")


def _holds(sentence: str, section: str) -> bool:
    known = _retractions().get(section, frozenset())
    return any(unaccented(token.plain) in known for token in sentence_tokens(sentence))


@cache
def _retractions() -> Mapping[str, frozenset[str]]:
    """Return the words of `retractions.txt` by section."""
    return {name: frozenset(words) for name, words in read_sections(read_data("retractions.txt")).items()}


def outside_speech(sentence: str) -> str:
    """Return the characters of a sentence outside of quotation marks."""
    outside, closing = [], ""
    for character in sentence:
        if closing:
            closing = "" if character in closing else closing
        elif character in _CLOSING_MARKS:
            closing = _CLOSING_MARKS[character]
        else:
            outside.append(character)
    return "".join(outside)


def _first_words(text: str, limit: int) -> list[str]:
    return [unaccented(token.plain) for token in islice(tokenize(text), limit)]
