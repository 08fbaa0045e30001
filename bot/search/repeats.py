"""The same statement in several articles, told from independent reports by the words that they share."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.domain import Passage
from bot.search.shingles import Shingle, shingles_of

CONTAINMENT: Final = 0.4
"""Passages of different articles repeat each other when the shorter shares this much of its shingles."""
_FEWEST: Final = 5


def repeats(one: Passage, other: Passage) -> bool:
    """Whether they are of different articles and say the same in the same words."""
    if one.article.id == other.article.id:
        return False
    own, others = _shingles(one), _shingles(other)
    return len(own & others) >= CONTAINMENT * max(min(len(own), len(others)), _FEWEST)


@lru_cache(maxsize=512)
def _shingles(passage: Passage) -> frozenset[Shingle]:
    return shingles_of(passage.article.text, passage.span.start, passage.span.end)
