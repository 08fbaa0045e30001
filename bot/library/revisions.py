"""Revisions of what each scope sees, and answers that are valid for one revision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cachetools import LRUCache

from bot.domain import EVERYONE, Answer, Scope
from bot.library.refreshed_cache import RefreshedCache
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


class AnswerCache:
    """Answers by question, revision and day.

    Case and white space do not distinguish questions; the returned answer repeats the question as it was asked.
    """

    def __init__(self) -> None:
        # The revision is part of the key, so an outdated answer is never found and is evicted in time.
        self._answers: LRUCache[tuple[ScopeRevision, date, str], Answer] = LRUCache(_MAX_ANSWERS)

    def get(self, text: str, revision: ScopeRevision, day: date) -> Answer | None:
        """Return the answer, or None."""
        answer = self._answers.get((revision, day, _normalized(text)))
        return replace(answer, question=text) if answer else None

    def put(self, answer: Answer, revision: ScopeRevision, day: date) -> None:
        """Cache an answer."""
        self._answers[revision, day, _normalized(answer.question)] = answer


def _normalized(question: str) -> str:
    return " ".join(question.casefold().split())
