"""Create files and folders that only their owner can read, since they hold servers' articles, questions and errors.

Windows has no such permissions: there the modes have no effect and no file is reported as open to others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
_OTHERS_MASK: Final = 0o077
"""Permission bits of everybody but the owner."""


def opener(path: str, flags: int) -> int:
    """Open a file for the built-in `open`. A new file gets FILE_MODE; an existing one keeps its mode."""
    return os.open(path, flags, FILE_MODE)


def make_file(path: Path) -> None:
    """Create an empty file unless it exists. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents. Raises OSError."""
    # Parents are created one by one, since `mkdir(parents=True)` ignores the mode for them.
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(FOLDER_MODE, exist_ok=True)
    path.mkdir(exist_ok=True)  # raises FileExistsError if it is a file


def open_to_others(paths: Iterable[Path]) -> list[Path]:
    """Return the files and folders that somebody other than their owner may read or change."""
    if os.name == "nt":
        return []
    return [path for path in paths if path.exists() and path.stat().st_mode & _OTHERS_MASK]
