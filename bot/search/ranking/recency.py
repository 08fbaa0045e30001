"""Which excerpts a newer one overtakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain import Excerpt

SAME_NEWS = timedelta(days=21)
"""Articles no further apart report the same state of things."""


def mark_older(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
    """The excerpts, with those marked too that were published well before the newest of them; undated ones are not."""
    newest = max((day for excerpt in excerpts if (day := _first_day(excerpt))), default=None)
    return tuple(replace(excerpt, older=excerpt.older or _is_before(excerpt, newest)) for excerpt in excerpts)


def _first_day(excerpt: Excerpt) -> date | None:
    return excerpt.article.published.first_day


def _is_before(excerpt: Excerpt, newest: date | None) -> bool:
    last = excerpt.article.published.last_day
    return bool(newest and last and last < newest - SAME_NEWS)
