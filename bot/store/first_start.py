"""The first start: a SQLite database appears whole or not at all, and an emptied one is not taken for new."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from bot.errors import StoreError
from bot.private_files import make_file
from bot.store.copies import BESIDE, into_one_file

_SQLITE: Final = b"SQLite format 3\0"
_ABANDONED: Final = 60.0
"""Seconds after which nobody is making a database any more."""

# The migrations of one process run one after the other: alembic keeps their state in global variables.
_MAKING: Final[WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]] = WeakKeyDictionary()


def check_not_emptied(file: Path) -> None:
    """Raise StoreError for a file without a byte where something beside it shows that a database was there."""
    if not file.is_file() or file.stat().st_size:
        return
    trace = next(_traces(file), None)
    if trace:
        what = f"restore a backup with heat2 restore, or delete {file.name} to begin anew"
        raise StoreError(
            f"The database {file} is empty, but {trace.name} beside it shows that it was not always: {what}."
        )


def _traces(file: Path) -> Iterator[Path]:
    search = file.parent / "search"
    yield from (each for each in (search / "everyone", *search.glob("server-*")) if each.is_file())
    for each in sorted(file.parent.iterdir()):
        if each != file and each.is_file() and not each.name.endswith((".new", *BESIDE)) and _is_database(each):
            yield each


def _is_database(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as content:
        return content.read(len(_SQLITE)) == _SQLITE
    return False


async def make_whole(file: Path, fill: Callable[[Path], Awaitable[None]]) -> None:
    """Where there is no database, make one beside its place and then put it there, unless somebody was faster.

    What keeps it from being made there is left for whoever opens it to find.
    """
    async with _MAKING.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        if not await asyncio.to_thread(file.exists):
            with suppress(OSError):
                await _make(file, fill)


async def _make(file: Path, fill: Callable[[Path], Awaitable[None]]) -> None:
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    try:
        _sweep(file)
        make_file(beside)
        await fill(beside)
        into_one_file(beside)
        _put(beside, file)
    finally:
        for ending in ("", *BESIDE):
            with suppress(OSError):
                beside.with_name(beside.name + ending).unlink(missing_ok=True)


def _put(beside: Path, file: Path) -> None:
    try:
        os.link(beside, file)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        if not file.exists():
            beside.rename(file)


def _sweep(file: Path) -> None:
    """Remove what processes have left that were killed meanwhile."""
    for left in file.parent.glob(f"{file.name}.*.new*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()
