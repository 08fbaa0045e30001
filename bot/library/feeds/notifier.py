"""How a poll of a feed tells moderators and members what it found."""

from __future__ import annotations

from typing import Protocol

from bot.domain import Event, FeedSource, Proposal


class FeedNotifier(Protocol):
    """Tells moderators and members about a feed. Each message is sent once, even if a method is called again for it."""

    async def propose(self, proposal: Proposal) -> bool:
        """Ask the moderators whether an article shall be published; return whether they can be asked."""
        ...

    async def announce(self, event: Event) -> None:
        """Announce an article that a trusted feed has published."""
        ...

    async def report(self, feed: FeedSource, *, is_working: bool) -> None:
        """Tell the moderators that a feed fails, or that it works again."""
        ...
