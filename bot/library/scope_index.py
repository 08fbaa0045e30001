"""One scope's own articles as the search holds them, brought up to date by what has changed since."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain import Article, Scope
from bot.errors import AnalysisError
from bot.history import Act, Event
from bot.library.analysis.pool import AnalysisPool
from bot.library.snapshots import SnapshotFile
from bot.search.index.collection import Collection, CollectionView
from bot.search.index.state import merge_segments
from bot.search.snapshot.collection_file import CollectionSnapshot
from bot.store.base import Store

FOLLOWED: Final = 100
"""After more changes than this the articles are read anew."""
_SPARE: Final = 4
"""So many events more than are known of are asked for: others may have followed."""


class ScopeIndex:
    """The articles of exactly one scope, with those that ship and that everyone's scope does not hide."""

    def __init__(
        self,
        scope: Scope,
        store: Store,
        pool: AnalysisPool,
        given: Sequence[Article] = (),
        kept: SnapshotFile | None = None,
    ) -> None:
        """`given` are there from the start; the store's articles take their places by id. `kept` spares analyses."""
        self.hidden: frozenset[str] = frozenset()
        self.scope = scope
        self._store = store
        self._pool = pool
        self._given = {article.id: article for article in given}
        self._collection = Collection()
        self._articles: dict[str, Article] = {}
        self._failed: frozenset[str] = frozenset()
        """The ids of articles in which nothing can be found, as their analysis fails."""
        self._revision = -1
        self._kept = kept
        self._kept_until = 0
        self._following = asyncio.Lock()

    @property
    def view(self) -> CollectionView:
        """What there is now."""
        return self._collection.view

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the articles."""
        return frozenset(self._articles)

    @property
    def characters(self) -> int:
        """How long the articles are together."""
        return sum(len(article.text) for article in self._articles.values())

    @property
    def is_worth_keeping(self) -> bool:
        """Whether so much is new that the next start had better find it analysed."""
        limit = self.view.limit
        if self._kept is None or not self._articles:
            return False
        return self._kept.is_worth_keeping(limit, limit - self._kept_until)

    async def keep(self) -> None:
        """Keep what there is now for the next start, beside everything else. Raises OSError."""
        if self._kept:
            async with self._following:
                # What failed is tried again when the limits are raised.
                sound = {key: article for key, article in self._articles.items() if key not in self._failed}
                collection, moment = self._collection, CollectionSnapshot.from_collection(self._collection, sound)
            await asyncio.to_thread(self._kept.save, moment)
            if collection is self._collection:
                self._kept_until = moment.view.limit

    async def follow(self, revision: int) -> None:
        """Take in all changes up to the scope's revision, or more.

        Raises StoreError, and then nothing is taken in. Raises AnalysisError when the articles of a server cannot be
        analysed now; those that were analysed by then are taken in, and the next call goes on with the others.
        """
        async with self._following:
            if self._revision >= revision:
                return
            events = await self._events_until(revision)
            if events is None or self._collection.needs_rebuild:
                await self._read_anew(revision)
            else:
                await self._take(_later(self._articles, self._given, events))
                self.hidden = _hidden(self.hidden, events)
                self._revision = events[-1].number

    async def merge_due(self) -> bool:
        """Merge segments that had better be one, beside everything else; False if there are none."""
        held, run = self._collection, self._collection.view.next_merge()
        if not run:
            return False
        part = await asyncio.to_thread(merge_segments, run)
        async with self._following:
            return held.apply_merge(run, part)

    async def _events_until(self, revision: int) -> Sequence[Event] | None:
        """What has happened since the last time, oldest first; None if that is too much or is no longer known."""
        missed = revision - self._revision
        if self._revision < 0 or missed > FOLLOWED:
            return None
        newest = await self._store.events(self.scope, limit=missed + _SPARE)
        events = [event for event in reversed(newest) if event.number > self._revision]
        numbers = [event.number for event in events]
        is_whole = len(events) >= missed and numbers == list(
            range(self._revision + 1, self._revision + 1 + len(events))
        )
        return events if is_whole else None

    async def _read_anew(self, revision: int) -> None:
        # In this order, so that what changes meanwhile is seen now or by the next revision.
        hidden, current = await self._store.hidden(self.scope), await self._store.current(self.scope)
        # What is set aside is not replaced by what ships, or by everyone's article, of the same id: they are older.
        hidden |= current.set_aside
        given = {key: article for key, article in self._given.items() if key not in hidden}
        seen = given | {article.id: article for article in current.articles}
        if self._collection.needs_rebuild:
            self._collection, self._articles, self._kept_until = Collection(), {}, 0
        elif self._kept and not self._articles:
            await self._bring_back(self._kept, seen)
        await self._take(seen)
        if self._kept and not self._articles:
            await asyncio.to_thread(self._kept.drop)
        self.hidden, self._revision = hidden, revision

    async def _bring_back(self, kept: SnapshotFile, articles: dict[str, Article]) -> None:
        """Begin with those of these articles that an earlier start has analysed."""
        collection = await asyncio.to_thread(kept.load, articles)
        if collection:
            self._collection, self._kept_until = collection, collection.view.limit
            self._articles = {key: articles[key] for key in collection.passage_ranges}

    async def _take(self, articles: dict[str, Article]) -> None:
        """Have just these articles."""
        changed = {
            key: articles.get(key) for key in self._articles | articles if articles.get(key) != self._articles.get(key)
        }
        analyses = await self._pool.analyse(changed, self.scope)
        await asyncio.to_thread(self._collection.change, analyses.done)
        done = {key: article for key, article in articles.items() if key in analyses.done}
        unchanged = {key: article for key, article in self._articles.items() if key not in changed}
        left = {key: article for key, article in self._articles.items() if key in changed and key not in analyses.done}
        self._articles = unchanged | left | done
        await self._note_failed(analyses.failed, frozenset(analyses.done))
        if analyses.stopped and not self.scope.is_everyone:
            raise analyses.stopped

    async def _note_failed(self, failed: Mapping[str, AnalysisError], tried: frozenset[str]) -> None:
        before = self._failed
        self._failed = (before - tried) | failed.keys()
        if before or self._failed or self._pool.failed_ids(self.scope):
            await self._pool.remember_failed(self.scope, failed, self._articles)


def _later(
    articles: Mapping[str, Article], given: Mapping[str, Article], events: Sequence[Event]
) -> dict[str, Article]:
    """The articles after the events."""
    later = dict(articles)
    for event in events:
        key = event.article.id
        if event.act.leaves_article:
            later[key] = event.article
        elif key in given and event.act is not Act.HIDDEN:
            later[key] = given[key]
        else:
            later.pop(key, None)
    return later


def _hidden(hidden: frozenset[str], events: Sequence[Event]) -> frozenset[str]:
    """The ids that are hidden after the events."""
    for event in events:
        key = frozenset({event.article.id})
        hidden = hidden | key if event.act is Act.HIDDEN else hidden - key
    return hidden
