"""Where searches are kept from one start to the next: a file for each scope, made anew whenever it cannot be used."""

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
from bot.search.snapshot import collection_file as kept_collection
from bot.search.snapshot.collection_file import CollectionSnapshot

FEWEST: Final = 1_000
"""A server with fewer passages is analysed in seconds: its search is not kept."""
_FEW: Final = 100
_MANY: Final = 1_000
"""Passages whose analysis is not worth writing a file for, and whose analysis always is."""
_PART: Final = 50
"""Between these, new ones are if they are more than this part of all."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SnapshotFile:
    """The file of one scope. Other processes may use it, too: a file is only ever put whole in place of another."""

    scope: Scope
    path: Path
    made_of: str
    """What analysed the articles, see `bot.search.snapshot.fingerprint`."""

    @classmethod
    def within(cls, folder: Path, scope: Scope, made_of: str) -> SnapshotFile:
        """The scope's file in the folder."""
        return cls(scope, file_within(folder, scope), made_of)

    def is_worth_keeping(self, passages: int, new: int) -> bool:
        """Whether to keep so many passages, so many of which are in no file yet."""
        return (self.scope.is_everyone or passages >= FEWEST) and new > min(max(passages // _PART, _FEW), _MANY)

    def load(self, articles: Mapping[str, Article]) -> Collection | None:
        """What was kept of these articles; None, and a line in the log, if that cannot be used."""
        if not self.scope.is_everyone and not self.path.exists():
            return None  # as of most servers
        try:
            return kept_collection.load(self.path, self.made_of, articles)
        except SnapshotError as error:
            level = logging.WARNING if isinstance(error, DamagedSnapshotError) else logging.INFO
            _log.log(level, "%s: all articles are analysed anew", error)
            return None

    def save(self, moment: CollectionSnapshot) -> None:
        """Put it in place of what was kept before. Raises OSError."""
        make_folder(self.path.parent)
        kept_collection.save(self.path, self.made_of, moment)

    def drop(self) -> None:
        """Keep nothing of the scope any more."""
        drop(self.path.parent, self.scope)


def file_within(folder: Path, scope: Scope) -> Path:
    """Where in the folder the scope's search is kept."""
    return folder / ("everyone" if scope.is_everyone else f"server-{scope.guild_id}")


def state_of(folder: Path, made_of: str) -> str:
    """What is kept in the folder. Raises SnapshotError when nothing is of everyone's articles that can be used."""
    articles = kept_collection.count(file_within(folder, EVERYONE), made_of)
    servers = sum(1 for each in folder.glob("server-*") if not each.suffix)
    return f"a start finds {articles} of everyone's articles analysed, and those of {servers} servers in {folder}"


def drop(folder: Path, scope: Scope) -> None:
    """Keep nothing of the scope any more; no matter if there is anything."""
    with suppress(OSError):
        file_within(folder, scope).unlink(missing_ok=True)
