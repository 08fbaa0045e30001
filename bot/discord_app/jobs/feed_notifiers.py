"""Two kinds of FeedNotifier: one writes into the channels of a server, the other into the log."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import discord

from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.feeds import proposal_view, report_view
from bot.discord_app.replies.latest import announcement_view
from bot.discord_app.services.notices import NoticeError, Notices, phrases_of
from bot.domain import Event, FeedSource, Proposal, Scope
from bot.library.articles.moderation import Moderation
from bot.library.library import today
from bot.phrases import Phrases
from bot.text.counts import counted

_log = logging.getLogger(__name__)


class ServerFeedNotifier:
    """Writes into the channels of a server. Raises NoticeError if Discord fails now: the poll is then repeated."""

    def __init__(self, guild: discord.Guild, notices: Notices, moderation: Moderation) -> None:
        self._guild = guild
        self._notices = notices
        self._moderation = moderation
        self._scope = Scope(guild.id)

    async def propose(self, proposal: Proposal) -> bool:
        """Show the proposal in the moderators' channel; return False if there is none in which the bot may write."""
        preview = await self._moderation.preview(proposal.article, self._scope)
        return await self._tell(
            proposal_view(proposal, preview, today(), await self._phrases()), f"proposal:{proposal.key}"
        )

    async def announce(self, event: Event) -> None:
        """Announce the article in the announcement channel."""
        view = announcement_view(event.article, await self._phrases(), today())
        # The article is published, and the poll must not be repeated for its announcement.
        outcome = await self._notices.announce(self._guild, view, key=f"article:{event.number}")
        if outcome.can_retry:
            _log.warning("an article of a feed was not announced in server %s", self._guild.id)

    async def report(self, feed: FeedSource, *, is_working: bool) -> None:
        """Tell the moderators' channel about the feed, once for each time that it fails."""
        since = f"{feed.read_at.timestamp():.0f}" if feed.read_at else "never"
        view = report_view(feed, await self._phrases(), is_working=is_working)
        await self._tell(view, f"feed:{feed.id}:{'well' if is_working else 'dead'}:{since}")

    async def _phrases(self) -> Phrases:
        return phrases_of(self._guild, await self._moderation.server_data.settings(self._scope))

    async def _tell(self, view: ComponentView, key: str) -> bool:
        outcome = await self._notices.tell_moderators(self._guild, view, key=key)
        if outcome.can_retry:
            raise NoticeError(outcome)
        return outcome.is_sent


class LogFeedNotifier:
    """Writes into the log, for the operator's feeds, which publish for everyone."""

    async def propose(self, proposal: Proposal) -> bool:
        """Do nothing: the operator's feeds are trusted."""
        return True

    async def announce(self, event: Event) -> None:
        """Do nothing but log: a new article of everyone's is not announced in servers."""
        _log.info("a feed has published the article %s for everyone", event.article.id)

    async def report(self, feed: FeedSource, *, is_working: bool) -> None:
        """Log that a feed fails, or that it is well again."""
        state = "works again" if is_working else f"has failed {counted(feed.failures, 'time')} ({feed.fault})"
        # The rest of an address may hold a password or a key.
        _log.warning("the feed of %s %s", urlsplit(feed.address).hostname, state)
