"""Articles that feeds propose to the moderators of a server, and the decisions on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain import Article, FeedSource, Proposal, ProposalState, Scope
from bot.library.feeds.notifier import FeedNotifier
from bot.library.feeds.sources import key_of
from bot.store.feeds import UNDECIDED, FeedRepository, decided_error
from bot.store.rules import utc_now


class FeedProposals:
    """Proposed articles of all servers. Every method raises StoreError."""

    def __init__(self, store: FeedRepository, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._clock = clock

    async def find_open(self, key: str, scope: Scope) -> Proposal:
        """Return a proposal that nobody has decided on. Raises ConflictError for any other."""
        proposal = await self._store.find_proposal(scope, key)
        if proposal is None or proposal.state not in UNDECIDED:
            raise decided_error(proposal)
        return proposal

    async def decide(self, key: str, scope: Scope, state: ProposalState) -> Proposal:
        """Decide on an open proposal, before anybody else does. Raises ConflictError if somebody has.

        `Moderation.publish` decides on the proposal of the article that it publishes.
        """
        proposal = await self.find_open(key, scope)
        await self._store.decide(scope, key, state)
        return proposal

    async def articles(self, scope: Scope) -> list[Article]:
        """Return all articles that were proposed to a server and are still stored."""
        return [proposal.article for proposal in await self._store.proposals(scope)]

    async def propose(
        self, feed: FeedSource, article: Article, copies: tuple[str, ...], notifier: FeedNotifier
    ) -> None:
        """Store a proposal, and ask the moderators now if they can be asked. `copies` are addresses of near copies.

        If the article was proposed before and nobody was asked yet, its newer version takes the place of the older one.
        """
        key = key_of(article.url or article.id)
        name = feed.title or feed.address
        proposal = Proposal(feed.scope, key, article, name, self._clock(), copies, ProposalState.WAITING)
        await self._store.save_proposal(proposal)
        stored = await self._store.find_proposal(feed.scope, key)
        if stored and stored.state is ProposalState.WAITING:
            await self._offer(await self.change_article(stored, article), notifier)

    async def change_article(self, proposal: Proposal, article: Article) -> Proposal:
        """Put a newer version of the article into a proposal, and return it so."""
        if article != proposal.article:
            await self._store.change_article(proposal.scope, proposal.key, article)
        return replace(proposal, article=article)

    async def offer_waiting(self, scope: Scope, notifier: FeedNotifier) -> None:
        """Ask about articles that were found while the moderators had no channel."""
        for proposal in await self._store.proposals(scope):
            if proposal.state is ProposalState.WAITING:
                await self._offer(proposal, notifier)

    async def _offer(self, proposal: Proposal, notifier: FeedNotifier) -> None:
        if await notifier.propose(proposal):
            await self._store.mark_offered(proposal.scope, proposal.key)

    async def delete_old(self) -> None:
        """Delete proposals of all servers after their lifetime, also those of feeds that are no longer polled."""
        await self._store.delete_old(self._clock())
