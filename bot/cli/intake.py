"""Where imported articles go: to the store, except those that ship with the program anyway."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import Article, Scope
from bot.store.base import Change, Store


class Intake:
    """Adds many articles to one scope in one transaction."""

    def __init__(self, store: Store, shipped: Sequence[Article], scope: Scope) -> None:
        self._store = store
        self._shipped = frozenset(shipped if scope.is_everyone else ())
        self._scope = scope

    async def add_all(self, articles: Sequence[Article]) -> list[Change]:
        """What became of each, in order: all of them are kept, or none. Raises StoreError."""
        others = [article for article in articles if article not in self._shipped]
        changes = iter(await self._store.add_all(others, self._scope) if others else ())
        return [Change.UNCHANGED if article in self._shipped else next(changes) for article in articles]
