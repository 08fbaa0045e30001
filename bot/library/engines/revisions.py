"""Revisions of what each scope sees, and answers that are valid for one revision."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cachetools import LRUCache

from bot.domain import EVERYONE, Answer, Scope
from bot.library.engines.refreshed_cache import RefreshedCache
from bot.store.base import Store

STAMP_TTL_SECONDS: Final = 0.5
"""Seconds until a change by another process is noticed. A change through the library is noticed at once."""
_REVISION_TTL_SECONDS: Final = 600.0
"""Seconds until a scope's revision is read again although no stamp has changed."""
_MAX_ANSWERS: Final = 2_000
"""Maximum number of cached answers. Each takes a few kilobytes, most of them shared with the engine."""


@dataclass(frozen=True, slots=True)
class ScopeRevision:
    """A state of the articles that a scope sees: the revisions of everyone's articles and of the scope's own."""

    scope: Scope
    everyones: int
    own: int


class RevisionCache:
    """The current revision of each scope. One read of the store's stamp tells whether any scope has changed.

    While the store cannot be reached, the last known revisions remain valid.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp = ""
        self._stamps = RefreshedCache(self._read_stamp, STAMP_TTL_SECONDS)
        self._revisions = RefreshedCache(self._read_revision, _REVISION_TTL_SECONDS)

    async def get(self, scope: Scope) -> ScopeRevision:
        """Return the scope's revision. Raises StoreError if it was never read and cannot be read now."""
        await self._stamps.get(EVERYONE)
        return await self._revisions.get(scope)

    def invalidate(self) -> None:
        """Read the store again for the next question, because something has changed."""
        self._stamps.invalidate_all()
        self._revisions.invalidate_all()

    async def _read_stamp(self, _everyone: Scope) -> str:
        stamp = await self._store.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self._revisions.invalidate_all()
        return stamp

    async def _read_revision(self, scope: Scope) -> ScopeRevision:
        """Read the scope's revision. A server without changes of its own has the revision of everyone."""
        own = await self._store.revision(scope)
        if scope.is_everyone:
            return ScopeRevision(scope, own, own)
        everyones = await self._revisions.get(EVERYONE)
        return ScopeRevision(scope, everyones.own, own) if own else everyones


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """What an answer depends on. Case and white space do not distinguish questions."""

    revision: ScopeRevision
    day: date
    question: str
    reader: str = ""
    """The name of the reader that is asked, '' for none."""

    @classmethod
    def of(cls, question: str, revision: ScopeRevision, day: date, reader: str = "") -> AnswerKey:
        """Return the key of a question as it was typed."""
        return cls(revision, day, " ".join(question.casefold().split()), reader)


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
