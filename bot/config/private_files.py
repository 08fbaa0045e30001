"""Files and folders that only their owner can read: articles of servers, questions and errors are nobody else's affair.

On Windows, where permissions are another matter, nothing is set and nothing is found.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700
_OTHERS: Final = 0o077
"""What everybody but the owner may do."""


def opener(path: str, flags: int) -> int:
    """For the built-in `open`: a file that is made now is its owner's alone; one that is there keeps its mode."""
    return os.open(path, flags, FILE_MODE)


def make_file(path: Path) -> None:
    """Make an empty file if there is none. Raises OSError."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE_MODE))


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where there are none. Raises OSError."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(FOLDER_MODE, exist_ok=True)
    path.mkdir(exist_ok=True)  # complains if it is a file


def open_to_others(paths: Iterable[Path]) -> list[Path]:
    """Those of the files and folders that somebody but their owner may read or change."""
    if os.name == "nt":
        return []
    return [path for path in paths if path.exists() and path.stat().st_mode & _OTHERS]
