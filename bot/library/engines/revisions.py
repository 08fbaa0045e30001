"""Revisions of what each scope sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain import EVERYONE, Scope
from bot.library.engines.refreshed_cache import RefreshedCache
from bot.store.base import Store

STAMP_TTL_SECONDS: Final = 0.5
"""Seconds until a change by another process is noticed. A change through the library is noticed at once."""
_REVISION_TTL_SECONDS: Final = 600.0
"""Seconds until a scope's revision is read again although no stamp has changed."""


@dataclass(frozen=True, slots=True)
class ScopeRevision:
    """A state of the articles that a scope sees: the revisions of everyone's articles and of the scope's own."""

    scope: Scope
    shared: int
    own: int


class RevisionCache:
    """The current revision of each scope. One read of the store's stamp tells whether any scope has changed.

    While the store cannot be reached, the last known revisions remain valid.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp = ""
        self._stamps = RefreshedCache("changes", self._read_stamp, STAMP_TTL_SECONDS)
        self._revisions = RefreshedCache("revision", self._read_revision, _REVISION_TTL_SECONDS)

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
        shared = await self._revisions.get(EVERYONE)
        return ScopeRevision(scope, shared.own, own) if own else shared
