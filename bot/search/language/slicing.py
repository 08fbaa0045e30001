"""Cutting a long stretch of text where it does least harm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from bot.domain import Span

_GRAPHEME: Final = regex.compile(r"\X")
_LOOKED_BACK: Final = 200
"""Characters before the limit in which a space, or the edge of what is seen as one character, is looked for."""


def short_spans(text: str, span: Span, longest: int) -> Iterator[Span]:
    """Parts of `span` of at most `longest` characters, in order and without the white space between them.

    A part ends before a space; where there is none, between two graphemes (what is seen as one character); and where
    one grapheme alone is too long, at the limit.
    """
    start = span.start
    while span.end - start > longest:
        end = _cut(text, start, start + longest)
        yield Span(start, end)
        start = end
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def _cut(text: str, start: int, limit: int) -> int:
    """The best place to end a part that begins at `start` and goes no further than `limit`."""
    back = max(start, limit - _LOOKED_BACK)
    space = next((place for place in range(limit, back, -1) if text[place].isspace()), start)
    while space > start and text[space - 1].isspace():
        space -= 1
    if space > start:
        return space
    edges = [found.end() for found in _GRAPHEME.finditer(text, back, limit + _LOOKED_BACK)]
    return max((edge for edge in edges if back < edge <= limit), default=limit)
