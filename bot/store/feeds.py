"""Feeds and proposals in memory, and the contract of their repository."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from bot.domain import Article, FeedSource, Proposal, ProposalState, Scope
from bot.errors import ConflictError
from bot.phrases.messages import message

PROPOSAL_LIFETIME: Final = timedelta(days=60)
"""Time that a proposed article is stored."""
MAX_SEEN: Final = 1_000
"""Maximum number of remembered entries of a feed: several times as many as one poll reads.

The removed feeds of a scope have the same maximum together.
"""
SEEN_AGAIN: Final = timedelta(days=7)
"""Time after which an entry that its feed still names is recorded as seen again, so that it is not forgotten."""
UNDECIDED: Final = frozenset({ProposalState.WAITING, ProposalState.OPEN})
"""The states of a proposal that nobody has decided on."""


def decided_error(proposal: Proposal | None) -> ConflictError:
    """Return the error for a decision on a proposal that somebody has decided on, or that is gone if it is None."""
    return ConflictError(message(f"feeds.proposal_{proposal.state if proposal else 'gone'}"))


class FeedRepository(Protocol):
    """The feeds of each scope, the entries that were seen, and proposed articles. All methods raise StoreError."""

    async def save(self, feed: FeedSource) -> None:
        """Store a feed, in place of the one of the same scope and id."""
        ...

    async def find(self, scope: Scope, feed_id: str) -> FeedSource | None:
        """Return the feed, None if there is none."""
        ...

    async def feeds(self, scope: Scope) -> list[FeedSource]:
        """Return the scope's feeds, by address."""
        ...

    async def delete(self, scope: Scope, feed_id: str) -> None:
        """Delete a feed. Its seen entries and proposals stay for a while, so that they are not proposed again."""
        ...

    async def unseen(self, scope: Scope, keys: Collection[str]) -> set[str]:
        """Return the keys of entries that the scope has not seen."""
        ...

    async def mark_seen(self, feed: FeedSource, keys: Collection[str], now: datetime) -> None:
        """Record entries of a feed as seen, and forget its oldest ones beyond MAX_SEEN."""
        ...

    async def save_proposal(self, proposal: Proposal) -> None:
        """Store a proposal unless its key is known."""
        ...

    async def find_proposal(self, scope: Scope, key: str) -> Proposal | None:
        """Return the proposal, None if there is none."""
        ...

    async def proposals(self, scope: Scope) -> list[Proposal]:
        """Return all proposals of the scope that are stored, newest first."""
        ...

    async def change_article(self, scope: Scope, key: str, article: Article) -> None:
        """Put a newer version of an article into a proposal that nobody has decided on; any other stays as it is."""
        ...

    async def mark_offered(self, scope: Scope, key: str) -> None:
        """Make a waiting proposal an open one. One that was decided on meanwhile stays as it is."""
        ...

    async def decide(self, scope: Scope, key: str, state: ProposalState) -> None:
        """Decide on a proposal. Raises ConflictError if somebody has, or if it is gone.

        `Store.write` decides on the proposal of an article that it adds, in the same transaction.
        """
        ...

    async def delete_old(self, now: datetime) -> None:
        """Delete the proposals of all scopes that are older than PROPOSAL_LIFETIME."""
        ...


class MemoryFeeds:
    """Implements `FeedRepository` in memory."""

    def __init__(self) -> None:
        self._feeds: dict[tuple[Scope, str], FeedSource] = {}
        self._seen: set[tuple[Scope, str]] = set()
        self._proposals: dict[tuple[Scope, str], Proposal] = {}

    async def save(self, feed: FeedSource) -> None:
        """Store a feed."""
        self._feeds[feed.scope, feed.id] = feed

    async def find(self, scope: Scope, feed_id: str) -> FeedSource | None:
        """Return the feed, None if there is none."""
        return self._feeds.get((scope, feed_id))

    async def feeds(self, scope: Scope) -> list[FeedSource]:
        """Return the scope's feeds, by address."""
        return sorted((feed for feed in self._feeds.values() if feed.scope == scope), key=lambda feed: feed.address)

    async def delete(self, scope: Scope, feed_id: str) -> None:
        """Delete a feed."""
        self._feeds.pop((scope, feed_id), None)

    async def unseen(self, scope: Scope, keys: Collection[str]) -> set[str]:
        """Return the keys of entries that the scope has not seen."""
        return {key for key in keys if (scope, key) not in self._seen}

    async def mark_seen(self, feed: FeedSource, keys: Collection[str], now: datetime) -> None:
        """Record entries of a feed as seen."""
        self._seen.update((feed.scope, key) for key in keys)

    async def save_proposal(self, proposal: Proposal) -> None:
        """Store a proposal unless its key is known."""
        self._proposals.setdefault((proposal.scope, proposal.key), proposal)

    async def find_proposal(self, scope: Scope, key: str) -> Proposal | None:
        """Return the proposal, None if there is none."""
        return self._proposals.get((scope, key))

    async def proposals(self, scope: Scope) -> list[Proposal]:
        """Return all proposals of the scope, newest first."""
        mine = [proposal for proposal in self._proposals.values() if proposal.scope == scope]
        return sorted(mine, key=lambda proposal: proposal.made_at, reverse=True)

    async def change_article(self, scope: Scope, key: str, article: Article) -> None:
        """Put a newer version of an article into a proposal that nobody has decided on."""
        known = self._proposals.get((scope, key))
        if known and known.state in UNDECIDED:
            self._proposals[scope, key] = replace(known, article=article)

    async def mark_offered(self, scope: Scope, key: str) -> None:
        """Make a waiting proposal an open one."""
        known = self._proposals.get((scope, key))
        if known and known.state is ProposalState.WAITING:
            self._proposals[scope, key] = replace(known, state=ProposalState.OPEN)

    async def decide(self, scope: Scope, key: str, state: ProposalState) -> None:
        """Decide on a proposal. Raises ConflictError if somebody has, or if it is gone."""
        known = self._proposals.get((scope, key))
        if known is None or known.state not in UNDECIDED:
            raise decided_error(known)
        self._proposals[scope, key] = replace(known, state=state)

    async def delete_old(self, now: datetime) -> None:
        """Delete proposals after their lifetime."""
        oldest = now - PROPOSAL_LIFETIME
        self._proposals = {key: each for key, each in self._proposals.items() if each.made_at >= oldest}

    def erase(self, scope: Scope) -> None:
        """Delete all rows of a scope."""
        self._feeds = {key: feed for key, feed in self._feeds.items() if key[0] != scope}
        self._seen = {key for key in self._seen if key[0] != scope}
        self._proposals = {key: each for key, each in self._proposals.items() if key[0] != scope}
