"""A command of `heat2` in this process: it does what a process of its own does, without the time to start one."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, chdir, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO
from unittest.mock import patch

from bot.__main__ import main
from bot.phrases import phrases, set_subject


def run_in_process(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in that folder and with exactly these environment variables."""
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(stdin)
        files[0].seek(0)
        stack.enter_context(chdir(folder))
        stack.enter_context(patch.dict(os.environ, environment, clear=True))
        stack.enter_context(_standard_streams(files))
        stack.enter_context(_no_log_handlers())
        stack.enter_context(_subject_restored())
        code = _exit_code(words)
        sys.stdout.flush()
        sys.stderr.flush()
        return subprocess.CompletedProcess(words, code, *(_text_of(file) for file in files[1:]))


def _exit_code(words: Sequence[str]) -> int:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run(words)
    # The test has a running event loop, and a command needs a thread without one.
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(_run, words).result()


def _run(words: Sequence[str]) -> int:
    try:
        return main(words)
    except SystemExit as end:  # --help ends so
        return int(end.code or 0)


@contextmanager
def _standard_streams(files: Sequence[IO[bytes]]) -> Iterator[None]:
    """Replace standard input, output and errors. As at a pipe, the errors are written at each line."""
    before = sys.stdin, sys.stdout, sys.stderr
    streams = [TextIOWrapper(file, encoding="utf-8", line_buffering=number == 2) for number, file in enumerate(files)]
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in streams:
            stream.detach()


@contextmanager
def _no_log_handlers() -> Iterator[None]:
    """Remove the handlers of pytest, because of which Python would not print warnings to standard error."""
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    try:
        yield
    finally:
        root.handlers = before


@contextmanager
def _subject_restored() -> Iterator[None]:
    """Have other tests speak about the shipped subject again, if the command was about another one."""
    before = phrases._spoken_of
    try:
        yield
    finally:
        if phrases._spoken_of != before:
            set_subject(before)


def _text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
