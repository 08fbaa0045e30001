"""A cache of answers, each of which is valid for one revision of the articles."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cachetools import LRUCache

from bot.domain import Answer
from bot.library.engines.revisions import ScopeRevision

_MAX_ANSWERS: Final = 2_000
"""Maximum number of cached answers. Each takes a few kilobytes, most of them shared with the engine."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """Everything that an answer depends on. Case and white space do not distinguish questions."""

    revision: ScopeRevision
    day: date
    question: str
    reader: str = ""
    """The name of the reader that is asked, '' for none."""
    embedded: int = 0
    """The number of passages with embeddings, which decide on the ranking."""

    @classmethod
    def of(cls, question: str, revision: ScopeRevision, day: date, reader: str = "", embedded: int = 0) -> AnswerKey:
        """Return the key of a question as it was typed."""
        return cls(revision, day, " ".join(question.casefold().split()), reader, embedded)


class AnswerCache:
    """Answers by what they depend on. The returned answer repeats the question as it was asked."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # The revision is part of the key, so an outdated answer is never found and is evicted in time.
        self._answers: LRUCache[AnswerKey, tuple[Answer, float]] = LRUCache(_MAX_ANSWERS)

    def get(self, key: AnswerKey, text: str) -> Answer | None:
        """Return the answer to the question `text`, or None."""
        answer, expires_at = self._answers.get(key, (None, 0.0))
        return replace(answer, question=text) if answer and self._clock() < expires_at else None

    def put(self, key: AnswerKey, answer: Answer, seconds: float = math.inf) -> None:
        """Cache an answer, by default until it is evicted."""
        self._answers[key] = answer, self._clock() + seconds
