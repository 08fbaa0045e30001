"""The search index over the articles of one scope, updated from the store's history of changes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from bot.domain import Act, Article, Event, Scope
from bot.errors import AnalysisError
from bot.library.analysis.service import AnalysisService
from bot.library.engines.snapshots import SnapshotFile
from bot.search.index.collection import Collection, CollectionView
from bot.search.index.state import merge_segments
from bot.search.snapshot.collection_file import CollectionSnapshot
from bot.store.base import Store

MAX_FOLLOWED_EVENTS: Final = 100
"""Maximum number of changes to apply one by one; after more, all articles are read again."""
_EXTRA_EVENTS: Final = 4
"""Extra events to request, in case others were written meanwhile."""


class ScopeIndex:
    """Index of the articles that belong to one scope. Everyone's scope includes the shipped articles it does not hide.

    A server's index holds its own articles only; `EngineCache` combines it with everyone's.
    """

    def __init__(
        self,
        scope: Scope,
        store: Store,
        analysis: AnalysisService,
        shipped: Sequence[Article] = (),
        snapshot: SnapshotFile | None = None,
    ) -> None:
        """A stored article replaces the shipped one of the same id. `snapshot` saves the analysis of articles."""
        self.scope = scope
        self.hidden: frozenset[str] = frozenset()
        """Ids of articles that this scope does not see."""
        self._store = store
        self._analysis = analysis
        self._shipped = {article.id: article for article in shipped}
        self._collection = Collection()
        self._articles: dict[str, Article] = {}
        self._failed: frozenset[str] = frozenset()
        """Ids of articles whose analysis failed; no passage of theirs can be found."""
        self._revision = -1
        self._snapshot = snapshot
        self._passages_in_snapshot = 0
        self._updating = asyncio.Lock()

    @property
    def view(self) -> CollectionView:
        """The passages as they are now; a view does not change."""
        return self._collection.view

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the articles."""
        return frozenset(self._articles)

    @property
    def characters(self) -> int:
        """Total length of the articles' texts."""
        return sum(len(article.text) for article in self._articles.values())

    @property
    def needs_snapshot(self) -> bool:
        """Whether enough passages are new that the next start should find them analysed."""
        limit = self.view.limit
        if self._snapshot is None or not self._articles:
            return False
        return self._snapshot.needs_writing(limit, limit - self._passages_in_snapshot)

    async def save_snapshot(self) -> None:
        """Write the current state to the snapshot file, in a thread. Raises OSError."""
        if self._snapshot:
            async with self._updating:
                # Articles that failed are left out, so that they are tried again when the limits are raised.
                analysed = {key: article for key, article in self._articles.items() if key not in self._failed}
                collection, state = self._collection, CollectionSnapshot.from_collection(self._collection, analysed)
            await asyncio.to_thread(self._snapshot.save, state)
            if collection is self._collection:
                self._passages_in_snapshot = state.view.limit

    async def update(self, revision: int) -> None:
        """Apply all changes up to this revision of the scope, or a later one.

        Raises StoreError; then nothing was applied. Raises AnalysisError if a server's articles cannot be analysed
        now; those that were analysed are applied, and the next call goes on with the others.
        """
        async with self._updating:
            if self._revision >= revision:
                return
            events = await self._events_since_update(revision)
            if events is None or self._collection.needs_rebuild:
                await self._rebuild(revision)
            else:
                await self._set_articles(_apply_to_articles(self._articles, self._shipped, events))
                self.hidden = _apply_to_hidden(self.hidden, events)
                self._revision = events[-1].number

    async def merge_segments(self) -> bool:
        """Merge index segments that are due, in a thread. Return False if none are."""
        collection, due = self._collection, self.view.next_merge()
        if not due:
            return False
        segment = await asyncio.to_thread(merge_segments, due)
        async with self._updating:
            return collection.apply_merge(due, segment)

    async def _events_since_update(self, revision: int) -> Sequence[Event] | None:
        """Return the events since the last update, oldest first; None if there are too many or some are missing."""
        missed = revision - self._revision
        if self._revision < 0 or missed > MAX_FOLLOWED_EVENTS:
            return None
        newest = await self._store.events(self.scope, limit=missed + _EXTRA_EVENTS)
        events = [event for event in reversed(newest) if event.number > self._revision]
        numbers = [event.number for event in events]
        expected = list(range(self._revision + 1, self._revision + 1 + len(events)))
        return events if len(events) >= missed and numbers == expected else None

    async def _rebuild(self, revision: int) -> None:
        """Read all articles from the store."""
        # Hidden ids are read before articles: a change between the two reads is seen now or with the next revision.
        hidden, current = await self._store.hidden(self.scope), await self._store.current(self.scope)
        # A stored article that cannot be read is not replaced by an older one of the same id.
        hidden |= current.unusable
        visible = {key: article for key, article in self._shipped.items() if key not in hidden}
        articles = visible | {article.id: article for article in current.articles}
        if self._collection.needs_rebuild:
            self._collection, self._articles, self._passages_in_snapshot = Collection(), {}, 0
        elif self._snapshot and not self._articles:
            await self._load_snapshot(self._snapshot, articles)
        await self._set_articles(articles)
        if self._snapshot and not self._articles:
            await asyncio.to_thread(self._snapshot.delete)
        self.hidden, self._revision = hidden, revision

    async def _load_snapshot(self, snapshot: SnapshotFile, articles: dict[str, Article]) -> None:
        """Start with those of these articles that the snapshot holds."""
        collection = await asyncio.to_thread(snapshot.load, articles)
        if collection:
            self._collection, self._passages_in_snapshot = collection, collection.view.limit
            self._articles = {key: articles[key] for key in collection.passage_ranges}

    async def _set_articles(self, articles: dict[str, Article]) -> None:
        """Analyse what differs from the current articles, and make these the current ones."""
        changed = {
            key: articles.get(key) for key in self._articles | articles if articles.get(key) != self._articles.get(key)
        }
        result = await self._analysis.analyse(changed, self.scope)
        await asyncio.to_thread(self._collection.change, result.done)
        added = {key: article for key, article in articles.items() if key in result.done}
        # An article that was not analysed keeps its former version in the index.
        former = {key: a for key, a in self._articles.items() if key not in changed or key not in result.done}
        self._articles = former | added
        await self._record_failed(result.failed, frozenset(result.done))
        # Everyone's index is used even if it is incomplete: without it no question could be answered at all.
        if result.stopped and not self.scope.is_everyone:
            raise result.stopped

    async def _record_failed(self, failed: Mapping[str, AnalysisError], tried: frozenset[str]) -> None:
        before = self._failed
        self._failed = (before - tried) | failed.keys()
        if before or self._failed or self._analysis.failed_ids(self.scope):
            await self._analysis.record_failed(self.scope, failed, self._articles)


def _apply_to_articles(
    articles: Mapping[str, Article], shipped: Mapping[str, Article], events: Sequence[Event]
) -> dict[str, Article]:
    """Return the articles after the events."""
    result = dict(articles)
    for event in events:
        key = event.article.id
        if event.act.leaves_article:
            result[key] = event.article
        elif key in shipped and event.act is not Act.HIDDEN:
            result[key] = shipped[key]
        else:
            result.pop(key, None)
    return result


def _apply_to_hidden(hidden: frozenset[str], events: Sequence[Event]) -> frozenset[str]:
    """Return the hidden ids after the events."""
    for event in events:
        key = frozenset({event.article.id})
        hidden = hidden | key if event.act is Act.HIDDEN else hidden - key
    return hidden
