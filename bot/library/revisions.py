"""What each scope sees now, told by one look at the store for all of them."""

from __future__ import annotations

from typing import Final

from bot.domain import EVERYONE, Scope
from bot.library.answer_cache import ScopeRevision
from bot.library.refreshed import RefreshedCache
from bot.store.base import Store

SEEN_WITHIN: Final = 0.5
"""Seconds after which a change made by another process is seen; a change made through the library is seen at once."""
_LONG: Final = 600.0
"""Seconds that a scope's edition holds while nothing changes anywhere."""


class Revisions:
    """The editions of all scopes. While the store is away, those that are known go on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stamp = ""
        self._looks = RefreshedCache(self._look, SEEN_WITHIN)
        self._editions = RefreshedCache(self._read, _LONG)

    def at_hand(self, scope: Scope) -> ScopeRevision | None:
        """The scope's edition, if the store need not be asked."""
        return self._editions.at_hand(scope) if self._looks.at_hand(EVERYONE) is not None else None

    async def get(self, scope: Scope) -> ScopeRevision:
        """The scope's edition. Raises StoreError when it is not known and cannot be."""
        await self._looks.get(EVERYONE)
        return await self._editions.get(scope)

    def look_again(self) -> None:
        """Something has changed: have the next question ask the store."""
        self._looks.change_all()
        self._editions.change_all()

    async def _look(self, _everyone: Scope) -> str:
        stamp = await self._store.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            self._editions.change_all()
        return stamp

    async def _read(self, scope: Scope) -> ScopeRevision:
        """What the scope sees now; a server that has changed nothing sees what everyone sees."""
        own = await self._store.revision(scope)
        if scope.is_everyone:
            return ScopeRevision(scope, own, own)
        everyones = await self._editions.get(EVERYONE)
        return ScopeRevision(scope, everyones.own, own) if own else everyones
