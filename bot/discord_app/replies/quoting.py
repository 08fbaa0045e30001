"""Which excerpts may be sent, and how much of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.domain import ELISION, Excerpt, Span

CUT_MARK: Final = ELISION.rstrip()
"""Stands at the end of a quote whose passage goes on."""
_WORD_BEFORE: Final = 60
"""How far back from a cut the end of a word is looked for."""

_log = logging.getLogger(__name__)


def verified(excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    """Those whose quote stands in their article, letter for letter; the others are logged and left out."""
    return [excerpt for excerpt in excerpts if _is_sound(excerpt)]


def _is_sound(excerpt: Excerpt) -> bool:
    inside = excerpt.is_verbatim and excerpt.passage.span.end <= len(excerpt.article.text)
    if not inside:
        _log.error("a quote of article %r failed its check and was not sent: %s", excerpt.article.id, excerpt.slices)
    return inside


def shortened(excerpt: Excerpt, characters: int) -> Excerpt:
    """The beginning of an excerpt, at most that many characters of its article and cut between words if it can be."""
    kept: list[Span] = []
    left = characters
    for piece in excerpt.slices:
        end = min(piece.end, piece.start + left)
        if end < piece.end:
            end = _word_end(excerpt.article.text, piece.start, end)
        if end > piece.start:
            kept.append(Span(piece.start, end))
        left -= piece.end - piece.start
        if left <= 0:
            break
    return replace(excerpt, slices=tuple(kept))


def _word_end(text: str, start: int, end: int) -> int:
    """The end of the last whole word before `end`, or `end` itself in a stretch without blanks."""
    blank = next((at for at in range(end, max(start, end - _WORD_BEFORE), -1) if text[at].isspace()), end)
    while blank > start and text[blank - 1].isspace():
        blank -= 1
    return blank
