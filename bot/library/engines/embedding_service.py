"""Embeds the passages of all loaded scopes in the background, and keeps the embeddings beside the snapshots."""

from __future__ import annotations

import logging
import os
import sys
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Condition, Lock, Thread, get_native_id
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary, WeakValueDictionary

import numpy as np

from bot.domain import EVERYONE, Scope
from bot.errors import DamagedSnapshotError, EncoderError, SnapshotError
from bot.library.engines.snapshots import embeddings_path
from bot.private_files import make_folder
from bot.search.arrays import Int32s
from bot.search.index.collection import CollectionView, PassageStore
from bot.search.meaning.embeddings import EMPTY_TABLE, Embeddings, EmbeddingTable, Keys, QuestionVectors, keys_of
from bot.search.meaning.sentence_encoder import SentenceEncoder
from bot.search.meaning.word_vectors import Vectors
from bot.search.snapshot import embedding_file
from bot.text.counts import counted

MIN_SERVER_PASSAGES: Final = 20
"""Minimum number of passages of a server for a file; fewer are embedded within a second or two."""
_TURN: Final = 64
"""Number of passages that are embedded before it is another scope's turn: some 4 s."""
_MIN_UNSAVED: Final = 256
_UNSAVED_DIVISOR: Final = 8
"""A file is written after so many new embeddings, or after 1/8 of all if that is more, and when all are there."""
_STOP_SECONDS: Final = 5.0
_NICENESS: Final = 10
"""How far the thread stands back behind others on Linux, where threads have priorities of their own."""

_log = logging.getLogger(__name__)


class EmbeddingProgress(NamedTuple):
    """Numbers of passages of the loaded scopes."""

    embedded: int
    missing: int
    """Those that are to be embedded, as far as this is known."""


class ScopeTable:
    """The embeddings of a scope's own passages, in memory and in a file."""

    def __init__(self, scope: Scope, path: Path | None, version: str) -> None:
        """Load the file, if there is one that was made with this version of the encoder."""
        self.scope = scope
        self.missing = 0
        self.is_forgotten = False
        self._path = path
        self._version = version
        self._unsaved = 0
        self._saving = Lock()
        self.table = self._load(path) if path else EMPTY_TABLE

    def _load(self, path: Path) -> EmbeddingTable:
        try:
            return embedding_file.load(path, self._version)
        except DamagedSnapshotError as error:
            _log.warning("%s: passages are embedded anew", error)
        except SnapshotError:
            pass  # There is none yet, or it was made with another version.
        return EMPTY_TABLE

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Add embeddings."""
        self.table = self.table.with_vectors(keys, vectors)
        self._unsaved += len(keys)

    def keep_only(self, keys: Keys) -> None:
        """Remove the embeddings of all other passages."""
        kept = self.table.only(keys)
        self._unsaved += len(self.table) - len(kept)
        self.table = kept

    @property
    def needs_saving(self) -> bool:
        """Whether enough has changed since the file was written."""
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
                # What is mapped takes no memory of its own.
                self.table = self._load(self._path)
            self._unsaved = 0

    def forget(self) -> None:
        """Drop the embeddings, and never write the file again. A write that goes on is awaited."""
        with self._saving:
            self.is_forgotten = True
            self.table = EMPTY_TABLE


class EmbeddingService:
    """Gives engines the embeddings of their passages, and computes those that are missing in one thread."""

    def __init__(
        self, encoder: SentenceEncoder, folder: Path | None, *, computes: bool, has_low_priority: bool = True
    ) -> None:
        """Files are kept in the folder, if there is one. Without `computes`, only what is in files is used.

        Other threads go first if it `has_low_priority`.
        """
        self._encoder = encoder
        self._folder = folder
        self._computes = computes
        self._has_low_priority = has_low_priority
        self._questions = QuestionVectors(encoder)
        self._tables: WeakValueDictionary[Scope, ScopeTable] = WeakValueDictionary()
        self._loading = Lock()
        self._keys: WeakKeyDictionary[PassageStore, Keys] = WeakKeyDictionary()
        self._waiting: OrderedDict[Scope, tuple[ScopeTable, CollectionView]] = OrderedDict()
        self._changed = Condition()
        self._thread: Thread | None = None
        self._is_closed = self._is_busy = self._cannot_write = False

    def embeddings(self, scope: Scope) -> Embeddings:
        """Return the embeddings of everyone's passages and those of the scope. Files are read, so call it in a thread.

        As long as the result is used, the embeddings stay in memory.
        """
        tables = [self._table(each) for each in dict.fromkeys((EVERYONE, scope))]
        return Embeddings(self._questions, lambda: [each.table for each in tables])

    def embedded(self, scope: Scope) -> int:
        """Return the number of everyone's and the scope's passages that are embedded, as far as they are loaded."""
        tables = (self._tables.get(each) for each in {EVERYONE, scope})
        return sum(len(each.table) for each in tables if each)

    def schedule(self, scope: Scope, view: CollectionView) -> None:
        """Embed the passages of a scope that are not embedded yet, in the background."""
        if not self._computes:
            return
        table = self._table(scope)
        with self._changed:
            if self._is_closed:
                return
            if self._thread is None:
                # The program may end while the thread is busy: what is in no file is computed again.
                self._thread = Thread(target=self._run, name="embeddings", daemon=True)
                self._thread.start()
            if self._thread.is_alive():
                self._waiting[scope] = table, view
                self._is_busy = True
                self._changed.notify_all()

    def progress(self) -> EmbeddingProgress:
        """Return how many passages are embedded."""
        tables = list(self._tables.values())
        return EmbeddingProgress(sum(len(each.table) for each in tables), sum(each.missing for each in tables))

    def wait_until_idle(self) -> None:
        """Wait until nothing is being embedded, because all is done or the encoder has failed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_busy)

    def forget(self, scope: Scope) -> None:
        """Drop the embeddings of a server whose articles were erased. Its file may be deleted afterwards."""
        with self._changed:
            self._waiting.pop(scope, None)
        with self._loading:
            table = self._tables.pop(scope, None)
        if table:
            table.forget()

    def close(self) -> None:
        """End the thread after the passages that it is embedding, and write what is new."""
        with self._changed:
            self._is_closed = True
            self._waiting.clear()
            self._changed.notify_all()
        if self._thread:
            self._thread.join(_STOP_SECONDS)

    def _path(self, scope: Scope) -> Path | None:
        return embeddings_path(self._folder, scope) if self._folder else None

    def _table(self, scope: Scope) -> ScopeTable:
        with self._loading:
            table = self._tables.get(scope)
            if table is None:
                table = self._tables[scope] = ScopeTable(scope, self._path(scope), self._encoder.version)
            return table

    def _run(self) -> None:
        if self._has_low_priority:
            _lower_priority()
        try:
            while (turn := self._next_turn()) is not None:
                self._take_turn(*turn)
        except EncoderError as error:
            _log.warning("passages are not embedded, and word vectors serve: %s", error)
        except Exception:
            _log.exception("passages are not embedded any more until the next start")
            raise
        finally:
            with self._changed:
                self._waiting.clear()
                self._is_busy = False
                self._changed.notify_all()

    def _next_turn(self) -> tuple[ScopeTable, CollectionView] | None:
        """Wait until passages are to be embedded; return None at the end."""
        with self._changed:
            while not self._waiting and not self._is_closed:
                self._is_busy = False
                self._changed.notify_all()
                self._changed.wait()
            return None if self._is_closed else self._waiting.popitem(last=False)[1]

    def _take_turn(self, table: ScopeTable, view: CollectionView) -> None:
        """Embed some passages, and save the table. If more are missing, the scope's next turn comes after others'."""
        numbers, keys = self._live(view)
        is_missing = table.table.rows(keys) < 0
        missing, missing_keys = numbers[is_missing], keys[is_missing]
        table.missing = len(missing)
        if not len(missing):
            table.keep_only(keys)
            self._save(table)
            return
        newest = np.argsort(-view.first_days[missing], kind="stable")[:_TURN]
        done = self._embed(table, view, missing[newest])
        if len(done):
            table.add(missing_keys[newest][: len(done)], done)
        table.missing = len(missing) - len(done)
        if table.needs_saving or self._is_closed:
            self._save(table)
        if not table.missing and table.scope.is_everyone:
            _log.info("sentence embeddings: all of everyone's %s are embedded", counted(len(numbers), "passage"))
        with self._changed:
            if not self._is_closed and not table.is_forgotten:
                self._waiting.setdefault(table.scope, (table, view))

    def _embed(self, table: ScopeTable, view: CollectionView, numbers: Int32s) -> Vectors:
        """Return the embeddings of these passages, or of the first of them if the program ends meanwhile."""
        vectors: list[Vectors] = []
        for number in numbers.tolist():
            # One at a time, which takes no longer: a stop waits for it, 0.7 s for the longest.
            if self._is_closed or table.is_forgotten:
                break
            vectors.append(self._encoder.embed_passages([view.text(number)]))
        return np.concatenate(vectors) if vectors else np.empty((0, 0), np.float32)

    def _live(self, view: CollectionView) -> tuple[Int32s, Keys]:
        """Return the numbers of the passages of a view, and the keys of their texts."""
        known = self._keys.get(view.store, np.empty(0, np.uint64))
        if len(known) < view.limit:
            added = [number for number in range(len(known), view.limit) if view.is_live(number)]
            keys = np.zeros(view.limit, np.uint64)
            keys[: len(known)] = known
            keys[added] = keys_of(map(view.text, added))
            known = self._keys[view.store] = keys
        is_live = np.ones(view.limit, bool)
        is_live[list(view.removed)] = False
        numbers = np.flatnonzero(is_live).astype(np.int32)
        return numbers, known[numbers]

    def _save(self, table: ScopeTable) -> None:
        """Write the table's file. A full or read-only disk is logged once."""
        try:
            table.save()
        except OSError as error:
            if not self._cannot_write:
                reason = f"{self._folder} ({error.strerror or error})"
                _log.warning("no embeddings can be written to %s: the next start embeds passages anew", reason)
            self._cannot_write = True


def _lower_priority() -> None:
    """Let other threads go first, where a thread can have a priority of its own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICENESS)
