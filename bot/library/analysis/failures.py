"""Articles whose analysis has failed, remembered so that the next start does not try the same again."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.domain import Scope
from bot.errors import AnalysisError, AnalysisFault
from bot.library.lru_cache import LruCache

FILE: Final = "failed.json"
"""The file's name in the folder of snapshots."""
_MOST_REFUSED: Final = 1_000
"""Articles that were refused when they were published and are remembered until the process ends."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FailedArticle:
    """An article that is stored, and in which nothing can be found."""

    scope: Scope
    id: str
    fault: AnalysisFault
    limit: int
    """The CPU seconds that it was given."""

    @property
    def error(self) -> AnalysisError:
        """What is said of it."""
        return AnalysisError(self.fault, self.limit)

    def __str__(self) -> str:
        whose = "everyone's articles" if self.scope.is_everyone else f"server {self.scope.guild_id}"
        return f"article {self.id!r} of {whose} is in no answer: {self.error}"


class FailedArticles:
    """Failed articles by the digest of their content, in memory and in a file if there is a folder for it.

    They count as long as the program and the limit are the same. Another program or a greater limit tries again.
    """

    def __init__(self, folder: Path | None, made_of: str) -> None:
        """`made_of` names what analyses the articles, see `bot.search.snapshot.fingerprint`."""
        self._file = folder / FILE if folder else None
        self._made_of = made_of
        self._stored = _read(self._file, made_of) if self._file else {}
        self._refused: LruCache[str, tuple[AnalysisFault, int]] = LruCache(_MOST_REFUSED)

    def error_of(self, digest: str, limit: int) -> AnalysisError | None:
        """Why an analysis within this limit would fail again; None if that is not known."""
        failed = self._stored.get(digest)
        known = (failed.fault, failed.limit) if failed else self._refused.get(digest)
        return AnalysisError(*known) if known and known[1] >= limit else None

    def ids_of(self, scope: Scope) -> frozenset[str]:
        """The ids of the scope's failed articles."""
        return frozenset(each.id for each in self._stored.values() if each.scope == scope)

    def refuse(self, digest: str, fault: AnalysisFault, limit: int) -> None:
        """Remember an article that is not stored."""
        self._refused.put(digest, (fault, limit))

    def update(self, scope: Scope, failed: dict[str, FailedArticle], present: Collection[str]) -> None:
        """Add the failed articles by their digests, and forget those of the scope whose ids are not present."""
        kept = {digest: each for digest, each in self._stored.items() if each.scope != scope or each.id in present}
        new_ids = {each.id for each in failed.values()}
        kept = {digest: each for digest, each in kept.items() if each.scope != scope or each.id not in new_ids}
        changed = kept | failed
        if changed != self._stored:
            self._stored = changed
            self._save()

    def _save(self) -> None:
        if self._file is None:
            return
        content = {"made_of": self._made_of, "articles": [_as_json(*each) for each in self._stored.items()]}
        beside = self._file.with_name(f"{FILE}.{os.getpid()}.new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(content), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            _log.warning("%s cannot be written: the next start tries failed articles again (%s)", self._file, error)
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def failed_in(folder: Path, made_of: str) -> list[FailedArticle]:
    """The failed articles that are remembered in the folder."""
    return list(_read(folder / FILE, made_of).values())


def _read(file: Path, made_of: str) -> dict[str, FailedArticle]:
    """What the file holds; nothing if it is of another program or cannot be read: then articles are tried again."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["made_of"] != made_of:
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
