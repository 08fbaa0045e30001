"""Questions to offer while a member types: those that the articles answer."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.search.language.normal_form import normal_form

_LIKE = 60
"""So alike, of 100, is a suggestion to what was typed at least."""


def best_completions(typed: str, questions: Sequence[str], limit: int) -> list[str]:
    """The questions that what is typed may become, likeliest first; all of them while nothing is typed."""
    wanted = normal_form(typed).strip().casefold()
    if not wanted:
        return list(questions[:limit])
    scored = [(_likeness(wanted, question.casefold()), -place, question) for place, question in enumerate(questions)]
    return [question for score, _, question in sorted(scored, reverse=True) if score >= _LIKE][:limit]


def _likeness(typed: str, question: str) -> float:
    if question.startswith(typed):
        return 200.0
    words = question.replace("?", "").split()
    if all(any(word.startswith(part) for word in words) for part in typed.split()):
        return 150.0
    return fuzz.partial_ratio(typed, question)
