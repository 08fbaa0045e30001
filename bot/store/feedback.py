"""Votes on answers, and dismissed questions: the contract of their repository, and one in memory.

No user's id is stored with a vote. A keyed hash tells members apart, so that each has one vote on a question and can
change it. The key is a random secret that is used for KEY_DAYS. While the next key is in use, votes under the former
one can still be changed; then it is deleted, and nobody can find out any more whose votes they were.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from bot.domain import CastVote, Scope, Vote

KEY_DAYS: Final = 7
"""Days for which a key is used. It is deleted as many days later."""
VOTE_LIFETIME: Final = timedelta(days=90)
"""Time to keep a vote."""
UNANSWERED_LIFETIME: Final = timedelta(days=180)
"""Time to keep a question without an answer after it was asked last."""
MAX_VOTES: Final = 2_000
"""Maximum number of votes of a server; beyond, the oldest are dropped."""
MAX_DISMISSED: Final = 500
"""Maximum number of dismissed questions of a server; beyond, the oldest are dropped."""

_EPOCH: Final = datetime(2020, 1, 1, tzinfo=UTC)


class FeedbackRepository(Protocol):
    """Votes and dismissed questions of each server. Every method raises StoreError if the database fails."""

    async def vote(self, scope: Scope, question: str, user: int, vote: Vote | None, now: datetime) -> None:
        """Store a member's vote in place of their former one on the question; None takes it back.

        A database that cannot be written now gets it later.
        """
        ...

    async def votes(self, scope: Scope) -> list[CastVote]:
        """Return the votes of a server, oldest first."""
        ...

    async def dismiss(self, scope: Scope, questions: Sequence[str], now: datetime) -> None:
        """Store that a server has dismissed these questions."""
        ...

    async def restore(self, scope: Scope, questions: Sequence[str]) -> None:
        """Remove these questions from the dismissed ones."""
        ...

    async def dismissed(self, scope: Scope) -> list[str]:
        """Return the questions that the server has dismissed."""
        ...

    async def delete_old(self, now: datetime) -> None:
        """Delete votes and unanswered questions after their lifetime, and keys that are no longer used."""
        ...


def key_period(moment: datetime) -> int:
    """Return the number of the period whose key is used at this moment."""
    return (moment - _EPOCH) // timedelta(days=KEY_DAYS)


def new_secret() -> str:
    """Return a new key."""
    return secrets.token_hex(32)


def voter_hash(secret: str, scope: Scope, user: int | str) -> str:
    """Return what replaces a user's id in the votes of a server. It differs from server to server."""
    return hmac.new(bytes.fromhex(secret), f"{scope.guild_id}:{user}".encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(slots=True)
class MemoryFeedback:
    """Implements `FeedbackRepository` in memory."""

    _votes: dict[tuple[Scope, str, str], CastVote] = field(default_factory=dict)
    _keys: dict[int, str] = field(default_factory=dict)
    _dismissed: dict[tuple[Scope, str], datetime] = field(default_factory=dict)

    async def vote(self, scope: Scope, question: str, user: int, vote: Vote | None, now: datetime) -> None:
        """Store a member's vote in place of their former one on the question; None takes it back."""
        period = key_period(now)
        current = self._keys.setdefault(period, new_secret())
        for secret in filter(None, (self._keys.get(period - 1), current)):
            self._votes.pop((scope, question, voter_hash(secret, scope, user)), None)
        if vote:
            self._votes[scope, question, voter_hash(current, scope, user)] = CastVote(question, vote, now)
        mine = sorted((key for key in self._votes if key[0] == scope), key=lambda key: self._votes[key].at)
        for key in mine[:-MAX_VOTES]:
            del self._votes[key]

    async def votes(self, scope: Scope) -> list[CastVote]:
        """Return the votes of a server, oldest first."""
        return sorted((cast for key, cast in self._votes.items() if key[0] == scope), key=lambda cast: cast.at)

    async def dismiss(self, scope: Scope, questions: Sequence[str], now: datetime) -> None:
        """Store that a server has dismissed these questions."""
        self._dismissed |= {(scope, question): now for question in questions}
        mine = sorted((key for key in self._dismissed if key[0] == scope), key=self._dismissed.__getitem__)
        for key in mine[:-MAX_DISMISSED]:
            del self._dismissed[key]

    async def restore(self, scope: Scope, questions: Sequence[str]) -> None:
        """Remove these questions from the dismissed ones."""
        for question in questions:
            self._dismissed.pop((scope, question), None)

    async def dismissed(self, scope: Scope) -> list[str]:
        """Return the questions that the server has dismissed."""
        return sorted(question for owner, question in self._dismissed if owner == scope)

    async def delete_old(self, now: datetime) -> None:
        """Delete votes after their lifetime, and keys that are no longer used."""
        self._votes = {key: cast for key, cast in self._votes.items() if cast.at > now - VOTE_LIFETIME}
        self._keys = {period: key for period, key in self._keys.items() if period >= key_period(now) - 1}

    def erase(self, scope: Scope) -> None:
        """Delete everything of a server."""
        self._votes = {key: cast for key, cast in self._votes.items() if key[0] != scope}
        self._dismissed = {key: at for key, at in self._dismissed.items() if key[0] != scope}

    def count_user(self, user: str) -> int:
        """Return the number of votes that can be assigned to the user."""
        return len(self._keys_of_votes_by(user))

    def erase_user(self, user: str) -> None:
        """Delete the votes that can be assigned to the user."""
        for key in self._keys_of_votes_by(user):
            del self._votes[key]

    def _keys_of_votes_by(self, user: str) -> list[tuple[Scope, str, str]]:
        return [k for k in self._votes if any(k[2] == voter_hash(each, k[0], user) for each in self._keys.values())]
