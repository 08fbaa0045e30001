"""Clauses: the part of a sentence that is its value if it holds no date, name or amount that was asked for.

It runs from the first matching word to the end of its clause, or ends before a preposition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from bot.search.accents import unaccented
from bot.search.language.data_files import read_data, read_sections
from bot.search.language.sentences import verbs_of_speech
from bot.search.language.tokens import Token, tokenize
from bot.search.quoting.trimming import BRACKETS, MAX_VALUE_CHARACTERS, Part

_MIN_CLAUSE_CHARACTERS: Final = 14
"""Minimum number of characters of a clause that is a value."""
_MIN_WORDS_AFTER_NAME: Final = 3
"""A value begins after a name that was asked for if at least this many words follow it in the sentence."""
_MAX_CHARACTERS_BEFORE: Final = 60
"""Number of characters before the first matching word in which a negation belongs to it."""
# No clause ends within "9:00" and "1,500".
_CLAUSE_END: Final = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;!?…()\[\]“”„«»\"]|\.(?=\s|$)|\s[–—-]\s")
_CONJUNCTION: Final = (
    r"\s(?:that|and|but|because|while|although|dass|und|aber|weil|obwohl|que|y|pero|porque|aunque|et|mais|che|e|ma"
    r"|perché)"
)
_PART_END: Final = re.compile(rf"{_CLAUSE_END.pattern}|{_CONJUNCTION}\s")
"""The end of a part of a sentence: the end of a clause, or a conjunction."""
_DANGLING: Final = re.compile(rf"{_CONJUNCTION}\s*$")
_MIN_WORDS: Final = 3
"""Minimum number of words of a value that is cut within its clause."""
_LIST_GOES_ON: Final = re.compile(r",\s+[A-ZÀ-ÖØ-Þ]")


def short_clause(text: str, places: Sequence[int], names: frozenset[str], function: frozenset[str]) -> Part | None:
    """Return a few words from the first matching one on, without words that mean nothing alone at the end.

    `places` are those of the matching words, `names` the words of names that the question holds, and `function` the
    function words of the language. None if the text has no word.
    """
    tokens = list(tokenize(text))
    if not tokens:
        return None
    first = _first_negation(tokens, _first_word(text, tokens, places, names))
    start = tokens[first].start
    # A value that begins before the first matching word reaches up to it.
    reached = next((place for place in places if place < start + MAX_VALUE_CHARACTERS), start)
    end = _long_clause_end(text, start, reached)
    if end - start <= MAX_VALUE_CHARACTERS:
        dangling = _DANGLING.search(text[start:end])
        return start, start + dangling.start() if dangling else end
    part = _matching_part(text, places) or _before_preposition(text, tokens[first:], function)
    return part or _before_preposition(text, tokens, function) or (tokens[0].start, tokens[-1].end)


def clause_end(text: str, start: int) -> int:
    """Return the end of the clause around a place."""
    return next((found.start() for found in _CLAUSE_END.finditer(text, start)), len(text))


def with_words_beside(text: str, year: Part, places: Sequence[int]) -> Part:
    """Return a bare year with the words before it from the first matching one on, and the rest of the clause if short.

    "Production is set to begin in 2024" says more than "2024".
    """
    clause = max(
        (found.end() for found in _CLAUSE_END.finditer(text, 0, year[0]) if found[0] not in BRACKETS), default=0
    )
    earliest = max(clause, year[1] - MAX_VALUE_CHARACTERS + 1)
    start = next((place for place in places if earliest <= place < year[0]), None)
    if start is None:
        return year
    end = clause_end(text, year[1])
    if end - start >= MAX_VALUE_CHARACTERS:
        end = year[1]
    opened = [BRACKETS[sign] for sign in text[start : year[0]] if sign in BRACKETS]
    return start, end + (text[end:][:1] in opened)


def places_of(matched: Sequence[str], text: str) -> list[int]:
    """Return the places of the matching words in a text."""
    return sorted(place for word in matched if (place := text.find(word)) >= 0)


@cache
def negations() -> frozenset[str]:
    """Return the words of negation and doubt of all languages, without accents."""
    sections = read_sections(read_data("statements.txt"))
    return frozenset((*sections["negation"], *sections["doubt"]))


def _first_word(text: str, tokens: Sequence[Token], places: Sequence[int], names: frozenset[str]) -> int:
    """Return the index of the first word of a short value."""
    first = next((number for number, token in enumerate(tokens) if token.start in places), 0)
    after = first
    while after < len(tokens) and unaccented(tokens[after].plain) in names:
        after += 1
    end = tokens[-1].end
    if after > first and text[tokens[after - 1].end :][:1] in BRACKETS.values():
        # The name in brackets belongs to what comes before them.
        before = text.rfind("(", 0, tokens[first].start)
        part = max((found.end() for found in _PART_END.finditer(text, 0, max(before, 0))), default=0)
        return next(number for number, token in enumerate(tokens) if token.start >= part)
    if after > first and _LIST_GOES_ON.match(text, tokens[after - 1].end):
        # After a name in a list come other names. The words before it say what it is about.
        end = tokens[after - 1].end
    elif after + _MIN_WORDS_AFTER_NAME <= len(tokens):
        return after
    near = (number for number, token in enumerate(tokens) if _may_begin(text, tokens, number, end))
    return next(near, len(tokens) - 1)


def _may_begin(text: str, tokens: Sequence[Token], number: int, end: int) -> bool:
    """Return whether a value that ends at a place may begin with this word: not within a name such as "De Niro"."""
    start = tokens[number].start
    before = tokens[number - 1] if number else None
    in_name = text[start].isupper() and before is not None and text[before.start].isupper()
    return end - start <= MAX_VALUE_CHARACTERS and not (in_name and before and text[before.end : start] == " ")


def _first_negation(tokens: Sequence[Token], first: int) -> int:
    """Return the number of the first word of negation or doubt shortly before a word, or that of the word itself.

    "Nobody at the studio talks about it" must not become "studio talks about it".
    """
    near = (number for number in range(first) if tokens[first].start - tokens[number].start <= _MAX_CHARACTERS_BEFORE)
    return next((number for number in near if unaccented(tokens[number].plain) in negations()), first)


def _matching_part(text: str, places: Sequence[int]) -> Part | None:
    """Return the part of a sentence between marks and conjunctions that holds most matching words, if one is short."""
    ends = [found.span() for found in _PART_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    parts = list(zip(starts, [*(start for start, _ in ends), len(text)], strict=True))
    held = [sum(start <= place < end for place in places) for start, end in parts]
    for number, part in enumerate(parts[:-1]):
        # After "the director has confirmed that" comes what he has confirmed.
        if _only_names_speaker(text[slice(*part)]):
            held[number + 1], held[number] = held[number + 1] + held[number], 0
    short = [
        (count, part)
        for count, part in zip(held, parts, strict=True)
        if count and _MIN_CLAUSE_CHARACTERS <= part[1] - part[0] <= MAX_VALUE_CHARACTERS
    ]
    # In "he said that it starts in May", the end says more than the beginning.
    return max(short, default=(0, None))[1]


def _only_names_speaker(part: str) -> bool:
    """Return whether a part of a sentence ends with a verb of speech: "Michael Mann says"."""
    words = part.split()
    return bool(words) and unaccented(words[-1].lower()) in verbs_of_speech()


def _before_preposition(text: str, tokens: Sequence[Token], function: frozenset[str]) -> Part | None:
    """Return the longest short beginning of some words that ends before a function word; None if it is a word or two.

    "takes place one day after the events of the film" becomes "takes place one day after the events".
    """
    start = tokens[0].start
    for number in range(len(tokens) - 1, _MIN_WORDS - 1, -1):
        last, after = tokens[number - 1], tokens[number]
        is_short = last.end - start <= MAX_VALUE_CHARACTERS
        if is_short and unaccented(after.plain) in function and unaccented(last.plain) not in function:
            return start, last.end
    return None


def _long_clause_end(text: str, start: int, reached: int) -> int:
    """Return the end of the clause that begins at a place and reaches at least to another one."""
    ends = (found.start() for found in _CLAUSE_END.finditer(text, start) if found.start() > reached)
    return next((end for end in ends if end - start >= _MIN_CLAUSE_CHARACTERS), len(text))
