"""A few processes that analyse articles: started when they are needed, ended when they have been idle."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bot.domain import Article
from bot.errors import AnalysisError, AnalysisFault
from bot.library.analysis.process import AnalysisProcess, UnavailableError
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.language.concepts import ConceptList

MOST: Final = 2
"""Processes at a time: while one server's article takes long, another server's is analysed."""
IDLE: Final = 60.0
"""Seconds after which a process that nobody needs is ended: each holds some 70 MB."""
STARTS_WITHIN: Final = 60.0
"""Seconds until a process must have loaded the language data."""
WAITS: Final = 3.0
"""Times the limit of CPU time that may pass until a process is ended, as others use the processor too."""

_log = logging.getLogger(__name__)


class AnalysisProcesses:
    """Lends its processes, first come, first served."""

    def __init__(self, concepts: ConceptList) -> None:
        self._concepts = concepts
        self._free = asyncio.Semaphore(MOST)
        self._idle: list[AnalysisProcess] = []
        self._busy: set[AnalysisProcess] = set()
        self._end_of_idleness: asyncio.TimerHandle | None = None
        self._is_closed = False

    @property
    def pids(self) -> frozenset[int]:
        """The ids of the processes that there are now."""
        return frozenset(each.pid for each in (*self._idle, *self._busy))

    async def analyse(self, article: Article, seconds: int) -> tuple[AnalysedArticle, float]:
        """The analysis, and the CPU seconds that it took.

        Raises AnalysisError when there is no process, and EndedError and FailedError as `AnalysisProcess.analyse`.
        """
        async with self._borrowed() as process:
            overdue = asyncio.get_running_loop().call_later(WAITS * seconds, process.end_overdue)
            try:
                return await asyncio.to_thread(process.analyse, article, seconds)
            except asyncio.CancelledError:
                process.kill()  # the thread that waits for it ends with it
                raise
            finally:
                overdue.cancel()

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[AnalysisProcess]:
        async with self._free:
            process = self._usable() or await self._started()
            self._busy.add(process)
            try:
                yield process
            finally:
                self._busy.discard(process)
                await self._take_back(process)

    def _usable(self) -> AnalysisProcess | None:
        """An idle process. Those that have died meanwhile are cleared away."""
        self._refuse_when_closed()
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                return process
            process.close()
        return None

    async def _started(self) -> AnalysisProcess:
        """A new process. Raises AnalysisError."""
        try:
            process = await asyncio.to_thread(AnalysisProcess, self._concepts)
            self._busy.add(process)
            overdue = asyncio.get_running_loop().call_later(STARTS_WITHIN, process.kill)
            try:
                await asyncio.to_thread(process.prepare)
            except BaseException:
                process.kill()
                await asyncio.to_thread(process.close)
                raise
            finally:
                self._busy.discard(process)
                overdue.cancel()
        except UnavailableError as error:
            self._refuse_when_closed()
            _log.error("the process that analyses articles cannot be started: %s", error)
            raise AnalysisError(AnalysisFault.UNAVAILABLE) from error
        return process

    def _refuse_when_closed(self) -> None:
        if self._is_closed:
            raise AnalysisError(AnalysisFault.STOPPING)

    async def _take_back(self, process: AnalysisProcess) -> None:
        if self._is_closed or not process.is_alive:
            process.kill()
            await asyncio.to_thread(process.close)
            return
        self._idle.append(process)
        if self._end_of_idleness:
            self._end_of_idleness.cancel()
        self._end_of_idleness = asyncio.get_running_loop().call_later(IDLE, self._end_idle)

    def _end_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def close(self) -> None:
        """End all processes, whatever they do. Who waits for one gets AnalysisError or EndedError."""
        self._is_closed = True
        if self._end_of_idleness:
            self._end_of_idleness.cancel()
        for process in self._busy:
            process.kill()
        self._end_idle()
