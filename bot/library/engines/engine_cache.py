"""Search engines by scope: built when a question needs them, updated as articles change, and evicted to save memory."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cachetools import LRUCache

from bot.domain import EVERYONE, Article, Scope
from bot.errors import AnalysisError, StoreError
from bot.library.analysis.failures import FailedArticles
from bot.library.analysis.service import AnalysisLimits, AnalysisService
from bot.library.engines.embedding_service import EmbeddingService
from bot.library.engines.revisions import ScopeRevision
from bot.library.engines.scope_index import ScopeIndex
from bot.library.engines.snapshot_writer import SnapshotWriter
from bot.search.engine import SearchEngine
from bot.search.index.combined import CombinedView
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.fingerprint import search_fingerprint
from bot.store.base import Store

UPDATE_TIMEOUT_SECONDS: Final = 0.5
"""Seconds that a question waits for an update; after that the former engine answers it."""
FREEZE_PASSAGES: Final = 5_000
"""Number of new passages after which all objects are exempted from garbage collection."""
_ENGINE_BYTES: Final = 300_000
_BYTES_PER_CHARACTER: Final = 20
"""Measured memory of a server's engine: a constant part, and a part for each character of the server's articles."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Limits of memory and computing time for all engines."""

    servers_memory: int = 256 * 2**20
    """Maximum memory of the engines of servers, in bytes."""
    analysis: AnalysisLimits = field(default_factory=AnalysisLimits)


@dataclass(frozen=True, slots=True)
class BuiltEngine:
    """An engine and the revision that it knows."""

    revision: ScopeRevision
    engine: SearchEngine


@dataclass(frozen=True, slots=True)
class IndexStatistics:
    """Numbers of what is loaded."""

    articles: int
    passages: int
    servers: int


@dataclass(frozen=True, slots=True)
class _ServerEngine:
    index: ScopeIndex
    built: BuiltEngine
    memory: int
    """Estimated size in bytes, at most the size of the whole cache: `LRUCache` refuses a larger value."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """The parts that the engines of all scopes share."""

    analysis: AnalysisService
    fingerprint: str
    """Identifies the program and data that analyse articles, see `bot.search.snapshot.fingerprint`."""
    index: ScopeIndex


class EngineCache:
    """The engine of everyone's scope, which is never evicted, and an LRU cache of servers' engines.

    A server's engine searches everyone's index and the server's own side by side. It takes only the memory of the
    server's own articles.
    """

    def __init__(
        self,
        store: Store,
        load_language_data: Callable[[], LanguageData],
        shipped: Sequence[Article],
        limits: SearchLimits = SearchLimits(),
        snapshot_folder: Path | None = None,
        embeddings: EmbeddingService | None = None,
    ) -> None:
        """Everyone sees the `shipped` articles. Without a `snapshot_folder` every start analyses all articles.

        Without `embeddings`, no passage has a sentence embedding.
        """
        self._store = store
        self._load_language_data = load_language_data
        self._shipped = shipped
        self._limits = limits
        self._snapshot_folder = snapshot_folder
        self._is_closed = False
        self._shared: _Shared | None = None
        self._loading = asyncio.Lock()
        self._shared_engine: BuiltEngine | None = None
        self._servers: LRUCache[Scope, _ServerEngine] = LRUCache(limits.servers_memory, lambda each: each.memory)
        self._building: dict[ScopeRevision, asyncio.Task[BuiltEngine]] = {}
        self._merging: dict[ScopeIndex, asyncio.Task[None]] = {}
        self._snapshots = SnapshotWriter(snapshot_folder, lambda: bool(self._building or self._merging))
        self._embeddings = embeddings
        self._frozen_passages = 0

    async def get(self, revision: ScopeRevision) -> BuiltEngine:
        """Return the engine for this revision, or the former one if the update takes long or fails.

        Raises StoreError and AnalysisError if there is no former one.
        """
        former = self._cached(revision.scope)
        if former and former.revision == revision:
            return former
        building = self._building.get(revision) or self._start(revision)
        # A build goes on after the timeout, and a later question finds its engine.
        done, _ = await asyncio.wait({building}, timeout=UPDATE_TIMEOUT_SECONDS if former else None)
        if former and (not done or isinstance(building.exception(), StoreError | AnalysisError)):
            return former
        return building.result()

    async def update(self, revision: ScopeRevision) -> None:
        """Wait until the scope's engine knows this revision; do nothing if the scope has no engine.

        Called after a change, so that the moderator waits for the update and not the next member who asks. Raises
        StoreError and AnalysisError.
        """
        former = self._cached(revision.scope)
        if former and former.revision != revision:
            # A cancelled caller must not cancel a build that questions may wait for.
            await asyncio.shield(self._building.get(revision) or self._start(revision))

    async def check(self, article: Article, scope: Scope) -> AnalysedArticle:
        """Return the analysis of an article before it is stored; `update` uses it. Raises AnalysisError."""
        return await (await self._load_shared()).analysis.check(article, scope)

    def failed_ids(self, scope: Scope) -> frozenset[str]:
        """Return the ids of articles that the scope sees and no question finds, because their analysis has failed.

        Nothing is known of them before the first question.
        """
        if self._shared is None:
            return frozenset()
        analysis = self._shared.analysis
        return analysis.failed_ids(EVERYONE) | analysis.failed_ids(scope)

    async def save_snapshots(self) -> None:
        """Write a snapshot of each index that has changed enough since its last one."""
        if self._shared:
            servers = [each.index for each in self._servers.values()]
            await self._snapshots.write_all([self._shared.index, *servers])

    async def forget(self, scope: Scope) -> None:
        """Drop everything that is known of a server whose articles were erased, in memory and on disk."""
        self._servers.pop(scope, None)
        if self._embeddings:
            await asyncio.to_thread(self._embeddings.forget, scope)
        await self._snapshots.forget(scope)
        if self._shared:
            await self._shared.analysis.record_failed(scope, {}, {})

    def close(self) -> None:
        """End the processes that analyse articles, even busy ones. Existing engines go on answering."""
        self._is_closed = True
        if self._embeddings:
            self._embeddings.close()
        if self._shared:
            self._shared.analysis.close()

    def statistics(self) -> IndexStatistics | None:
        """Return the numbers of what is loaded; None until everyone's articles are."""
        if self._shared is None or self._shared_engine is None:
            return None
        index = self._shared.index
        return IndexStatistics(len(index.ids), index.view.limit - len(index.view.removed), len(self._servers))

    def _cached(self, scope: Scope) -> BuiltEngine | None:
        if scope.is_everyone:
            return self._shared_engine
        server = self._servers.get(scope)
        return server.built if server else None

    def _start(self, revision: ScopeRevision) -> asyncio.Task[BuiltEngine]:
        building = self._building[revision] = asyncio.create_task(self._build(revision))
        building.add_done_callback(lambda done: self._finish(revision, done))
        return building

    def _finish(self, revision: ScopeRevision, building: asyncio.Task[BuiltEngine]) -> None:
        del self._building[revision]
        if not building.cancelled() and isinstance(building.exception(), StoreError | AnalysisError):
            _log.warning("the engine for %s cannot be updated: %s", revision.scope, building.exception())

    async def _build(self, revision: ScopeRevision) -> BuiltEngine:
        shared = await self._load_shared()
        # Every engine includes everyone's articles, so these are updated first.
        await shared.index.update(revision.shared)
        index = shared.index
        if not revision.scope.is_everyone:
            index = self._index_for(revision.scope, shared)
            await index.update(revision.own)
        if index.view.next_merge() and index not in self._merging:
            self._merging[index] = asyncio.create_task(self._merge_segments(revision, index))
        built = await self._assemble(revision, index, shared)
        for each in {shared.index, index}:
            self._snapshots.schedule(each)
        return built

    def _index_for(self, scope: Scope, shared: _Shared) -> ScopeIndex:
        server = self._servers.get(scope)
        if server:
            return server.index
        snapshot = self._snapshots.file_for(scope, shared.fingerprint)
        return ScopeIndex(scope, self._store, shared.analysis, snapshot=snapshot)

    async def _assemble(self, revision: ScopeRevision, index: ScopeIndex, shared: _Shared) -> BuiltEngine:
        """Make an engine of what the indexes hold now, which is at least this revision, and cache it."""
        engine = await asyncio.to_thread(_combine, shared.index, index, shared.analysis.data, self._embeddings)
        built = BuiltEngine(revision, engine)
        former = self._cached(revision.scope)
        if former and (former.revision.shared > revision.shared or former.revision.own > revision.own):
            return built  # A question with an older revision must not replace a newer engine.
        if revision.scope.is_everyone:
            self._shared_engine = built
        else:
            memory = _ENGINE_BYTES + _BYTES_PER_CHARACTER * index.characters
            self._servers[revision.scope] = _ServerEngine(index, built, min(memory, self._limits.servers_memory))
        if self._embeddings:
            for each in {shared.index, index}:
                self._embeddings.schedule(each.scope, each.view)
        self._freeze(index.view.limit)
        return built

    async def _load_shared(self) -> _Shared:
        """Load the language data when the first question needs it."""
        async with self._loading:
            if self._shared is None:
                data = await asyncio.to_thread(self._load_language_data)
                fingerprint = await asyncio.to_thread(search_fingerprint, data.concepts)
                failures = await asyncio.to_thread(FailedArticles, self._snapshot_folder, fingerprint)
                analysis = AnalysisService(data, self._limits.analysis, failures)
                if self._is_closed:  # The program may have been told to end while the data was loading.
                    analysis.close()
                snapshot = self._snapshots.file_for(EVERYONE, fingerprint)
                shared_index = ScopeIndex(EVERYONE, self._store, analysis, self._shipped, snapshot)
                self._shared = _Shared(analysis, fingerprint, shared_index)
            return self._shared

    async def _merge_segments(self, revision: ScopeRevision, index: ScopeIndex) -> None:
        """Merge segments in the background; questions use the unmerged ones until then."""
        try:
            while await index.merge_segments():
                pass
            cached = self._cached(revision.scope)
            if cached:
                await self._assemble(cached.revision, index, await self._load_shared())
        finally:
            del self._merging[index]

    def _freeze(self, passages: int) -> None:
        """Exempt existing objects from garbage collection after a large load.

        A full collection would visit millions of objects that stay, and stop the event loop for a tenth of a second.
        """
        if passages >= self._frozen_passages + FREEZE_PASSAGES:
            self._frozen_passages = passages
            gc.collect(1)
            gc.freeze()


def _combine(
    shared_index: ScopeIndex, index: ScopeIndex, data: LanguageData, service: EmbeddingService | None
) -> SearchEngine:
    """Make an engine over everyone's articles, without those that the scope hides or replaces, and its own."""
    embeddings = service.embeddings(index.scope) if service else None
    if index is shared_index:
        return SearchEngine(CombinedView([shared_index.view]), data, embeddings=embeddings)
    others = shared_index.view.without(index.hidden | index.ids)
    return SearchEngine(CombinedView([others, index.view]), data, embeddings=embeddings)
