"""The slices of a passage that are quoted: whole sentences, verbatim, short enough to read at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.domain import Span
from bot.search.language.analysis import AnalysedPassage, AnalysedSentence

MAX_QUOTE_CHARACTERS: Final = 350
"""Maximum number of characters in a quote. A single longer unit is quoted whole."""
_MAX_SPEECH_CHARACTERS: Final = 420
"""Maximum number of characters in a person's words that are kept together."""
_MAX_ANNOUNCED_CHARACTERS: Final = 700
"""Maximum number of characters in an announcement together with what it announces."""
_ELISION_CHARACTERS: Final = 5
"""Length of the mark " […] " between two slices."""


def choose_slices(passage: AnalysedPassage, best: int, worth: Callable[[int], float]) -> tuple[Span, ...]:
    """Return the spans of the article's text to quote: a short passage whole, else the best sentence and others.

    `worth` returns how much a sentence, by its number, contributes to the answer.
    """
    text, span = passage.article.text, passage.passage.span
    if span.end - span.start <= MAX_QUOTE_CHARACTERS or len(passage.sentences) < 2:
        return (span,)
    units = _units(text, [sentence.span for sentence in passage.sentences])
    chosen = {next(number for number, unit in enumerate(units) if best in unit)}
    while (number := _next_unit(text, passage, units, chosen, worth)) is not None:
        chosen.add(number)
    return _join(passage, units, chosen)


def is_quoted(sentence: AnalysedSentence, slices: Sequence[Span]) -> bool:
    """Return whether one of the slices contains the whole sentence."""
    return any(piece.start <= sentence.span.start and sentence.span.end <= piece.end for piece in slices)


def _units(text: str, sentences: Sequence[Span]) -> list[range]:
    """Return ranges of sentences that are quoted only together.

    These are a person's uninterrupted words, and a sentence that ends in a colon with the next one, as long as they are
    not too long. Every other sentence is a unit of its own.
    """
    units: list[range] = []
    start = 0
    for number in range(len(sentences)):
        unit = Span(sentences[start].start, sentences[number].end)
        if number + 1 < len(sentences):
            extended = sentences[number + 1].end - unit.start
            # "He added:" means nothing without what he added.
            announces = unit.of(text).endswith(":") and extended <= _MAX_ANNOUNCED_CHARACTERS
            if announces or (_has_open_quotation(unit.of(text)) and extended <= _MAX_SPEECH_CHARACTERS):
                continue
        units.append(range(start, number + 1))
        start = number + 1
    return units


def _has_open_quotation(piece: str) -> bool:
    """Return whether the piece opens a quotation that it does not close."""
    # In German the mark “ closes what „ opens; elsewhere it opens.
    if "„" in piece:
        return piece.count("„") > piece.count("“") + piece.count("”")
    opened = piece.count("“") + piece.count("«")
    closed = piece.count("”") + piece.count("»")
    return opened > closed or piece.count('"') % 2 == 1


def _next_unit(
    text: str, passage: AnalysedPassage, units: Sequence[range], chosen: set[int], worth: Callable[[int], float]
) -> int | None:
    """Return the unit that adds most and still fits, or None. Of equal units, a neighbour of a chosen one is best."""
    used = sum(len(piece.of(text)) for piece in _join(passage, units, chosen))
    options = []
    for number, unit in enumerate(units):
        size = passage.sentences[unit[-1]].span.end - passage.sentences[unit[0]].span.start
        is_neighbour = number - 1 in chosen or number + 1 in chosen
        value = sum(worth(sentence) for sentence in unit)
        fits = used + size + _ELISION_CHARACTERS <= MAX_QUOTE_CHARACTERS
        if number not in chosen and fits and (is_neighbour or value > 0):
            options.append((value if value > 0 else 0.0, is_neighbour, number - 1 in chosen, -number))
    return -max(options)[3] if options else None


def _join(passage: AnalysedPassage, units: Sequence[range], chosen: set[int]) -> tuple[Span, ...]:
    """Return the chosen units as slices. Neighbours are joined to one slice."""
    slices: list[Span] = []
    previous = -2
    for number in sorted(chosen):
        first, last = units[number][0], units[number][-1]
        span = Span(passage.sentences[first].span.start, passage.sentences[last].span.end)
        if number == previous + 1:
            slices[-1] = Span(slices[-1].start, span.end)
        else:
            slices.append(span)
        previous = number
    return tuple(slices)
