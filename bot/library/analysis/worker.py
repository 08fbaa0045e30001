"""The program of a worker process: `python -m bot.library.analysis.worker`, started and ended by `WorkerProcess`.

It reads frames from standard input until the pipe closes: first the concepts, then articles. It answers each with a
frame. It has no settings, no database and no network connection, so a hostile article can do little harm in it.
"""

from __future__ import annotations

import math
import pickle
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Final

from bot.library.analysis.protocol import DONE, FAILED, READY, BrokenFrameError, read_frame, write_frame

if TYPE_CHECKING:
    from bot.search.language.article_analyser import ArticleAnalyser

MAX_MEMORY: Final = 768 * 2**20
"""Maximum memory of the process, in bytes; an article of 2 MB takes a third of it. Windows has no such limit."""


def main() -> None:
    """Analyse articles until standard input ends."""
    # Ctrl-C in a terminal reaches every process; the one that started this worker decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    with suppress(BrokenFrameError, BrokenPipeError):
        analyser = _prepare(source, target)
        while analyser:
            _answer(analyser, source, target)


def _prepare(source: BinaryIO, target: BinaryIO) -> ArticleAnalyser | None:
    """Return an analyser with the concepts of the first frame; None, after sending why, if it cannot be loaded."""
    concepts = read_frame(source)
    try:
        # Imported here, so that a missing module is reported and does not just end the process.
        import bot.library.analysis.serialization  # noqa: F401, PLC0415
        from bot.search.language.article_analyser import ArticleAnalyser  # noqa: PLC0415
        from bot.search.language.language_data import LanguageData  # noqa: PLC0415

        # Safe to unpickle: the frame comes from the process that has started this one.
        analyser = ArticleAnalyser(LanguageData.load(pickle.loads(concepts)))  # noqa: S301
    except Exception as error:  # noqa: BLE001 - any error is sent to the other process
        write_frame(target, FAILED, _describe(error))
        return None
    _limit_memory()
    write_frame(target, READY)
    return analyser


def _answer(analyser: ArticleAnalyser, source: BinaryIO, target: BinaryIO) -> None:
    """Read an article and its limit of CPU seconds, and write its analysis or the reason why there is none."""
    article, seconds = pickle.loads(read_frame(source))  # noqa: S301 - see `_prepare`
    from bot.library.analysis.serialization import serialize  # noqa: PLC0415 - see `_prepare`

    _limit_cpu_time(seconds)
    start = time.process_time()
    try:
        parts = serialize(analyser.analyse(article))
    except Exception as error:  # noqa: BLE001 - one article must not end the analysis of others
        write_frame(target, FAILED, _describe(error))
        return
    microseconds = int((time.process_time() - start) * 1_000_000)
    write_frame(target, DONE, microseconds.to_bytes(8, "little"), *parts)


def _describe(error: Exception) -> bytes:
    """Return the error's type and place, without its message, which may hold text of the article."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})" if trace else ""
    missing = f" {error.name}" if isinstance(error, ImportError) and error.name else ""
    return f"{type(error).__name__}{missing}{place}".encode()


def _limit_memory() -> None:
    """Turn an allocation beyond MAX_MEMORY into a MemoryError, and write no core dump, which would hold articles."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))


def _limit_cpu_time(seconds: int) -> None:
    """Have the system end this process after that many more seconds of CPU time, even within one call of a library."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Windows has none

        _, maximum = resource.getrlimit(resource.RLIMIT_CPU)
        # The system counts from the start of the process, so the time used so far is added.
        end = math.ceil(time.process_time() + seconds)
        resource.setrlimit(
            resource.RLIMIT_CPU, (end if maximum == resource.RLIM_INFINITY else min(end, maximum), maximum)
        )


if __name__ == "__main__":
    main()
