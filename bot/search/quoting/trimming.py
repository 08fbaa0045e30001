"""Cutting a value out of a sentence: its maximum length, brackets, and marks at its ends."""

from __future__ import annotations

from typing import Final

from bot.domain import Span

MAX_VALUE_CHARACTERS: Final = 44
"""Maximum number of characters of a value."""
BRACKETS: Final = {"(": ")", "[": "]"}
_TRIMMED: Final = " \t\n,;:.!?…–—-([{«»“”„\"'’"

Part = tuple[int, int]
"""Start and end of a part of a sentence, counted from its beginning."""


def trimmed(text: str, span: Span) -> Span | None:
    """Return the span without marks at its ends, cut after the last whole word; None if nothing is left."""
    start, end = span.start, span.end
    if end - start > MAX_VALUE_CHARACTERS:
        blank = max(text.rfind(" ", start, start + MAX_VALUE_CHARACTERS + 1), start)
        end = blank if blank > start else start + MAX_VALUE_CHARACTERS
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return Span(start, end) if start < end else None


def beginning(text: str, span: Span) -> Span:
    """Return the first whole words of a span that fit into a value."""
    return trimmed(text, span) or Span(span.start, min(span.end, span.start + MAX_VALUE_CHARACTERS))


def with_closing_bracket(text: str, value: Span) -> Span:
    """Return a value with the bracket after it that closes one within it: "Chris Shiherlis (Val Kilmer)"."""
    opened = [BRACKETS[sign] for sign in value.of(text) if sign in BRACKETS]
    is_open = bool(opened) and opened[-1] not in value.of(text) and text[value.end : value.end + 1] == opened[-1]
    fits = value.end - value.start < MAX_VALUE_CHARACTERS
    return Span(value.start, value.end + 1) if is_open and fits else value
