"""Analysis of articles for all servers. No server waits for all of another's articles or takes more than its share."""

from __future__ import annotations

import asyncio
import logging
import math
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from weakref import WeakValueDictionary

from cachetools import LRUCache

from bot.domain import Article, Scope
from bot.errors import AnalysisError, AnalysisFault
from bot.library.analysis.failures import FailedArticle, FailedArticles
from bot.library.analysis.worker_pool import AnalysisFailedError, WorkerEndedError, WorkerPool
from bot.library.rate_limit import TokenBuckets
from bot.search.language.article_analyser import EMPTY_ANALYSIS, AnalysedArticle, ArticleAnalyser
from bot.search.language.language_data import LanguageData
from bot.search.snapshot.fingerprint import article_fingerprint

BATCH_SIZE: Final = 16
"""Small articles of one server that are analysed before it is another server's turn; they take tens of milliseconds."""
_MAX_TRIES: Final = 2
"""Maximum number of workers for an article. Something else may have ended the first one."""
_MAX_CHECKED_CHARACTERS: Final = 8_000_000
"""Maximum total length of articles that were analysed to be published and are not yet in an index."""
_CHECKED_TTL_SECONDS: Final = 60.0
"""Seconds to keep these analyses. If nobody asks a question in the server, its index is not built and uses none."""
_HOUR_SECONDS: Final = 3600.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnalysisLimits:
    """Limits of computing time, in seconds of CPU time, and of text lengths, in characters."""

    seconds_per_article: int = 30
    """Maximum time for one article, including everyone's."""
    seconds_per_hour: int = 300
    """Maximum time for all articles of one server within an hour; 0 means no limit. Everyone's articles have none."""
    small_article: int = 20_000
    """Maximum length of an article that is analysed in this process: a worker would not finish it sooner."""
    small_batch: int = 100_000
    """Maximum total length of several small articles that are analysed in this process."""

    def for_single_user(self) -> AnalysisLimits:
        """Return limits for a command that serves one person.

        Starting a worker takes as long as analysing 100,000 characters, and nobody else waits for this process.
        """
        return replace(self, small_article=100_000, small_batch=sys.maxsize)


@dataclass(slots=True)
class AnalysisResult:
    """The outcome for several articles, by their keys."""

    done: dict[str, AnalysedArticle | None] = field(default_factory=dict)
    """Analyses. A failed article has an empty one; a key without an article has None."""
    failed: dict[str, AnalysisError] = field(default_factory=dict)
    stopped: AnalysisError | None = None
    """The reason why the other articles were not tried."""


class AnalysisService:
    """Analyses small articles in a thread, one server at a time, and large ones in worker processes.

    More threads would not be faster: they would take the interpreter from each other and from the event loop.
    """

    def __init__(
        self,
        data: LanguageData,
        limits: AnalysisLimits = AnalysisLimits(),
        failures: FailedArticles | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.data = data
        self.workers = WorkerPool(data.concepts)
        self._failures = failures or FailedArticles(None, "")
        self._analyser = ArticleAnalyser(data)
        self._limits = limits
        self._budgets: TokenBuckets[Scope] = TokenBuckets(limits.seconds_per_hour, _HOUR_SECONDS, clock)
        # An asyncio lock serves waiting tasks in the order in which they came.
        self._thread = asyncio.Lock()
        self._servers: WeakValueDictionary[Scope, asyncio.Lock] = WeakValueDictionary()
        self._checked: LRUCache[str, AnalysedArticle] = LRUCache(_MAX_CHECKED_CHARACTERS, _text_length)

    async def check(self, article: Article, scope: Scope) -> AnalysedArticle:
        """Return the analysis of an article that may be stored. Raises AnalysisError, before anything is changed.

        The next call of `analyse` uses the result.
        """
        digest = await asyncio.to_thread(article_fingerprint, article)
        result = await self.analyse({article.id: article}, scope)
        error = result.stopped or result.failed.get(article.id)
        if error:
            if error.fault.is_lasting:
                self._failures.add_refused(digest, error.fault, self._limits.seconds_per_article)
            raise error
        analysed = result.done[article.id]
        if analysed:
            self._checked[digest] = analysed
            asyncio.get_running_loop().call_later(_CHECKED_TTL_SECONDS, self._checked.pop, digest, None)
        return analysed or EMPTY_ANALYSIS

    async def analyse(self, articles: Mapping[str, Article | None], scope: Scope) -> AnalysisResult:
        """Analyse articles. An error is part of the result and never raised."""
        result = AnalysisResult({key: None for key, article in articles.items() if article is None})
        present = {key: article for key, article in articles.items() if article is not None}
        # A server's articles are analysed one after the other, so that it cannot occupy all workers.
        async with self._servers.setdefault(scope, asyncio.Lock()):
            await self._use_checked(present, result)
            small = {key: article for key, article in present.items() if self._is_small(article)}
            try:
                if sum(len(article.text) for article in small.values()) <= self._limits.small_batch:
                    await self._analyse_in_thread(small, scope, result)
                await self._analyse_in_workers(present, scope, result)
            except AnalysisError as error:
                result.stopped = error
        return result

    async def record_failed(
        self, scope: Scope, failed: Mapping[str, AnalysisError], articles: Mapping[str, Article]
    ) -> None:
        """Remember which of the scope's stored articles have failed, and forget those that it no longer has."""
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
        """Return the ids of the scope's articles whose analysis has failed before."""
        return self._failures.failed_ids(scope)

    def close(self) -> None:
        """Kill the workers, and analyse no large article any more."""
        self.workers.close()
        self._checked.clear()

    def _check_budget(self, scope: Scope) -> None:
        """Raise AnalysisError if the server has used up its computing time."""
        # The cost of an article is known only afterwards, so one article may overdraw the budget.
        wait = 0.0 if scope.is_everyone else self._budgets.wait(scope, 0)
        if wait:
            raise AnalysisError(AnalysisFault.BUDGET, math.ceil(wait / 60))

    def _use_budget(self, scope: Scope, cpu_seconds: float) -> None:
        if not scope.is_everyone:
            self._budgets.take(scope, cpu_seconds)

    async def _analyse_in_thread(self, articles: Mapping[str, Article], scope: Scope, result: AnalysisResult) -> None:
        keys = [key for key in articles if key not in result.done]
        for start in range(0, len(keys), BATCH_SIZE):
            self._check_budget(scope)
            batch = {key: articles[key] for key in keys[start : start + BATCH_SIZE]}
            async with self._thread:
                cpu_seconds = await asyncio.to_thread(self._analyse_batch, batch, result)
            self._use_budget(scope, cpu_seconds)

    def _analyse_batch(self, articles: Mapping[str, Article], result: AnalysisResult) -> float:
        """Analyse the articles in this thread and return the CPU seconds that it took."""
        start = time.thread_time()
        for key, article in articles.items():
            try:
                result.done[key] = self._analyser.analyse(article)
            except Exception:  # noqa: BLE001 - one article must not keep others from being found
                _log.exception("the analysis of article %r fails", key)
                _add_failure(key, AnalysisError(AnalysisFault.FAILED), result)
        return time.thread_time() - start

    async def _analyse_in_workers(self, articles: Mapping[str, Article], scope: Scope, result: AnalysisResult) -> None:
        """Analyse the remaining articles, the shortest first: they are found even if a long one stops the rest."""
        for key in sorted(articles.keys() - result.done.keys(), key=lambda each: len(articles[each].text)):
            article = articles[key]
            self._check_budget(scope)
            try:
                result.done[key] = await self._analyse_in_worker(key, article, scope)
            except AnalysisError as error:
                if error.fault.is_lasting:
                    _add_failure(key, error, result)
                elif error.fault is AnalysisFault.UNAVAILABLE and self._is_small(article):
                    await self._analyse_in_thread({key: article}, scope, result)
                else:
                    raise

    async def _analyse_in_worker(self, key: str, article: Article, scope: Scope) -> AnalysedArticle:
        """Return the analysis by a worker. Raises AnalysisError, at once if the article has failed before."""
        seconds = self._limits.seconds_per_article
        if not self._is_small(article):
            known = self._failures.known_error(await asyncio.to_thread(article_fingerprint, article), seconds)
            if known:
                raise known
        for _ in range(_MAX_TRIES):
            start = time.monotonic()
            try:
                analysed, cpu_seconds = await self.workers.analyse(article, seconds)
            except WorkerEndedError as error:
                self._use_budget(scope, min(time.monotonic() - start, seconds))
                if error.took_too_long:
                    raise AnalysisError(AnalysisFault.TOO_SLOW, seconds) from error
                _log.warning("the process that analysed article %r has ended", key)
            except AnalysisFailedError as error:
                _log.warning("the analysis of article %r fails: %s", key, error)
                raise AnalysisError(AnalysisFault.FAILED, seconds) from error
            else:
                self._use_budget(scope, cpu_seconds)
                return analysed
        raise AnalysisError(AnalysisFault.FAILED, seconds)

    async def _use_checked(self, articles: Mapping[str, Article], result: AnalysisResult) -> None:
        """Use the analyses that `check` has made a moment ago."""
        if not self._checked:
            return
        digests = await asyncio.to_thread(lambda: {key: article_fingerprint(each) for key, each in articles.items()})
        for key, digest in digests.items():
            checked = self._checked.get(digest)
            if checked and checked.passages and checked.passages[0].article == articles[key]:
                result.done[key] = checked
                del self._checked[digest]

    def _is_small(self, article: Article) -> bool:
        return len(article.text) <= self._limits.small_article


def _text_length(analysed: AnalysedArticle) -> int:
    """Return the length of the analysed article, at most the size of the cache, which refuses a larger value."""
    length = len(analysed.passages[0].article.text) if analysed.passages else 1
    return min(length, _MAX_CHECKED_CHARACTERS)


def _add_failure(key: str, error: AnalysisError, result: AnalysisResult) -> None:
    result.done[key] = EMPTY_ANALYSIS
    result.failed[key] = error
