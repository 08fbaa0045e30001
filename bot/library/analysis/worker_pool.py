"""Worker processes that analyse articles: started when they are needed, ended when they have been idle."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.errors import AnalysisError, AnalysisFault
from bot.library.analysis.protocol import DONE, READY, BrokenFrameError, read_frame, write_frame
from bot.library.analysis.serialization import deserialize
from bot.reading.process import environment_without_secrets
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.language.concepts import ConceptList

MAX_PROCESSES: Final = 2
"""Maximum number of workers: while one server's article takes long, another server's is analysed."""
IDLE_SECONDS: Final = 60.0
"""Seconds after which an idle worker is ended; each holds about 70 MB."""
START_TIMEOUT_SECONDS: Final = 60.0
"""Maximum seconds for a worker to load the language data."""
WALL_TIME_FACTOR: Final = 3.0
"""Maximum elapsed time for an article, as a multiple of its CPU time limit; other programs use the processor too."""

_ROOT: Final = Path(__file__).parents[3]
_CPU_LIMIT_EXCEEDED: Final = -getattr(signal, "SIGXCPU", 0)
"""Return code of a process that the system has ended because of its CPU time."""

_log = logging.getLogger(__name__)


class UnavailableError(Exception):
    """The worker cannot be started; the message says why."""


class WorkerEndedError(Exception):
    """The worker has ended while it analysed an article."""

    def __init__(self, *, took_too_long: bool) -> None:
        self.took_too_long = took_too_long
        super().__init__("took too long" if took_too_long else "ended")


class AnalysisFailedError(Exception):
    """The analysis has raised an error; the message is the error's type and its place in the program."""


class WorkerProcess:
    """A process that runs `bot.library.analysis.worker`. The methods block, except `kill` and `end_overdue`."""

    def __init__(self, concepts: ConceptList) -> None:
        """Start the process. Raises UnavailableError."""
        command = [sys.executable, "-m", "bot.library.analysis.worker"]
        try:
            # In this folder the worker finds the package `bot`, whether it is installed or not.
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # A pipe that nobody reads would fill up and block the worker.
                cwd=_ROOT,
                env=environment_without_secrets(),
            )
        except OSError as error:
            raise UnavailableError(str(error.strerror or error)) from error
        self._concepts = concepts
        self._is_ready = False
        self._was_overdue = False
        self._was_killed = False

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and was not told to end."""
        return not self._was_killed and self._process.poll() is None

    def prepare(self) -> None:
        """Wait until the worker has loaded the language data. Raises UnavailableError."""
        if self._is_ready:
            return
        try:
            answer = self._request(pickle.dumps(self._concepts))
        except (OSError, ValueError, BrokenFrameError) as error:
            raise UnavailableError("it ends when it is started") from error
        if answer != READY:
            raise UnavailableError(answer[1:].decode(errors="replace"))
        self._is_ready = True

    def analyse(self, article: Article, seconds: int) -> tuple[AnalysedArticle, float]:
        """Return the analysis and the CPU seconds that it took. Raises WorkerEndedError and AnalysisFailedError.

        The system ends the worker after `seconds` of CPU time. To limit the elapsed time, call `end_overdue` from
        another thread.
        """
        try:
            answer = self._request(pickle.dumps((article, seconds)))
            if answer[:1] == DONE:
                cpu_seconds = int.from_bytes(answer[1:9], "little") / 1_000_000
                return deserialize(answer[9:], article), cpu_seconds
        except (OSError, ValueError, BrokenFrameError) as error:
            self.kill()
            too_long = self._was_overdue or (os.name == "posix" and self._process.wait() == _CPU_LIMIT_EXCEEDED)
            raise WorkerEndedError(took_too_long=too_long) from error
        raise AnalysisFailedError(answer[1:].decode(errors="replace"))

    def _request(self, content: bytes) -> bytes:
        source, target = self._process.stdout, self._process.stdin
        assert source is not None  # noqa: S101 - both are pipes
        assert target is not None  # noqa: S101
        write_frame(target, content)
        return read_frame(source)

    def end_overdue(self) -> None:
        """Kill the process because its article has taken too long."""
        self._was_overdue = True
        self.kill()

    def kill(self) -> None:
        """Kill the process if it still runs."""
        self._was_killed = True
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """Kill the process and release its pipes and its entry in the system's process table."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError, ValueError):
                if stream:
                    stream.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)


class WorkerPool:
    """Workers for articles, first come, first served."""

    def __init__(self, concepts: ConceptList) -> None:
        self._concepts = concepts
        self._slots = asyncio.Semaphore(MAX_PROCESSES)
        self._idle: list[WorkerProcess] = []
        self._busy: set[WorkerProcess] = set()
        self._idle_timer: asyncio.TimerHandle | None = None
        self._is_closed = False

    @property
    def pids(self) -> frozenset[int]:
        """The process ids of all workers."""
        return frozenset(each.pid for each in (*self._idle, *self._busy))

    async def analyse(self, article: Article, seconds: int) -> tuple[AnalysedArticle, float]:
        """Return the analysis and the CPU seconds that it took.

        Raises AnalysisError if no worker can be started, and WorkerEndedError and AnalysisFailedError as
        `WorkerProcess.analyse` does.
        """
        async with self._worker() as worker:
            timer = asyncio.get_running_loop().call_later(WALL_TIME_FACTOR * seconds, worker.end_overdue)
            try:
                return await asyncio.to_thread(worker.analyse, article, seconds)
            except asyncio.CancelledError:
                worker.kill()  # This also ends the thread, which waits for an answer.
                raise
            finally:
                timer.cancel()

    def close(self) -> None:
        """Kill all workers, even busy ones. Callers of `analyse` get AnalysisError or WorkerEndedError."""
        self._is_closed = True
        if self._idle_timer:
            self._idle_timer.cancel()
        for worker in self._busy:
            worker.kill()
        self._close_idle()

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[WorkerProcess]:
        """Lend a worker."""
        async with self._slots:
            worker = self._take_idle() or await self._start()
            self._busy.add(worker)
            try:
                yield worker
            finally:
                self._busy.discard(worker)
                await self._return(worker)

    def _take_idle(self) -> WorkerProcess | None:
        """Return an idle worker that is still alive, and close the dead ones found on the way."""
        self._check_open()
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            worker.close()
        return None

    async def _start(self) -> WorkerProcess:
        """Start a worker. Raises AnalysisError."""
        try:
            worker = await asyncio.to_thread(WorkerProcess, self._concepts)
            self._busy.add(worker)
            timer = asyncio.get_running_loop().call_later(START_TIMEOUT_SECONDS, worker.kill)
            try:
                await asyncio.to_thread(worker.prepare)
            except BaseException:  # Also when cancelled: nothing else would end this process.
                worker.kill()
                await asyncio.to_thread(worker.close)
                raise
            finally:
                self._busy.discard(worker)
                timer.cancel()
        except UnavailableError as error:
            self._check_open()
            _log.error("the process that analyses articles cannot be started: %s", error)
            raise AnalysisError(AnalysisFault.UNAVAILABLE) from error
        return worker

    def _check_open(self) -> None:
        if self._is_closed:
            raise AnalysisError(AnalysisFault.STOPPING)

    async def _return(self, worker: WorkerProcess) -> None:
        if self._is_closed or not worker.is_alive:
            worker.kill()
            await asyncio.to_thread(worker.close)
            return
        self._idle.append(worker)
        if self._idle_timer:
            self._idle_timer.cancel()
        self._idle_timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._close_idle)

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()
