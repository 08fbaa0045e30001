"""Quotes that begin with the heading above them: "No." means nothing without the question of the interview."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.domain import Passage, Span
from bot.search.quoting.discourse import refers_back
from bot.search.quoting.quote import is_short

MAX_HEADING_CHARACTERS: Final = 160
"""Maximum number of characters in a heading that is quoted."""
_MARKUP: Final = "*_# \t\r\n"
"""Marks of Markdown around a heading, and white space."""


def with_heading(passage: Passage, first_sentence: Span, slices: tuple[Span, ...]) -> tuple[Passage, tuple[Span, ...]]:
    """Return a passage and what is quoted of it, with the heading above it if the quote needs that.

    It does if it begins with the passage's first sentence and this is short ("Yes.") or refers to something before.
    """
    text, heading = passage.article.text, passage.heading
    if heading is None or slices[0].start > first_sentence.start or not _is_needed(passage, first_sentence):
        return passage, slices
    words = _without_markup(text, heading)
    is_next = not text[heading.end : passage.span.start].strip(_MARKUP)
    if not is_next or not 0 < words.end - words.start <= MAX_HEADING_CHARACTERS:
        return passage, slices
    wider = replace(passage, span=Span(words.start, passage.span.end))
    if text[words.end : slices[0].start].strip():
        return wider, (words, *slices)
    return wider, (Span(words.start, slices[0].end), *slices[1:])


def _is_needed(passage: Passage, first_sentence: Span) -> bool:
    text = passage.article.text
    if passage.heading is None or passage.heading.end > passage.span.start:
        return False
    return is_short(first_sentence.of(text)) or refers_back(text, first_sentence, passage.article.language or "en")


def _without_markup(text: str, heading: Span) -> Span:
    piece = heading.of(text)
    start = heading.start + len(piece) - len(piece.lstrip(_MARKUP))
    return Span(start, max(start, heading.end - len(piece) + len(piece.rstrip(_MARKUP))))
