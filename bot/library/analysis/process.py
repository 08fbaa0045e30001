"""One process that analyses articles, seen from the process that starts it."""

from __future__ import annotations

import os
import pickle
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from bot.domain import Article
from bot.library.analysis.frames import BrokenFrameError, read_frame, write_frame
from bot.library.analysis.transfer import unpacked
from bot.library.analysis.worker import DONE, READY
from bot.search.language.article_analyser import AnalysedArticle
from bot.search.language.concepts import ConceptList

_ROOT: Final = Path(__file__).parents[3]
_SECRET: Final = re.compile(r"^(HEAT2_|PG|POSTGRES)|TOKEN|SECRET|PASS(WORD|WD)|_KEY$|DATABASE_URL", re.IGNORECASE)
_TOO_LONG: Final = -getattr(signal, "SIGXCPU", 0)


class UnavailableError(Exception):
    """The process cannot be started; the message says why."""


class EndedError(Exception):
    """The process has ended while it analysed an article."""

    def __init__(self, *, took_too_long: bool) -> None:
        self.took_too_long = took_too_long
        super().__init__("took too long" if took_too_long else "ended")


class FailedError(Exception):
    """The article cannot be analysed; the message is the kind of the error and its place in the program."""


class AnalysisProcess:
    """A process that has loaded the language data. Its methods block, except for `kill` and `close`."""

    def __init__(self, concepts: ConceptList) -> None:
        """Start it. Raises UnavailableError."""
        command = [sys.executable, "-m", "bot.library.analysis.worker"]
        try:
            # The folder is where `bot` lies: the process finds it there, installed or not.
            self._process = subprocess.Popen(  # noqa: S603
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env=harmless_environment(),
            )
        except OSError as error:
            raise UnavailableError(str(error.strerror or error)) from error
        self._concepts = concepts
        self._is_ready = False
        self._was_overdue = False
        self._was_killed = False

    @property
    def pid(self) -> int:
        """The id by which the system knows it."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return not self._was_killed and self._process.poll() is None

    def prepare(self) -> None:
        """Wait until it has loaded the language data. Raises UnavailableError."""
        if self._is_ready:
            return
        try:
            answer = self._asked(pickle.dumps(self._concepts))
        except (OSError, ValueError, BrokenFrameError) as error:
            raise UnavailableError("it ends when it is started") from error
        if answer != READY:
            raise UnavailableError(answer[1:].decode(errors="replace"))
        self._is_ready = True

    def analyse(self, article: Article, seconds: int) -> tuple[AnalysedArticle, float]:
        """The analysis, and the CPU seconds that it took. Raises EndedError and FailedError.

        The process is ended when it takes longer than `seconds` of CPU time; whoever wants a limit on the time that
        passes calls `end_overdue`.
        """
        try:
            answer = self._asked(pickle.dumps((article, seconds)))
            if answer[:1] == DONE:
                used = int.from_bytes(answer[1:9], "little") / 1_000_000
                return unpacked(answer[9:], article), used
        except (OSError, ValueError, BrokenFrameError) as error:
            self.kill()
            too_long = self._was_overdue or (os.name == "posix" and self._process.wait() == _TOO_LONG)
            raise EndedError(took_too_long=too_long) from error
        raise FailedError(answer[1:].decode(errors="replace"))

    def _asked(self, content: bytes) -> bytes:
        source, target = self._process.stdout, self._process.stdin
        assert source is not None  # noqa: S101 - both are pipes
        assert target is not None  # noqa: S101
        write_frame(target, content)
        return read_frame(source)

    def end_overdue(self) -> None:
        """End it because an article has taken too long."""
        self._was_overdue = True
        self.kill()

    def kill(self) -> None:
        """End it at once, whatever it does; no matter if it has ended."""
        self._was_killed = True
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End it, and give back what the system keeps of it."""
        self.kill()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError, ValueError):
                if stream:
                    stream.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)


def harmless_environment() -> dict[str, str]:
    """This process's environment without its settings and without anything that is named like a secret."""
    return {name: value for name, value in os.environ.items() if not _SECRET.search(name)}
