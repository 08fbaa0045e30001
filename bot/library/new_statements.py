"""Find the statements that are new since a follower's last look, in articles that were added or edited."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Final

from bot.domain import EVERYONE, About, Article, Event, Excerpt, Scope
from bot.library.library import Library
from bot.store.follows import Position

_MAX_REVISIONS: Final = 20
"""Maximum number of former revisions of an article that a statement is compared with, for each scope."""


class RecentChanges:
    """The recent changes of articles, and the texts that the articles had before. Every method raises StoreError."""

    def __init__(self, library: Library, events: Sequence[Event]) -> None:
        self._library = library
        self._events = events
        self._former: dict[tuple[str, Scope, Position], Sequence[str]] = {}

    def ids_since(self, positions: Collection[Position]) -> frozenset[str]:
        """Return the ids of the articles that changed after the oldest of these positions. There must be one."""
        oldest = Position(min(each.shared for each in positions), min(each.own for each in positions))
        return frozenset(event.article.id for event in self._events if event.number > _last_seen(event.scope, oldest))

    async def new_among(self, statements: Sequence[Excerpt], scope: Scope, seen: Position) -> list[Excerpt]:
        """Return the statements that were not made by any article, as the scope saw it at that position."""
        changed = {event.article.id for event in self._events if event.number > _last_seen(event.scope, seen)}
        return [
            each
            for each in statements
            if not each.older and each.about is About.SUBJECT and await self._is_new(each, scope, seen, changed)
        ]

    async def _is_new(self, excerpt: Excerpt, scope: Scope, seen: Position, changed: set[str]) -> bool:
        articles: list[Article] = [excerpt.article, *excerpt.also_in]
        if any(article.id not in changed for article in articles):
            return False
        former = [text for article in articles for text in await self._former_texts(article.id, scope, seen)]
        if not former:
            return True
        engine = await self._library.engine(scope)
        # Splitting and comparing long articles takes a while: in a thread, nobody waits for it.
        return not await asyncio.to_thread(lambda: any(engine.is_stated_in(excerpt, text) for text in former))

    async def _former_texts(self, article_id: str, scope: Scope, seen: Position) -> Sequence[str]:
        """Return the different texts of an article up to that position, the newest first."""
        key = article_id, scope, seen
        if key not in self._former:
            texts = []
            for each in {EVERYONE, scope}:
                before = _last_seen(each, seen) + 1
                events = await self._library.store.events(each, article_id, before, _MAX_REVISIONS)
                texts += [event.article.text for event in events]
            shipped = self._library.shipped.get(article_id)
            texts += [shipped.text] if shipped else []
            self._former[key] = list(dict.fromkeys(texts))
        return self._former[key]


def _last_seen(scope: Scope, seen: Position) -> int:
    return seen.shared if scope.is_everyone else seen.own
