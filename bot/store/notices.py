"""Notices, messages that the bot sends by itself: the contract of their repository, and the repository in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final, Protocol

from bot.domain import Scope

NOTICE_LIFETIME: Final = timedelta(days=180)
"""Time for which a sent notice is remembered."""


class ClaimState(Enum):
    """The result of an attempt to claim a notice."""

    TAKEN = auto()
    """It was not claimed before: send it."""
    TAKEN_OVER = auto()
    """A process claimed it earlier and did not say whether it was sent: check the channel, then send it."""
    BUSY = auto()
    """Another process is sending it."""
    SENT = auto()
    """It was sent before."""


@dataclass(frozen=True, slots=True)
class NoticeClaim:
    """The result of a claim. `since` is when the notice was claimed first."""

    state: ClaimState
    since: datetime


class NoticeRepository(Protocol):
    """Notices of each server by key. Every method raises StoreError if the database fails."""

    async def claim(self, scope: Scope, key: str, now: datetime, lease: timedelta) -> NoticeClaim:
        """Claim a notice for the time of `lease`, unless it was sent or another process holds it."""
        ...

    async def mark_sent(self, scope: Scope, key: str, now: datetime) -> None:
        """Record that a claimed notice was sent."""
        ...

    async def delete(self, scope: Scope, key: str) -> None:
        """Forget a notice, so that it can be sent, or sent again."""
        ...

    async def count_since(self, scope: Scope, moment: datetime) -> int:
        """Return the number of notices that were sent to the server after that moment."""
        ...

    async def delete_before(self, moment: datetime) -> None:
        """Forget all notices that were claimed before that moment."""
        ...


@dataclass(slots=True)
class _Stored:
    since: datetime
    claimed_at: datetime
    sent_at: datetime | None = None


class MemoryNotices:
    """Implements `NoticeRepository` in memory."""

    def __init__(self) -> None:
        self._notices: dict[tuple[Scope, str], _Stored] = {}

    async def claim(self, scope: Scope, key: str, now: datetime, lease: timedelta) -> NoticeClaim:
        """Claim a notice."""
        stored = self._notices.get((scope, key))
        if stored is None:
            self._notices[scope, key] = _Stored(now, now)
            return NoticeClaim(ClaimState.TAKEN, now)
        if stored.sent_at:
            return NoticeClaim(ClaimState.SENT, stored.since)
        if now < stored.claimed_at + lease:
            return NoticeClaim(ClaimState.BUSY, stored.since)
        stored.claimed_at = now
        return NoticeClaim(ClaimState.TAKEN_OVER, stored.since)

    async def mark_sent(self, scope: Scope, key: str, now: datetime) -> None:
        """Record that a claimed notice was sent."""
        if stored := self._notices.get((scope, key)):
            stored.sent_at = now

    async def delete(self, scope: Scope, key: str) -> None:
        """Forget a notice."""
        self._notices.pop((scope, key), None)

    async def count_since(self, scope: Scope, moment: datetime) -> int:
        """Return the number of notices that were sent to the server after that moment."""
        mine = (stored for (owner, _), stored in self._notices.items() if owner == scope)
        return sum(stored.sent_at is not None and stored.sent_at > moment for stored in mine)

    async def delete_before(self, moment: datetime) -> None:
        """Forget all notices that were claimed before that moment."""
        self._keep(lambda _, stored: stored.claimed_at >= moment)

    def erase(self, scope: Scope) -> None:
        """Forget all notices of a scope."""
        self._keep(lambda owner, _: owner != scope)

    def _keep(self, is_kept: Callable[[Scope, _Stored], bool]) -> None:
        self._notices = {key: stored for key, stored in self._notices.items() if is_kept(key[0], stored)}
