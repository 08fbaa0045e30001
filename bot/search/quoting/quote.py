"""What is quoted of a passage: whole sentences, verbatim, as many as are read at a glance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.domain import Span
from bot.search.language.analysis import AnalysedPassage

MAX_CHARACTERS: Final = 350
"""About so long is a quote, unless one sentence, or one person's words, are longer."""
_MAX_SPEECH: Final = 420
_MAX_ANNOUNCED: Final = 700
"""So long may be what announces something together with that."""


def choose_slices(passage: AnalysedPassage, best: int, worth: Callable[[int], float]) -> tuple[Span, ...]:
    """The ranges of the article's text to quote: all of a short passage, else the sentences around the best one.

    `worth` says what a sentence, by its number, holds of the question.
    """
    text, span = passage.article.text, passage.passage.span
    if span.end - span.start <= MAX_CHARACTERS or len(passage.sentences) < 2:
        return (span,)
    units = _units(text, [sentence.span for sentence in passage.sentences])
    chosen = {next(number for number, unit in enumerate(units) if best in unit)}
    while True:
        number = _next_unit(text, passage, units, chosen, worth)
        if number is None:
            return _joined(text, passage, units, chosen)
        chosen.add(number)


def _units(text: str, sentences: Sequence[Span]) -> list[range]:
    """Sentences by their numbers; together are one person's uninterrupted words, while they are not too long, and what
    ends in a colon with what it announces.
    """
    units: list[range] = []
    start = 0
    for number in range(len(sentences)):
        speech = Span(sentences[start].start, sentences[number].end)
        if number + 1 < len(sentences):
            whole = sentences[number + 1].end - speech.start
            # What only announces something says nothing without it.
            announces = speech.of(text).endswith(":") and whole <= _MAX_ANNOUNCED
            if announces or (_is_open(speech.of(text)) and whole <= _MAX_SPEECH):
                continue
        units.append(range(start, number + 1))
        start = number + 1
    return units


def _is_open(piece: str) -> bool:
    """Whether quotation marks are opened in the piece and not closed."""
    opened = sum(piece.count(mark) for mark in "“„«")
    closed = sum(piece.count(mark) for mark in "”»") + (piece.count("“") if "„" in piece else 0)
    if "„" in piece:
        return piece.count("„") > piece.count("“") + piece.count("”")
    return opened > closed or piece.count('"') % 2 == 1


def _next_unit(
    text: str, passage: AnalysedPassage, units: Sequence[range], chosen: set[int], worth: Callable[[int], float]
) -> int | None:
    """The unit that adds most and still fits: what holds more of the question, then what stands beside."""
    used = sum(len(piece.of(text)) for piece in _joined(text, passage, units, chosen))
    options = []
    for number, unit in enumerate(units):
        size = passage.sentences[unit[-1]].span.end - passage.sentences[unit[0]].span.start
        beside = number - 1 in chosen or number + 1 in chosen
        value = sum(worth(sentence) for sentence in unit)
        if number not in chosen and used + size + 5 <= MAX_CHARACTERS and (beside or value > 0):
            options.append((value if value > 0 else 0.0, beside, number - 1 in chosen, -number))
    return -max(options)[3] if options else None


def _joined(text: str, passage: AnalysedPassage, units: Sequence[range], chosen: set[int]) -> tuple[Span, ...]:
    """The chosen units as slices; neighbours make one."""
    slices: list[Span] = []
    last = -2
    for number in sorted(chosen):
        span = Span(passage.sentences[units[number][0]].span.start, passage.sentences[units[number][-1]].span.end)
        if number == last + 1:
            slices[-1] = Span(slices[-1].start, span.end)
        else:
            slices.append(span)
        last = number
    return tuple(slices)
