"""What a poll of a feed tells moderators and members."""

from __future__ import annotations

from typing import Protocol

from bot.domain import Event, FeedSource, Proposal


class Outlet(Protocol):
    """Where moderators and members of a server are told of a feed. What is told twice must be sent once."""

    async def propose(self, proposal: Proposal) -> bool:
        """Ask the moderators whether an article shall be published; return whether they can be asked."""
        ...

    async def announce(self, event: Event) -> None:
        """Announce an article that a trusted feed has published."""
        ...

    async def report(self, feed: FeedSource, *, is_well: bool) -> None:
        """Tell the moderators that a feed fails, or that it is well again."""
        ...
