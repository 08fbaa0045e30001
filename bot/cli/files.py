"""The files that a command reads and writes, where `-` is standard input or output."""

from __future__ import annotations

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
    """The lines of a file as they are needed. Raises SourceError when it cannot be opened or read."""
    if name == "-":
        yield sys.stdin.buffer
        return
    with _opened(name) as file:
        yield file


def read_bytes(name: str, longest: int = 10_000_000) -> bytes:
    """All that a file or standard input holds. Raises SourceError when it cannot be read or has more bytes."""
    try:
        with sys.stdin.buffer if name == "-" else _opened(name) as file:
            content = file.read(longest + 1)
    except OSError as error:
        raise SourceError(f"{one_line(name)} cannot be read: {os_error_message(error)}") from error
    if len(content) > longest:
        raise SourceError(f"{one_line(name)} has more than {longest:,} bytes: split it")
    return content


def _opened(name: str) -> BinaryIO:
    try:
        return Path(name).open("rb")
    except (OSError, ValueError) as error:
        raise SourceError(f"{one_line(name)} cannot be read: {os_error_message(error)}") from error


def os_error_message(error: OSError | ValueError) -> str:
    """What the operating system says is wrong, in its own words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


@contextmanager
def open_output(name: str) -> Iterator[TextIO]:
    """Where text goes; a file appears whole when the block ends, and not at all when it raises.

    Raises SourceError when the file cannot be written.
    """
    if name == "-":
        yield sys.stdout
        return
    target = Path(name).resolve()
    try:
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
            unfinished.chmod(target.stat().st_mode & 0o777)  # whoever opened it to others meant that
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
