"""Analysing articles for all servers: none waits for all of another's, and none takes more than its share."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakValueDictionary

from bot.domain import Article, Scope
from bot.errors import AnalysisError, AnalysisFault
from bot.library.analysis.failures import FailedArticle, FailedArticles
from bot.library.analysis.limits import AnalysisLimits, HourlyBudget
from bot.library.analysis.process import EndedError, FailedError
from bot.library.analysis.processes import AnalysisProcesses
from bot.library.lru_cache import LruCache
from bot.search.language.article_analyser import EMPTY_ANALYSIS, AnalysedArticle, ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.fingerprint import article_fingerprint

SLICE: Final = 16
"""Small articles that are analysed in this process before it is another server's turn: some tens of milliseconds."""
_TRIES: Final = 2
"""A process may have been ended by somebody else: the article is tried once more."""
_PREPARED: Final = 8_000_000
"""Characters of articles that were analysed to be published and are not taken into a search yet."""
_PREPARED_FOR: Final = 60.0
"""Seconds for which they are kept: the search of a server that nobody asks does not take them."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Analyses:
    """What became of several articles, by their keys."""

    done: dict[str, AnalysedArticle | None] = field(default_factory=dict)
    """In a failed article nothing is found; None stays None."""
    failed: dict[str, AnalysisError] = field(default_factory=dict)
    stopped: AnalysisError | None = None
    """Why the other articles have not been tried."""


class AnalysisPool:
    """Small articles are analysed in a thread, one server at a time, and all others in processes of their own.

    More threads would not analyse more: they take the interpreter from each other, and from the event loop.
    """

    def __init__(
        self,
        data: LanguageData,
        limits: AnalysisLimits = AnalysisLimits(),  # noqa: B008 - a frozen value
        failures: FailedArticles | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.data = data
        self.processes = AnalysisProcesses(data.concepts)
        self._failures = failures or FailedArticles(None, "")
        self._analyser = ArticleAnalyser(data)
        self._limits = limits
        self._budget = HourlyBudget(limits.seconds_per_hour, clock)
        # First come, first served.
        self._thread = asyncio.Lock()
        self._servers: WeakValueDictionary[Scope, asyncio.Lock] = WeakValueDictionary()
        self._prepared: LruCache[str, AnalysedArticle] = LruCache(_PREPARED)

    async def check(self, article: Article, scope: Scope) -> None:
        """Analyse an article that is to be stored; `analyse` finds the result. Raises AnalysisError.

        The server is then told why the article cannot be taken, before anything is changed.
        """
        digest = await asyncio.to_thread(article_fingerprint, article)
        analyses = await self.analyse({article.id: article}, scope)
        error = analyses.stopped or analyses.failed.get(article.id)
        if error:
            if error.fault.is_lasting:
                self._failures.refuse(digest, error.fault, self._limits.seconds_per_article)
            raise error
        analysed = analyses.done[article.id]
        if analysed:
            self._prepared.put(digest, analysed, len(article.text))
            asyncio.get_running_loop().call_later(_PREPARED_FOR, self._prepared.drop, digest)

    async def analyse(self, articles: Mapping[str, Article | None], scope: Scope) -> Analyses:
        """The analyses by the articles' keys. What fails is in the result, and never raised."""
        analyses = Analyses({key: None for key, article in articles.items() if article is None})
        given = {key: article for key, article in articles.items() if article is not None}
        # One server is analysed in one process at a time, so that it does not take all of them.
        async with self._servers.setdefault(scope, asyncio.Lock()):
            await self._take_prepared(given, analyses)
            small = {key: each for key, each in given.items() if self._is_small(each)}
            try:
                if sum(len(article.text) for article in small.values()) <= self._limits.small_batch:
                    await self._analyse_here(small, scope, analyses)
                await self._analyse_apart(given, scope, analyses)
            except AnalysisError as error:
                analyses.stopped = error
        return analyses

    async def remember_failed(
        self, scope: Scope, failed: Mapping[str, AnalysisError], articles: Mapping[str, Article]
    ) -> None:
        """Remember what has failed of the scope's stored articles, and forget what is not among them any more."""
        limit = self._limits.seconds_per_article
        lasting = {
            article_fingerprint(articles[key]): FailedArticle(scope, key, error.fault, limit)
            for key, error in failed.items()
            if error.fault.is_lasting
        }
        for each in lasting.values():
            _log.warning("%s", each)
        await asyncio.to_thread(self._failures.update, scope, lasting, articles.keys())

    def failed_ids(self, scope: Scope) -> frozenset[str]:
        """The ids of the scope's articles whose analysis has failed before."""
        return self._failures.ids_of(scope)

    def close(self) -> None:
        """End what is being analysed in other processes, and analyse nothing more."""
        self.processes.close()
        self._prepared = LruCache(_PREPARED)

    def _refuse_when_spent(self, scope: Scope) -> None:
        wait = self._budget.wait(scope)
        if wait:
            raise AnalysisError(AnalysisFault.BUDGET, math.ceil(wait / 60))

    async def _analyse_here(self, articles: Mapping[str, Article], scope: Scope, analyses: Analyses) -> None:
        keys = [key for key in articles if key not in analyses.done]
        for start in range(0, len(keys), SLICE):
            self._refuse_when_spent(scope)
            part = {key: articles[key] for key in keys[start : start + SLICE]}
            async with self._thread:
                used = await asyncio.to_thread(self._analyse_slice, part, analyses)
            self._budget.use(scope, used)

    def _analyse_slice(self, articles: Mapping[str, Article], analyses: Analyses) -> float:
        """Analyse the articles and return the CPU seconds of it."""
        begin = time.thread_time()
        for key, article in articles.items():
            try:
                analyses.done[key] = self._analyser.analyse(article)
            except Exception:  # noqa: BLE001 - one article must not keep others from being found
                _log.exception("the analysis of article %r fails", key)
                self._fail(key, AnalysisError(AnalysisFault.FAILED), analyses)
        return time.thread_time() - begin

    async def _analyse_apart(self, articles: Mapping[str, Article], scope: Scope, analyses: Analyses) -> None:
        """Analyse what is not done yet, the short ones first: what stops a long one leaves them found."""
        for key in sorted(articles.keys() - analyses.done.keys(), key=lambda each: len(articles[each].text)):
            article = articles[key]
            self._refuse_when_spent(scope)
            try:
                analyses.done[key] = await self._analysed_apart(key, article, scope)
            except AnalysisError as error:
                if error.fault.is_lasting:
                    self._fail(key, error, analyses)
                elif error.fault is AnalysisFault.UNAVAILABLE and self._is_small(article):
                    await self._analyse_here({key: article}, scope, analyses)
                else:
                    raise

    async def _analysed_apart(self, key: str, article: Article, scope: Scope) -> AnalysedArticle:
        """The analysis by another process, unless it is known to fail. Raises AnalysisError."""
        if not self._is_small(article):
            digest = await asyncio.to_thread(article_fingerprint, article)
            known = self._failures.error_of(digest, self._limits.seconds_per_article)
            if known:
                raise known
        return await self._tried(key, article, scope)

    async def _tried(self, key: str, article: Article, scope: Scope) -> AnalysedArticle:
        """The analysis by another process. Raises AnalysisError."""
        seconds = self._limits.seconds_per_article
        for _ in range(_TRIES):
            begin = time.monotonic()
            try:
                analysed, used = await self.processes.analyse(article, seconds)
            except EndedError as error:
                self._budget.use(scope, min(time.monotonic() - begin, seconds))
                if error.took_too_long:
                    raise AnalysisError(AnalysisFault.TOO_SLOW, seconds) from error
                _log.warning("the process that analysed article %r has ended", key)
            except FailedError as error:
                _log.warning("the analysis of article %r fails: %s", key, error)
                raise AnalysisError(AnalysisFault.FAILED, seconds) from error
            else:
                self._budget.use(scope, used)
                return analysed
        raise AnalysisError(AnalysisFault.FAILED, seconds)

    async def _take_prepared(self, articles: Mapping[str, Article], analyses: Analyses) -> None:
        """What `check` has analysed a moment ago."""
        if not len(self._prepared):
            return
        digests = await asyncio.to_thread(lambda: {key: article_fingerprint(each) for key, each in articles.items()})
        for key, digest in digests.items():
            prepared = self._prepared.get(digest)
            if prepared and prepared.passages and prepared.passages[0].article == articles[key]:
                analyses.done[key] = prepared
                self._prepared.drop(digest)

    def _is_small(self, article: Article) -> bool:
        return len(article.text) <= self._limits.small_article

    def _fail(self, key: str, error: AnalysisError, analyses: Analyses) -> None:
        analyses.done[key] = EMPTY_ANALYSIS
        analyses.failed[key] = error
