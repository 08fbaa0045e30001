"""Snapshots of analysed articles: one file per scope, so that the next start need not analyse them again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.domain import EVERYONE, Article, Scope
from bot.errors import DamagedSnapshotError, SnapshotError
from bot.private_files import make_folder
from bot.search.index.collection import Collection
from bot.search.snapshot import collection_file
from bot.search.snapshot.collection_file import CollectionSnapshot
from bot.text.counts import counted

MIN_SERVER_PASSAGES: Final = 1_000
"""Minimum number of passages of a server for a snapshot; fewer are analysed within seconds."""
MIN_NEW_PASSAGES: Final = 100
"""Up to this number of new passages a snapshot is never written."""
ALWAYS_NEW_PASSAGES: Final = 1_000
"""Above this number of new passages a snapshot is always written."""
NEW_PASSAGES_DIVISOR: Final = 50
"""Between these two, a snapshot is written if more than 1/50 of all passages are new."""

EMBEDDINGS_SUFFIX: Final = ".embeddings"
"""Suffix of the file with the embeddings of a scope's passages."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """The snapshot file of one scope. Other processes may read it meanwhile, so it is only ever replaced as a whole."""

    scope: Scope
    path: Path
    fingerprint: str
    """Identifies the program and data that analysed the articles, see `bot.search.snapshot.fingerprint`."""

    @classmethod
    def in_folder(cls, folder: Path, scope: Scope, fingerprint: str) -> SnapshotFile:
        """Return the scope's file in the folder."""
        return cls(scope, snapshot_path(folder, scope), fingerprint)

    def needs_writing(self, passages: int, new: int) -> bool:
        """Return whether to write a snapshot of `passages` passages, `new` of which are in no snapshot yet."""
        is_large_enough = self.scope.is_everyone or passages >= MIN_SERVER_PASSAGES
        threshold = min(max(passages // NEW_PASSAGES_DIVISOR, MIN_NEW_PASSAGES), ALWAYS_NEW_PASSAGES)
        return is_large_enough and new > threshold

    def load(self, articles: Mapping[str, Article]) -> Collection | None:
        """Return these articles as the snapshot has them, or log why it cannot be used and return None."""
        if not self.scope.is_everyone and not self.path.exists():
            return None  # Most servers have too few articles for a snapshot: not worth a log line.
        try:
            return collection_file.load(self.path, self.fingerprint, articles)
        except SnapshotError as error:
            level = logging.WARNING if isinstance(error, DamagedSnapshotError) else logging.INFO
            _log.log(level, "%s: all articles are analysed again", error)
            return None

    def save(self, snapshot: CollectionSnapshot) -> None:
        """Replace the file. Raises OSError."""
        make_folder(self.path.parent)
        collection_file.save(self.path, self.fingerprint, snapshot)

    def delete(self) -> None:
        """Delete the file if there is one."""
        delete_snapshot(self.path.parent, self.scope)


def snapshot_path(folder: Path, scope: Scope) -> Path:
    """Return the path of the scope's snapshot in the folder."""
    return folder / ("everyone" if scope.is_everyone else f"server-{scope.guild_id}")


def embeddings_path(folder: Path, scope: Scope) -> Path:
    """Return the path of the embeddings of the scope's passages in the folder."""
    return snapshot_path(folder, scope).with_suffix(EMBEDDINGS_SUFFIX)


def delete_snapshot(folder: Path, scope: Scope) -> None:
    """Delete the scope's snapshot and its embeddings, if there are any, and unfinished files of both."""
    path = snapshot_path(folder, scope)
    for each in (path, *folder.glob(f"{path.name}.*")):
        with suppress(OSError):
            each.unlink(missing_ok=True)


def describe_snapshots(folder: Path, fingerprint: str) -> str:
    """Describe the snapshots in the folder. Raises SnapshotError if there is no usable one of everyone's articles."""
    articles = collection_file.count(snapshot_path(folder, EVERYONE), fingerprint)
    servers = counted(sum(1 for path in folder.glob("server-*") if not path.suffix), "server")
    return f"a start finds {articles} of everyone's articles analysed, and those of {servers} in {folder}"
