"""What moderators typed into forms that could not be used yet, kept so that nobody types it again."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.domain import Scope
from bot.errors import DraftExpiredError
from bot.library.lru_cache import LruCache
from bot.phrases.messages import message

_MOST_SIGNS: Final = 4_000_000
"""Characters that are kept for all servers together; what was typed longest ago goes first."""
_KEPT_FOR: Final = 24 * 3600.0
"""Seconds: as long as a draft is kept."""


class FormKind(StrEnum):
    """Which form it was."""

    PASTE = "paste"
    DRAFT = "draft"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Typed:
    """The values of a form, by the names of its fields, and what it was about."""

    kind: FormKind
    values: Mapping[str, str]
    target: str = ""
    """The key of a draft, or the id of an article."""
    revision: int = 0
    """Of that article."""
    opened_with: Mapping[str, str] = field(default_factory=dict)
    """The values that the form held when it was opened."""


class TypedForms:
    """Values of forms by a key that only who typed them can use. They are lost at a restart."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: LruCache[str, tuple[Typed, Scope, str, float]] = LruCache(_MOST_SIGNS)

    def keep(self, typed: Typed, scope: Scope, by: str) -> str:
        """Keep what was typed; return its key."""
        key = secrets.token_hex(8)
        size = 500 + sum(map(len, typed.values.values()))
        self._kept.put(key, (typed, scope, by, self._clock()), size)
        return key

    def of(self, key: str, scope: Scope, by: str) -> Typed:
        """What was typed. Raises DraftExpiredError when it is not kept, or was typed by somebody else or elsewhere."""
        kept = self._kept.get(key)
        if kept is None or kept[1:3] != (scope, by) or self._clock() - kept[3] > _KEPT_FOR:
            raise DraftExpiredError(message("expired.draft"))
        return kept[0]

    def forget(self, scope: Scope) -> None:
        """Drop what was typed in a server."""
        for key, kept in self._kept.items():
            if kept[1] == scope:
                self._kept.drop(key)

    def forget_user(self, by: str) -> None:
        """Drop what somebody typed, in all servers."""
        for key, kept in self._kept.items():
            if kept[2] == by:
                self._kept.drop(key)
