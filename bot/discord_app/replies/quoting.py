"""Checks and cuts of excerpts before they are sent."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bot.domain import ELISION, Excerpt, Span

CUT_MARK: Final = ELISION.rstrip()
"""The end of a quote whose passage goes on."""
_MAX_WORD: Final = 60
"""Characters before a cut in which the end of a word is looked for."""

_log = logging.getLogger(__name__)


def verified(excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    """Return the excerpts whose quote is in their article, letter for letter; log the others."""
    return [excerpt for excerpt in excerpts if _is_verbatim(excerpt)]


def _is_verbatim(excerpt: Excerpt) -> bool:
    is_verbatim = excerpt.is_verbatim and excerpt.passage.span.end <= len(excerpt.article.text)
    if not is_verbatim:
        _log.error("a quote of article %r failed its check and was not sent: %s", excerpt.article.id, excerpt.slices)
    return is_verbatim


def shortened(excerpt: Excerpt, characters: int) -> Excerpt:
    """Return the beginning of an excerpt: at most that many characters, cut between words if possible."""
    slices: list[Span] = []
    left = characters
    for piece in excerpt.slices:
        end = min(piece.end, piece.start + left)
        if end < piece.end:
            end = _word_end(excerpt.article.text, piece.start, end)
        if end > piece.start:
            slices.append(Span(piece.start, end))
        left -= piece.end - piece.start
        if left <= 0:
            break
    return replace(excerpt, slices=tuple(slices))


def _word_end(text: str, start: int, end: int) -> int:
    """Return the end of the last whole word before `end`, or `end` itself where there is no space near it."""
    blank = next((at for at in range(end, max(start, end - _MAX_WORD), -1) if text[at].isspace()), end)
    while blank > start and text[blank - 1].isspace():
        blank -= 1
    return blank
