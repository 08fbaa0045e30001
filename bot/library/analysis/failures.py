"""Articles whose analysis has failed, stored in a file so that the next start does not try them again."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cachetools import LRUCache

from bot.domain import Scope
from bot.errors import AnalysisError, AnalysisFault

FILE_NAME: Final = "failed.json"
"""Name of the file in the folder of snapshots."""
_MAX_REFUSED: Final = 1_000
"""Maximum number of refused articles to remember. They were never stored, so they are kept in memory only."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FailedArticle:
    """A stored article that no question finds, because its analysis has failed."""

    scope: Scope
    id: str
    fault: AnalysisFault
    limit: int
    """Maximum CPU seconds for the analysis that failed."""

    @property
    def error(self) -> AnalysisError:
        """The error to raise for this article."""
        return AnalysisError(self.fault, self.limit)

    def __str__(self) -> str:
        owner = "everyone's articles" if self.scope.is_everyone else f"server {self.scope.guild_id}"
        return f"article {self.id!r} of {owner} is in no answer: {self.error}"


class FailedArticles:
    """Failed articles by the digest of their content, in memory and, if there is a folder, in a file.

    A failure counts until the program changes or the limit of CPU seconds is raised; then the article is tried again.
    """

    def __init__(self, folder: Path | None, fingerprint: str) -> None:
        """`fingerprint` identifies program and data that analyse articles: see `bot.search.snapshot.fingerprint`."""
        self._file = folder / FILE_NAME if folder else None
        self._fingerprint = fingerprint
        self._stored = _read(self._file, fingerprint) if self._file else {}
        self._refused: LRUCache[str, tuple[AnalysisFault, int]] = LRUCache(_MAX_REFUSED)

    def known_error(self, digest: str, limit: int) -> AnalysisError | None:
        """Return why an analysis within this limit of CPU seconds would fail, None if it may succeed."""
        failed = self._stored.get(digest)
        known = (failed.fault, failed.limit) if failed else self._refused.get(digest)
        return AnalysisError(*known) if known and known[1] >= limit else None

    def failed_ids(self, scope: Scope) -> frozenset[str]:
        """Return the ids of the scope's failed articles."""
        return frozenset(each.id for each in self._stored.values() if each.scope == scope)

    def add_refused(self, digest: str, fault: AnalysisFault, limit: int) -> None:
        """Remember the failure of an article that was not stored because of it."""
        self._refused[digest] = fault, limit

    def update(self, scope: Scope, failed: dict[str, FailedArticle], present: Collection[str]) -> None:
        """Add failed articles by their digests, and forget those of the scope whose ids are not `present`."""
        # A new failure of an article replaces its former one, whose digest is of an older text.
        remaining = set(present) - {each.id for each in failed.values()}
        others = {key: each for key, each in self._stored.items() if each.scope != scope or each.id in remaining}
        if others | failed != self._stored:
            self._stored = others | failed
            self._save()

    def _save(self) -> None:
        if self._file is None:
            return
        content = {"made_of": self._fingerprint, "articles": [_as_json(*each) for each in self._stored.items()]}
        new_file = self._file.with_name(f"{FILE_NAME}.{os.getpid()}.new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new_file.write_text(json.dumps(content), encoding="utf-8")
            new_file.replace(self._file)  # Another process never reads a half-written file.
        except OSError as error:
            _log.warning("%s cannot be written: the next start tries failed articles again (%s)", self._file, error)
            with suppress(OSError):
                new_file.unlink(missing_ok=True)


def read_failed_articles(folder: Path, fingerprint: str) -> list[FailedArticle]:
    """Return the failed articles that the file in the folder names."""
    return list(_read(folder / FILE_NAME, fingerprint).values())


def _read(file: Path, fingerprint: str) -> dict[str, FailedArticle]:
    """Read the file. Return nothing if another program has written it or if it cannot be read."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["made_of"] != fingerprint:
            return {}
        return dict(map(_from_json, content["articles"]))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s cannot be read: articles whose analysis failed are tried again (%s)", file, error)
        return {}


def _as_json(digest: str, failed: FailedArticle) -> dict[str, Any]:
    return {
        "digest": digest,
        "server": failed.scope.guild_id,
        "id": failed.id,
        "fault": failed.fault.value,
        "limit": failed.limit,
    }


def _from_json(each: Mapping[str, Any]) -> tuple[str, FailedArticle]:
    fault, limit = AnalysisFault(each["fault"]), int(each["limit"])
    return str(each["digest"]), FailedArticle(Scope(each["server"]), str(each["id"]), fault, limit)
