"""The searches over what each scope sees, built when they are asked for and kept up to date at little cost."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.domain import EVERYONE, Article, Scope
from bot.errors import AnalysisError, StoreError
from bot.library.analysis.failures import FailedArticles
from bot.library.analysis.limits import AnalysisLimits
from bot.library.analysis.pool import AnalysisPool
from bot.library.answer_cache import ScopeRevision
from bot.library.lru_cache import LruCache
from bot.library.scope_index import ScopeIndex
from bot.library.snapshot_writer import SnapshotWriter
from bot.search.engine import SearchEngine
from bot.search.index.combined import CombinedView
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.fingerprint import search_fingerprint
from bot.store.base import Store

PATIENCE: Final = 0.5
"""Seconds that a question waits for what is being added; then it is answered from what was there before."""
MANY: Final = 5_000
"""From so many passages on a search is left out of the garbage collector's rounds."""
_SIZE: Final = 300_000
_SIZE_OF_CHARACTER: Final = 20
"""Bytes that a server's search takes at all, and for each character of its articles, as measured."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """How much the searches may take."""

    servers_memory: int = 256 * 2**20
    """Bytes of the searches over servers' own articles."""
    analysis: AnalysisLimits = field(default_factory=AnalysisLimits)
    """Of the analysis of articles."""


@dataclass(frozen=True, slots=True)
class BuiltEngine:
    """A search, and what of the store it knows."""

    edition: ScopeRevision
    engine: SearchEngine


@dataclass(frozen=True, slots=True)
class _Common:
    """What the searches of all scopes share."""

    pool: AnalysisPool
    made_of: str
    """What analyses the articles, see `bot.search.snapshot.fingerprint`."""
    everyones: ScopeIndex


class EngineCache:
    """Everyone's search, which is always there, and those of servers, which make room for each other.

    A server's search consists of everyone's articles and its own, side by side: it costs what its own articles cost.
    """

    def __init__(
        self,
        store: Store,
        data: Callable[[], LanguageData],
        given: Sequence[Article],
        limits: SearchLimits = SearchLimits(),
        kept_in: Path | None = None,
    ) -> None:
        """`given` are shipped to everyone; the next start finds a lot in `kept_in`."""
        self._store = store
        self._load = data
        self._given = given
        self._limits = limits.analysis
        self._kept_in = kept_in
        self._is_closed = False
        self._ready: _Common | None = None
        self._loading = asyncio.Lock()
        self._shared: BuiltEngine | None = None
        self._servers: LruCache[Scope, tuple[ScopeIndex, BuiltEngine]] = LruCache(limits.servers_memory)
        self._building: dict[ScopeRevision, asyncio.Task[BuiltEngine]] = {}
        self._tidying: dict[ScopeIndex, asyncio.Task[None]] = {}
        self._keeper = SnapshotWriter(kept_in, lambda: bool(self._building or self._tidying))
        self._frozen = 0

    async def get(self, edition: ScopeRevision) -> BuiltEngine:
        """The search over the edition; while it takes long to bring up to date, the former one. Raises StoreError
        and AnalysisError.
        """
        former = self._kept(edition.scope)
        if former and former.edition == edition:
            return former
        building = self._building.get(edition) or self._start(edition)
        done, _ = await asyncio.wait({building}, timeout=PATIENCE if former else None)
        if former and (not done or isinstance(building.exception(), StoreError | AnalysisError)):
            return former
        return building.result()

    async def take_in(self, edition: ScopeRevision) -> None:
        """Wait until questions are answered from this edition, unless its scope is not asked at all.

        Whoever changes articles waits here, so that whoever asks need not. Raises StoreError and AnalysisError.
        """
        former = self._kept(edition.scope)
        if former and former.edition != edition:
            await asyncio.shield(self._building.get(edition) or self._start(edition))

    async def check(self, article: Article, scope: Scope) -> None:
        """Analyse an article that is to be stored, and have it ready for `take_in`. Raises AnalysisError."""
        await (await self._common()).pool.check(article, scope)

    async def tidied(self) -> None:
        """Wait until no segments are being merged."""
        await asyncio.gather(*self._tidying.values())

    async def keep(self) -> None:
        """Have the next start find what this one has analysed, as far as it is not kept yet."""
        if self._ready:
            servers = [shelf for shelf, _ in self._servers.values()]
            await self._keeper.keep_now([self._ready.everyones, *servers])

    async def forget(self, scope: Scope) -> None:
        """The server's articles have been erased: nothing stays of them, in memory or in the folder."""
        self._servers.drop(scope)
        await self._keeper.forget(scope)
        if self._ready:
            await self._ready.pool.remember_failed(scope, {}, {})

    def close(self) -> None:
        """End the processes that analyse articles, whatever they do. Engines that are there go on answering."""
        self._is_closed = True
        if self._ready:
            self._ready.pool.close()

    def _kept(self, scope: Scope) -> BuiltEngine | None:
        if scope.is_everyone:
            return self._shared
        kept = self._servers.get(scope)
        return kept[1] if kept else None

    def _start(self, edition: ScopeRevision) -> asyncio.Task[BuiltEngine]:
        building = self._building[edition] = asyncio.create_task(self._build(edition))
        building.add_done_callback(lambda done: self._finished(edition, done))
        return building

    def _finished(self, edition: ScopeRevision, building: asyncio.Task[BuiltEngine]) -> None:
        del self._building[edition]
        if not building.cancelled() and isinstance(building.exception(), StoreError | AnalysisError):
            _log.warning("the search over %s could not be brought up to date: %s", edition, building.exception())

    async def _build(self, edition: ScopeRevision) -> BuiltEngine:
        common = await self._common()
        await common.everyones.follow(edition.everyones)
        shelf = common.everyones
        if not edition.scope.is_everyone:
            shelf = self._shelf_of(edition.scope, common)
            await shelf.follow(edition.own)
        if shelf.view.next_merge() and shelf not in self._tidying:
            self._tidying[shelf] = asyncio.create_task(self._tidy(edition, shelf))
        built = await self._put_together(edition, shelf)
        for each in {common.everyones, shelf}:
            self._keeper.keep_later(each)
        return built

    def _shelf_of(self, scope: Scope, common: _Common) -> ScopeIndex:
        known = self._servers.get(scope)
        if known:
            return known[0]
        return ScopeIndex(scope, self._store, common.pool, kept=self._keeper.place_of(scope, common.made_of))

    async def _put_together(self, edition: ScopeRevision, shelf: ScopeIndex) -> BuiltEngine:
        """The search over what the shelves hold now, which is at least the edition."""
        common = await self._common()
        built = BuiltEngine(edition, await asyncio.to_thread(_engine, common.everyones, shelf, common.pool.data))
        former = self._kept(edition.scope)
        if former and (former.edition.everyones > edition.everyones or former.edition.own > edition.own):
            return built
        if edition.scope.is_everyone:
            self._shared = built
        else:
            self._servers.put(edition.scope, (shelf, built), _SIZE + _SIZE_OF_CHARACTER * shelf.characters)
        self._freeze(shelf.view.limit)
        return built

    async def _common(self) -> _Common:
        """What all searches share; the language data is read when the first question is asked."""
        async with self._loading:
            if self._ready is None:
                data = await asyncio.to_thread(self._load)
                made_of = await asyncio.to_thread(search_fingerprint, data.concepts)
                failures = await asyncio.to_thread(FailedArticles, self._kept_in, made_of)
                pool, place = AnalysisPool(data, self._limits, failures), self._keeper.place_of(EVERYONE, made_of)
                if self._is_closed:
                    pool.close()
                everyones = ScopeIndex(EVERYONE, self._store, pool, self._given, place)
                self._ready = _Common(pool, made_of, everyones)
            return self._ready

    async def _tidy(self, edition: ScopeRevision, shelf: ScopeIndex) -> None:
        """Merge segments beside everything else; questions go on with what there was."""
        try:
            while await shelf.merge_due():
                pass
            kept = self._kept(edition.scope)
            if kept:
                await self._put_together(kept.edition, shelf)
        finally:
            del self._tidying[shelf]

    def _freeze(self, passages: int) -> None:
        """After a big load, have the garbage collector not visit all of it again and again."""
        if passages >= self._frozen + MANY:
            self._frozen = passages
            gc.collect(1)
            gc.freeze()


def _engine(everyones: ScopeIndex, shelf: ScopeIndex, data: LanguageData) -> SearchEngine:
    if shelf is everyones:
        return SearchEngine(CombinedView([everyones.view]), data)
    others = everyones.view.without(shelf.hidden | shelf.ids)
    return SearchEngine(CombinedView([others, shelf.view]), data)
