"""Followed topics: what is stored of one, the contract of their repository, and the repository in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain import Scope


@dataclass(frozen=True, slots=True)
class Position:
    """The numbers of the last changes, of everyone's articles and of a server's own, that a follower has seen."""

    shared: int = 0
    own: int = 0


@dataclass(frozen=True, slots=True)
class Follow:
    """A topic that a user follows, or that a channel of a server follows."""

    key: str
    scope: Scope
    """The server whose articles are searched; everyone's in direct messages."""
    topic: str
    next_at: datetime
    """The earliest time of the next message."""
    user: str = ""
    """The id of the user who gets a direct message, '' for a channel."""
    channel: int = 0
    role: int = 0
    """The role that a message in the channel mentions, 0 for none."""
    language: str = "en"
    seen: Position = Position()
    failures: int = 0
    """The number of messages in a row that could not be delivered."""


class FollowRepository(Protocol):
    """Stored follows. Every method raises StoreError if the database fails; then nothing has changed."""

    async def add(self, follow: Follow) -> None:
        """Store a new follow, unless its key is known: another process has stored it at the same moment."""
        ...

    async def get(self, key: str) -> Follow:
        """Return the follow under the key. Raises LookupError if there is none."""
        ...

    async def of_user(self, user: str) -> list[Follow]:
        """Return what a user follows in all servers, by topic."""
        ...

    async def of_channels(self, scope: Scope) -> list[Follow]:
        """Return what the channels of a server follow, by topic."""
        ...

    async def count(self, scope: Scope) -> int:
        """Return the number of follows of a server."""
        ...

    async def delete(self, keys: Collection[str]) -> None:
        """Delete the follows under these keys, if they exist."""
        ...

    async def due(self, scope: Scope, position: Position, now: datetime, limit: int) -> list[Follow]:
        """Return follows of a scope that may be notified now and are behind this position, longest waiting first."""
        ...

    async def move(self, follow: Follow, later: Follow) -> bool:
        """Store a later state of a follow, unless another process has changed it or it was deleted.

        Returns whether it was stored: of several processes that try, one succeeds.
        """
        ...


class MemoryFollows:
    """Implements `FollowRepository` in memory."""

    def __init__(self) -> None:
        self._follows: dict[str, Follow] = {}

    async def add(self, follow: Follow) -> None:
        """Store a new follow, unless its key is known."""
        self._follows.setdefault(follow.key, follow)

    async def get(self, key: str) -> Follow:
        """Return the follow under the key. Raises LookupError if there is none."""
        return self._follows[key]

    async def of_user(self, user: str) -> list[Follow]:
        """Return what a user follows in all servers, by topic."""
        return sorted((each for each in self._follows.values() if each.user == user), key=_by_topic)

    async def of_channels(self, scope: Scope) -> list[Follow]:
        """Return what the channels of a server follow, by topic."""
        found = (each for each in self._follows.values() if each.scope == scope and each.channel)
        return sorted(found, key=_by_topic)

    async def count(self, scope: Scope) -> int:
        """Return the number of follows of a server."""
        return sum(each.scope == scope for each in self._follows.values())

    async def delete(self, keys: Collection[str]) -> None:
        """Delete the follows under these keys, if they exist."""
        for key in keys:
            self._follows.pop(key, None)

    async def due(self, scope: Scope, position: Position, now: datetime, limit: int) -> list[Follow]:
        """Return follows of a scope that may be notified now and are behind this position, longest waiting first."""
        found = (each for each in self._follows.values() if each.scope == scope and each.next_at <= now)
        unseen = (each for each in found if each.seen != position)
        return sorted(unseen, key=lambda each: (each.next_at, each.key))[:limit]

    async def move(self, follow: Follow, later: Follow) -> bool:
        """Store a later state of a follow, unless it was changed or deleted."""
        if self._follows.get(follow.key) != follow:
            return False
        self._follows[follow.key] = later
        return True

    def erase(self, scope: Scope) -> None:
        """Delete all follows of a scope."""
        self._follows = {key: each for key, each in self._follows.items() if each.scope != scope}

    def erase_user(self, user: str) -> None:
        """Delete all follows of a user."""
        self._follows = {key: each for key, each in self._follows.items() if each.user != user}

    def count_user(self, user: str) -> int:
        """Return the number of topics that a user follows."""
        return sum(each.user == user for each in self._follows.values())


def _by_topic(follow: Follow) -> tuple[str, str]:
    return follow.topic.casefold(), follow.key
