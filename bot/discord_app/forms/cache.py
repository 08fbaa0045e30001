"""Forms that could not be used yet, with their files, in memory."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cachetools import TTLCache

from bot.discord_app.forms.content import FormContent
from bot.domain import Scope
from bot.errors import DraftExpiredError
from bot.phrases.messages import message

_MAX_CHARACTERS: Final = 4_000_000
"""Characters of all forms together; the form that was used longest ago is dropped first."""
_FORM_OVERHEAD: Final = 500
"""Characters that a form without text is counted as."""
_TTL_SECONDS: Final = 24 * 3600.0
"""Lifetime of a form, which is that of a draft."""


@dataclass(frozen=True, slots=True)
class _Entry:
    content: FormContent
    scope: Scope
    by: str

    @property
    def size(self) -> int:
        return _FORM_OVERHEAD + sum(map(len, self.content.values.values()))


class FormCache:
    """Forms by a key that only their author can use. They are kept in memory and lost at a restart."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._entries: TTLCache[str, _Entry] = TTLCache(
            _MAX_CHARACTERS, _TTL_SECONDS, timer=clock, getsizeof=lambda entry: entry.size
        )

    def put(self, content: FormContent, scope: Scope, by: str, key: str = "") -> str:
        """Keep a form under a key, or a new one, and return the key."""
        key = key or secrets.token_hex(8)
        self._entries[key] = _Entry(content, scope, by)
        return key

    def get(self, key: str, scope: Scope, by: str) -> FormContent:
        """Return a form. Raises DraftExpiredError when it is gone, or is of another user or server."""
        entry = self._entries.get(key)
        if entry is None or (entry.scope, entry.by) != (scope, by):
            raise DraftExpiredError(message("expired.draft"))
        return entry.content

    def forget_server(self, scope: Scope) -> None:
        """Drop the forms of a server."""
        self._drop(lambda entry: entry.scope == scope)

    def forget_user(self, by: str) -> None:
        """Drop the forms of a user in all servers."""
        self._drop(lambda entry: entry.by == by)

    def _drop(self, is_dropped: Callable[[_Entry], bool]) -> None:
        for key, entry in list(self._entries.items()):
            if is_dropped(entry):
                self._entries.pop(key, None)
