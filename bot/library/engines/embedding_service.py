"""Embeds the passages of all loaded scopes in the background, and keeps the embeddings next to the snapshots.

Several processes may use one folder. Only one of them at a time embeds the passages of a scope; the others read its
file.
"""

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
from bot.errors import EncoderError
from bot.library.engines.scope_embeddings import ScopeEmbeddings
from bot.library.engines.snapshots import embeddings_path
from bot.search.arrays import Int32s
from bot.search.index.collection import CollectionView, PassageStore
from bot.search.meaning.embeddings import Embeddings, Keys, QuestionVectors, keys_of
from bot.search.meaning.sentence_encoder import SentenceEncoder
from bot.search.meaning.word_vectors import Vectors
from bot.text.counts import counted

_TURN: Final = 64
"""Number of passages of a scope that are embedded before the next scope's turn, in about 4 s."""
_WAIT_SECONDS: Final = 5.0
"""Seconds between two looks at the file that another process is writing."""
_STOP_SECONDS: Final = 5.0
_NICENESS: Final = 10
"""Niceness of the thread on Linux, where threads have priorities of their own."""

_log = logging.getLogger(__name__)


class EmbeddingProgress(NamedTuple):
    """Numbers of passages of the loaded scopes."""

    embedded: int
    missing: int
    """Those that are to be embedded, as far as this is known."""


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
        self._tables: WeakValueDictionary[Scope, ScopeEmbeddings] = WeakValueDictionary()
        self._loading = Lock()
        self._keys: WeakKeyDictionary[PassageStore, Keys] = WeakKeyDictionary()
        self._waiting: OrderedDict[Scope, tuple[ScopeEmbeddings, CollectionView]] = OrderedDict()
        self._blocked: set[Scope] = set()
        """Scopes whose passages another process embeds."""
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

    def _table(self, scope: Scope) -> ScopeEmbeddings:
        with self._loading:
            table = self._tables.get(scope)
            if table is None:
                table = self._tables[scope] = ScopeEmbeddings(scope, self._path(scope), self._encoder.version)
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
            for table in list(self._tables.values()):
                table.unlock()
            with self._changed:
                self._waiting.clear()
                self._is_busy = False
                self._changed.notify_all()

    def _next_turn(self) -> tuple[ScopeEmbeddings, CollectionView] | None:
        """Wait until passages are to be embedded; return None at the end."""
        with self._changed:
            if self._waiting and self._waiting.keys() <= self._blocked and not self._is_closed:
                self._changed.wait(_WAIT_SECONDS)
                self._blocked.clear()
            while not self._waiting and not self._is_closed:
                self._is_busy = False
                self._changed.notify_all()
                self._changed.wait()
            return None if self._is_closed else self._waiting.popitem(last=False)[1]

    def _take_turn(self, table: ScopeEmbeddings, view: CollectionView) -> None:
        """Embed some passages, and save the table. If more are missing, the scope's next turn comes after others'."""
        numbers, keys = self._live(view)
        table.refresh()
        if not table.is_locked:
            table.missing = int((table.table.rows(keys) < 0).sum())
            if table.is_complete(keys):
                return
            if not self._lock(table):
                self._add_turn(table, view, is_blocked=True)
                return
        is_missing = table.table.rows(keys) < 0
        missing, missing_keys = numbers[is_missing], keys[is_missing]
        table.missing = len(missing)
        if not len(missing):
            table.keep_only(keys)
            self._save(table)
            table.unlock()
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
        self._add_turn(table, view)

    def _add_turn(self, table: ScopeEmbeddings, view: CollectionView, *, is_blocked: bool = False) -> None:
        """Give the scope another turn. If it `is_blocked`, other scopes come first, or some seconds pass."""
        with self._changed:
            if not self._is_closed and not table.is_forgotten:
                self._waiting.setdefault(table.scope, (table, view))
                if is_blocked:
                    self._blocked.add(table.scope)

    def _lock(self, table: ScopeEmbeddings) -> bool:
        """Return whether this process may embed the passages of the scope, and no other process is doing so."""
        was_waiting = table.waits_for_other
        try:
            is_locked = table.lock()
        except OSError:
            return True  # The folder cannot be written, so no other process writes there either.
        if table.waits_for_other and not was_waiting:
            _log.info("another process embeds the passages of %s: this one waits for its file", table.scope)
        return is_locked

    def _embed(self, table: ScopeEmbeddings, view: CollectionView, numbers: Int32s) -> Vectors:
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

    def _save(self, table: ScopeEmbeddings) -> None:
        """Write the table's file. A full or read-only disk is logged once."""
        try:
            table.save()
        except OSError as error:
            if not self._cannot_write:
                reason = f"{self._folder} ({error.strerror or error})"
                _log.warning("no embeddings can be written to %s: the next start embeds passages again", reason)
            self._cannot_write = True


def _lower_priority() -> None:
    """Let other threads go first, where a thread can have a priority of its own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICENESS)
