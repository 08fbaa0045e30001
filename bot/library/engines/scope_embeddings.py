"""The embeddings of one scope's passages, in memory and in a file that several processes may share."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import Final

from bot.domain import Scope
from bot.errors import DamagedSnapshotError, SnapshotError
from bot.library.engines.file_lock import FileLock
from bot.private_files import make_folder
from bot.search.meaning.embeddings import EMPTY_TABLE, EmbeddingTable, Keys
from bot.search.meaning.word_vectors import Vectors
from bot.search.snapshot import embedding_file

MIN_SERVER_PASSAGES: Final = 20
"""Minimum number of passages of a server for a file; fewer are embedded within a second or two."""
LOCK_SUFFIX: Final = ".lock"
_MIN_UNSAVED: Final = 256
_UNSAVED_DIVISOR: Final = 8
"""A file is written after _MIN_UNSAVED new embeddings, or after 1/8 of all if that is more, and when all are there."""

_log = logging.getLogger(__name__)


class ScopeEmbeddings:
    """The embeddings of a scope's own passages.

    Only the process that holds the lock embeds passages and writes the file. The others read what it has written.
    """

    def __init__(self, scope: Scope, path: Path | None, version: str) -> None:
        """Load the file if there is one of this version of the encoder. `path` is None if nothing is kept in files."""
        self.scope = scope
        self.missing = 0
        """Number of passages that are to be embedded, as far as it is known."""
        self.waits_for_other = False
        """Whether another process holds the lock."""
        self.is_forgotten = False
        self._path = path
        self._version = version
        self._lock = FileLock(path.with_name(path.name + LOCK_SUFFIX)) if path else None
        self._unsaved = 0
        self._saving = Lock()
        self._loaded_file: tuple[int, int] | None = None
        self.table = self._load(path) if path else EMPTY_TABLE

    def _load(self, path: Path) -> EmbeddingTable:
        self._loaded_file = _identity(path)
        try:
            return embedding_file.load(path, self._version)
        except DamagedSnapshotError as error:
            _log.warning("%s: passages are embedded again", error)
        except SnapshotError:
            pass  # There is none yet, or it was made with another version.
        return EMPTY_TABLE

    def refresh(self) -> None:
        """Read the file again if another process has written it."""
        with self._saving:
            if not self.is_locked and not self.is_forgotten:
                self._read_new_file()

    def _read_new_file(self) -> None:
        found = _identity(self._path) if self._path else None
        if self._path and found not in (None, self._loaded_file):
            self.table = self._load(self._path)
            self._unsaved = 0

    @property
    def is_locked(self) -> bool:
        """Whether this process holds the lock."""
        return self._lock is not None and self._lock.is_held

    def lock(self) -> bool:
        """Return whether this process may embed passages and write the file, until `unlock`.

        A file that another process has written meanwhile is read. Raises OSError.
        """
        with self._saving:
            if self.is_forgotten:
                return False
            if self._lock is None or self._lock.is_held:
                return True
            self.waits_for_other = not self._lock.acquire()
            if not self.waits_for_other:
                self._read_new_file()
            return not self.waits_for_other

    def unlock(self) -> None:
        """Let another process embed passages."""
        with self._saving:
            if self._lock:
                self._lock.release()

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Add embeddings."""
        self.table = self.table.with_vectors(keys, vectors)
        self._unsaved += len(keys)

    def keep_only(self, keys: Keys) -> None:
        """Remove the embeddings of all other passages."""
        kept = self.table.only(keys)
        self._unsaved += len(self.table) - len(kept)
        self.table = kept

    def is_complete(self, keys: Keys) -> bool:
        """Return whether exactly these passages are embedded, and the file holds what the table holds."""
        table = self.table
        return not self._unsaved and not (table.rows(keys) < 0).any() and len(table.only(keys)) == len(table)

    @property
    def needs_saving(self) -> bool:
        """Whether enough has changed for the file to be written."""
        return self._unsaved >= max(_MIN_UNSAVED, len(self.table) // _UNSAVED_DIVISOR)

    def save(self) -> None:
        """Write the file if anything has changed and the scope was not erased meanwhile. Raises OSError."""
        with self._saving:
            if self._path is None or self.is_forgotten or not self._unsaved:
                return
            if len(self.table) < (1 if self.scope.is_everyone else MIN_SERVER_PASSAGES):
                self._path.unlink(missing_ok=True)
            else:
                make_folder(self._path.parent)
                embedding_file.save(self._path, self._version, self.table)
                # A mapped table takes no memory of its own.
                self.table = self._load(self._path)
            self._unsaved = 0

    def forget(self) -> None:
        """Drop the embeddings, and never write the file again. A write that goes on is awaited."""
        with self._saving:
            self.is_forgotten = True
            self.table = EMPTY_TABLE
            if self._lock:
                self._lock.release()


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what differs between two versions of a file, which is replaced as a whole; None if there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
