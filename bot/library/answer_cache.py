"""Answers that were given a short while ago."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.domain import Answer, Scope
from bot.library.lru_cache import LruCache


@dataclass(frozen=True, slots=True)
class ScopeRevision:
    """The articles that a scope sees, by the revisions of everyone's and of its own."""

    scope: Scope
    everyones: int
    own: int


_MOST: Final = 4_000
"""Of a few kilobytes each, and most of that is shared."""


class AnswerCache:
    """What was answered to a question, for as long as it is asked of the same articles on the same day.

    Capitals and the blanks between words make no other question; the answer repeats it as it was asked now.
    """

    def __init__(self) -> None:
        self._held: LruCache[tuple[ScopeRevision, date, str], Answer] = LruCache(_MOST)

    def get(self, text: str, edition: ScopeRevision, day: date) -> Answer | None:
        """The answer; of the same words the very same value."""
        answer = self._held.get((edition, day, text))
        if answer is None:
            alike = self._held.get((edition, day, _plain(text)))
            answer = alike and replace(alike, question=text)
            if answer:
                self._held.put((edition, day, text), answer)
        return answer

    def put(self, answer: Answer, edition: ScopeRevision, day: date) -> None:
        """Keep what was answered."""
        self._held.put((edition, day, _plain(answer.question)), answer)
        self._held.put((edition, day, answer.question), answer)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
