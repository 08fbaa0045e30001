"""Data of servers and users besides articles: settings, unanswered questions, and when to erase it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.domain import OPERATOR, GuildSettings, Scope, SettingChange, UserRecord, Vote
from bot.library.library import Library
from bot.store.base import Store
from bot.store.rules import utc_now
from bot.text.personal_data import without_personal_data

RETENTION: Final = timedelta(days=30)
"""Time to keep the data of a server after the bot was removed from it."""


class ServerData:
    """Settings, unanswered questions and retention. Every method raises StoreError if the database fails."""

    def __init__(self, library: Library, store: Store, clock: Callable[[], datetime] = utc_now) -> None:
        self._library = library
        self._store = store
        self._clock = clock
        self._settings = library.settings

    @property
    def reader_name(self) -> str:
        """The name of the model that a server may let choose among passages, '' if there is none."""
        return self._library.reader_name

    async def settings(self, scope: Scope) -> GuildSettings:
        """Return the server's settings."""
        return await self._store.settings(scope)

    async def cached_settings(self, scope: Scope) -> GuildSettings:
        """Return the server's settings, at most a few seconds old, for use with every question."""
        return await self._settings.get(scope)

    async def set_settings(self, scope: Scope, settings: GuildSettings, by: str = OPERATOR) -> None:
        """Save the server's settings, and record who has changed which of them."""
        await self._store.set_settings(scope, settings, by)
        self._settings.invalidate(scope)

    async def setting_changes(self, scope: Scope, before: int = 0, limit: int = 10) -> Sequence[SettingChange]:
        """Return changes of the server's settings, newest first, with numbers below `before` (0: all)."""
        return await self._store.setting_changes(scope, before, limit)

    async def user_record(self, by: str) -> UserRecord:
        """Count what is stored with this user's id, in all servers."""
        return await self._store.user_record(by)

    async def erase_user(self, by: str) -> UserRecord:
        """Erase this user's id from everything that is stored, and return what there was."""
        return await self._store.erase_user(by)

    async def keeps_feedback(self, scope: Scope) -> bool:
        """Return whether unanswered questions and votes are stored for the server's moderators."""
        return not scope.is_everyone and (await self.cached_settings(scope)).keeps_unanswered

    async def record_unanswered(self, question: str, scope: Scope) -> bool:
        """Store an unanswered question, without who asked it, if the server's settings say so; return whether it was.

        Personal data in it is removed.
        """
        if not await self.keeps_feedback(scope):
            return False
        text = await self._without_personal_data(question, scope)
        if not text:
            return False
        await self._store.count_unanswered(text, scope)
        return True

    async def vote(self, question: str, scope: Scope, user: int, vote: Vote | None) -> bool:
        """Store a member's vote on the answer to a question; None takes it back. Return whether votes are stored."""
        if not await self.keeps_feedback(scope):
            return False
        text = await self._without_personal_data(question, scope)
        if not text:
            return False
        await self._store.feedback.vote(scope, text, user, vote, self._clock())
        return True

    async def _without_personal_data(self, question: str, scope: Scope) -> str:
        """Return a question without e-mail addresses and the like, and without names of private people."""
        text = without_personal_data(question, self._library.subject.title)
        return (await self._library.engine(scope)).without_private_names(text, self._clock().date())

    async def delete_old_feedback(self) -> None:
        """Delete votes and unanswered questions after their time."""
        await self._store.feedback.delete_old(self._clock())

    async def erase(self, scope: Scope) -> None:
        """Erase everything that is stored for a server. This cannot be undone."""
        await self._store.erase(scope)
        self._settings.invalidate(scope)
        await self._library.forget(scope)

    async def mark_left(self, scope: Scope) -> None:
        """Record that the bot was removed from the server. Its data is kept for RETENTION."""
        await self._store.set_left(scope, self._clock())

    async def mark_joined(self, scope: Scope) -> None:
        """Record that the bot is in the server."""
        await self._store.set_left(scope, None)

    async def servers_to_erase(self) -> list[Scope]:
        """Return the servers that the bot was removed from more than RETENTION ago."""
        return await self._store.left_before(self._clock() - RETENTION)
