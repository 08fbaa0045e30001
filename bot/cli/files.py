"""Files that a command reads and writes; the name `-` means standard input or output."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from bot.errors import SourceError
from bot.private_files import opener
from bot.text.safe_text import one_line


@contextmanager
def open_lines(name: str) -> Iterator[Iterable[bytes]]:
    """Open a file to read it line by line. Raises SourceError when it cannot be opened."""
    with _standard_input() if name == "-" else _opened(name) as file:
        yield file


def read_bytes(name: str, max_bytes: int = 10_000_000) -> bytes:
    """Return the content of a file. Raises SourceError when it cannot be read or is larger than `max_bytes`."""
    try:
        with _standard_input() if name == "-" else _opened(name) as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise SourceError(f"{one_line(name)} cannot be read: {os_error_message(error)}") from error
    if len(content) > max_bytes:
        raise SourceError(f"{one_line(name)} is larger than {max_bytes:,} bytes: split it")
    return content


@contextmanager
def _standard_input() -> Iterator[BinaryIO]:
    """Open standard input. Ctrl-C ends a read that waits for it."""
    # The handler of asyncio only cancels the task, which has no effect while the read waits.
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield sys.stdin.buffer
    finally:
        signal.signal(signal.SIGINT, former)


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except (OSError, ValueError) as error:
        raise SourceError(f"{one_line(name)} cannot be read: {os_error_message(error)}") from error


def os_error_message(error: OSError | ValueError) -> str:
    """Return the operating system's own description of an error."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def write_bytes(name: str, content: bytes) -> None:
    """Write a file, or standard output. Raises SourceError when the file cannot be written."""
    if name == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(name).write_bytes(content)
    except (OSError, ValueError) as error:
        raise SourceError(f"{one_line(name)} cannot be written: {os_error_message(error)}") from error


@contextmanager
def open_output(name: str) -> Iterator[TextIO]:
    """Open a file to write text. It is replaced when the block ends, and left unchanged if the block raises.

    Raises SourceError when the file cannot be written.
    """
    if name == "-":
        yield sys.stdout
        return
    # A symbolic link stays: the file that it points to is replaced.
    target = Path(name).resolve()
    try:
        # A device such as /dev/null or a pipe is written directly, since a file cannot take its place.
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="\n") as device:
                yield device
            return
        with _replacing(target) as file:
            yield file
    except OSError as error:
        raise SourceError(f"{one_line(name)} cannot be written: {os_error_message(error)}") from error


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with open(unfinished, "w", encoding="utf-8", newline="\n", opener=opener) as file:
            yield file
        if target.exists():
            unfinished.chmod(target.stat().st_mode & 0o777)  # keep the access rights of the former file
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
