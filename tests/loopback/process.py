"""A bot as its own process: start it, wait for lines of its output, stop it."""

import asyncio
import contextlib
import os
import re
import signal
from asyncio.subprocess import PIPE, STDOUT, Process
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

MAX_LINES = 5000
_MAX_LINE_BYTES = 1 << 22


class ProcessFailedError(AssertionError):
    """The process ended or did not print the awaited line. The message contains its last output."""


class BotProcess:
    """A process and its output (`lines` of stdout and stderr). Use it as an async context manager.

    Entering starts the process and, if `ready` is given, waits until a line matches this pattern. Leaving sends
    SIGTERM and, if the process still runs after `grace` seconds, SIGKILL. Raises ProcessFailedError if no line matches
    within `ready_within` seconds.
    """

    def __init__(
        self,
        *command: str | Path,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
        ready: str | None = None,
        ready_within: float = 90.0,
        grace: float = 10.0,
    ) -> None:
        self.lines: deque[str] = deque(maxlen=MAX_LINES)
        self._command = [str(part) for part in command]
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self._directory = directory
        self._ready = ready
        self._ready_within = ready_within
        self._grace = grace
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._printed = asyncio.Condition()
        self._ended = False

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            stdout=PIPE,
            stderr=STDOUT,
            cwd=self._directory,
            env=self._environment,
            limit=_MAX_LINE_BYTES,
        )
        self._reader = asyncio.create_task(self._read(self._process))
        if self._ready is not None:
            try:
                await self.line(self._ready, self._ready_within)
            except BaseException:
                await self.stop()
                raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._started.pid

    @property
    def exit_code(self) -> int | None:
        """Exit code; None while the process runs, negative if a signal ended it."""
        return self._started.returncode

    @property
    def output(self) -> str:
        """The last MAX_LINES lines of its output."""
        return "\n".join(self.lines)

    async def line(self, pattern: str, within: float = 60.0) -> str:
        """Return the first line that contains the pattern; wait for it if necessary. Raises ProcessFailedError."""
        expression = re.compile(pattern)
        try:
            async with asyncio.timeout(within), self._printed:
                await self._printed.wait_for(lambda: self._ended or self._found(expression) is not None)
        except TimeoutError:
            raise self._failure(f"printed no {pattern!r} within {within} s") from None
        if (found := self._found(expression)) is None:
            raise self._failure(f"ended with {self.exit_code} before it printed {pattern!r}")
        return found

    async def wait(self, within: float = 60.0) -> int:
        """Wait until the process ends by itself and return its exit code. Raises ProcessFailedError if it does not."""
        try:
            async with asyncio.timeout(within):
                code = await self._started.wait()
        except TimeoutError:
            raise self._failure(f"still runs after {within} s") from None
        await self._read_remaining()
        return code

    async def stop(self) -> int:
        """Stop the process with SIGTERM, then SIGKILL, and return its exit code."""
        self._signal(signal.SIGTERM)
        try:
            return await self.wait(self._grace)
        except ProcessFailedError:
            self._signal(signal.SIGKILL)
            return await self.wait(self._grace)

    async def kill(self) -> None:
        """Kill the process at once, like a crash."""
        self._signal(signal.SIGKILL)
        await self.wait(self._grace)

    @property
    def _started(self) -> Process:
        if self._process is None:
            raise RuntimeError("the process was not started: use `async with`")
        return self._process

    def _signal(self, number: signal.Signals) -> None:
        # Popen.send_signal may reap the child before asyncio's child watcher, which would then report 255.
        if self._started.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _found(self, expression: re.Pattern[str]) -> str | None:
        return next((line for line in self.lines if expression.search(line)), None)

    def _failure(self, problem: str) -> ProcessFailedError:
        tail = "\n".join(list(self.lines)[-40:])
        return ProcessFailedError(f"{' '.join(self._command)} {problem}; its last output:\n{tail}")

    async def _read(self, process: Process) -> None:
        if process.stdout is None:
            raise RuntimeError("the process was started without a pipe")
        async for raw in process.stdout:
            self.lines.append(raw.decode(errors="replace").rstrip("\n"))
            await self._notify()
        await process.wait()
        self._ended = True
        await self._notify()

    async def _notify(self) -> None:
        async with self._printed:
            self._printed.notify_all()

    async def _read_remaining(self) -> None:
        """Read the remaining output, for at most `grace` seconds: a child process may keep the pipe open."""
        if self._reader is not None:
            await asyncio.wait([self._reader], timeout=self._grace)
            self._reader.cancel()
