"""A lock between processes: a file that one of them has locked.

The operating system releases the lock of a process that ends, however it ends.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from bot.private_files import make_folder, opener

if sys.platform != "win32":
    import fcntl


class FileLock:
    """A lock that at most one process holds. The file exists while it is held, or after a process was killed.

    Windows has no such locks: there everybody gets it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock if it is free, without waiting. Return whether it is held now. Raises OSError."""
        if self._file is None:
            make_folder(self._path.parent)
            file = open(self._path, "ab", opener=opener)  # noqa: SIM115 - it stays open as long as the lock is held
            if self._lock(file):
                self._file = file
            else:
                file.close()
        return self.is_held

    def release(self) -> None:
        """Release the lock if it is held, and delete its file."""
        if self._file is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _lock(self, file: IO[bytes]) -> bool:
        """Lock an open file. Return False if another process has locked it, or has just deleted it."""
        if sys.platform == "win32":
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return self._is_at_path(file)

    def _is_at_path(self, file: IO[bytes]) -> bool:
        """Return whether the path still leads to the open file: its last holder may have deleted it."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False
