"""The process that analyses articles: `python -m bot.library.analysis.worker`, started and ended by `AnalysisProcess`.

It reads frames from its standard input until that ends: first the concepts, then articles. It answers each with a
frame: a byte that says what became of it, and then the analysis or a line of text. It has no settings, no database and
no connection.
"""

from __future__ import annotations

import math
import pickle
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Final

from bot.library.analysis.frames import BrokenFrameError, read_frame, write_frame

if TYPE_CHECKING:
    from bot.search.language.article_analyser import ArticleAnalyser

MAX_MEMORY: Final = 768 * 2**20
"""Bytes that the process may take; an article of 2 MB takes a third of it. Windows knows no such limit."""

READY: Final = b"r"
DONE: Final = b"d"
"""Followed by the CPU seconds in eight bytes, as microseconds, and the analysis."""
FAILED: Final = b"f"
"""Followed by the reason."""


def main() -> None:
    """Analyse what comes until nothing comes any more."""
    # Ctrl-C in a terminal reaches every process; the one that started this one decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    with suppress(BrokenFrameError, BrokenPipeError):
        analyser = _prepared(source, target)
        while analyser:
            _answer(analyser, source, target)


def _prepared(source: BinaryIO, target: BinaryIO) -> ArticleAnalyser | None:
    """The analyser with the concepts that were sent; None, after saying why, when the program cannot be loaded.

    The program is imported here, so that what is missing of it can be reported.
    """
    concepts = read_frame(source)
    try:
        import bot.library.analysis.transfer  # noqa: F401, PLC0415 - see above
        from bot.search.language.article_analyser import ArticleAnalyser  # noqa: PLC0415
        from bot.search.language.language_data import LanguageData  # noqa: PLC0415

        # What is sent comes from the process that has started this one.
        analyser = ArticleAnalyser(LanguageData.load(pickle.loads(concepts)))  # noqa: S301
    except Exception as error:  # noqa: BLE001 - whatever it is, the other process reports it
        write_frame(target, FAILED, _reason(error))
        return None
    _limit_memory()
    write_frame(target, READY)
    return analyser


def _answer(analyser: ArticleAnalyser, source: BinaryIO, target: BinaryIO) -> None:
    article, seconds = pickle.loads(read_frame(source))  # noqa: S301 - see above
    from bot.library.analysis.transfer import packed  # noqa: PLC0415 - see `_prepared`

    _limit_time(seconds)
    begin = time.process_time()
    try:
        parts = packed(analyser.analyse(article))
    except Exception as error:  # noqa: BLE001 - one article must not end the analysis of others
        write_frame(target, FAILED, _reason(error))
        return
    used = int((time.process_time() - begin) * 1_000_000)
    write_frame(target, DONE, used.to_bytes(8, "little"), *parts)


def _reason(error: Exception) -> bytes:
    """The error and where it came from, without any of the article's text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" ({trace.tb_frame.f_code.co_filename}:{trace.tb_lineno})" if trace else ""
    missing = f" {error.name}" if isinstance(error, ImportError) and error.name else ""
    return f"{type(error).__name__}{missing}{place}".encode()


def _limit_memory() -> None:
    """More than MAX_MEMORY is a MemoryError. A process that is ended by a limit leaves no copy of its memory."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))


def _limit_time(seconds: int) -> None:
    """End the process when it takes so many more seconds of CPU time, even within one call of a library."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Windows has none

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        end = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (end if most == resource.RLIM_INFINITY else min(end, most), most))


if __name__ == "__main__":
    main()
