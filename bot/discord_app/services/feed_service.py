"""The use cases of moderators with feeds and proposals, made into replies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import discord

from bot.discord_app.members import Moderator
from bot.discord_app.replies.components import ComponentView
from bot.discord_app.replies.feeds import changed_note, decided_view, feed_name, feeds_view, proposal_view
from bot.discord_app.replies.framed import framed, notice_view
from bot.discord_app.services.moderator_service import ModeratorService, time_for_one_source
from bot.discord_app.services.notices import moderator_channel
from bot.domain import Article, Proposal, ProposalState
from bot.errors import Heat2Error, PageError, PageFault
from bot.library.articles.merging import diff_articles, merge_articles
from bot.library.feeds.proposals import FeedProposals
from bot.library.feeds.sources import Feeds

CHECK_SECONDS: Final = 20.0
"""Time for reading the page of a proposed article again before it is published."""


@dataclass(frozen=True, slots=True)
class PageCheck:
    """The state of a proposed article's page, compared with the proposal."""

    article: Article
    """The article as its page reads now, or as it was proposed if the page could not be read."""
    is_read: bool = True
    is_gone: bool = False
    """Whether there is no page any more."""


class FeedService:
    """Makes the replies about feeds. Each method raises Heat2Error with a message that can be shown."""

    def __init__(self, feeds: Feeds, proposals: FeedProposals, moderators: ModeratorService) -> None:
        self.feeds = feeds
        self.proposals = proposals
        self._moderators = moderators

    async def add(self, address: str, guild: discord.Guild | None, moderator: Moderator) -> ComponentView:
        """Add a feed, and say where its proposals will appear."""
        feed = await self.feeds.add(address, moderator.scope)
        done = moderator.phrases.say("feeds.added", title=feed_name(feed))
        return framed([done, await self._channel_note(guild, moderator)])

    async def list_feeds(self, guild: discord.Guild | None, moderator: Moderator) -> ComponentView:
        """List the feeds."""
        statuses = await self.feeds.statuses(moderator.scope)
        note = await self._channel_note(guild, moderator) if statuses else ""
        return feeds_view(statuses, note and f"-# {note}", moderator.phrases)

    async def change(self, action: str, feed_id: str, moderator: Moderator) -> ComponentView:
        """Remove, trust, untrust, pause or resume a feed, and say so."""
        scope = moderator.scope
        if action == "remove":
            feed, key = await self.feeds.remove(feed_id, scope), "feeds.removed"
        elif action in {"trust", "untrust"}:
            feed = await self.feeds.set_trusted(feed_id, scope, is_trusted=action == "trust")
            key = f"feeds.{action}ed"
        else:
            feed = await self.feeds.set_paused(feed_id, scope, is_paused=action == "pause")
            key = f"feeds.{action}d"
        return framed([moderator.phrases.say(key, title=feed_name(feed))])

    async def publish(
        self, key: str, version: str, guild: discord.Guild | None, moderator: Moderator, *, is_checked: bool = False
    ) -> ComponentView:
        """Publish a proposed article, announce it, and show what was done.

        If its page has changed or is gone, or if another version than this was shown, the proposal is shown
        again with what has changed. With `is_checked`, the moderator has seen that. An article that a moderator
        has edited and published meanwhile stays as it is.
        """
        scope, moderation = moderator.scope, moderator.moderation
        proposal = await self.proposals.find_open(key, scope)
        if (await moderation.preview(proposal.article, scope, is_new=False)).replaces:
            await self.proposals.decide(key, scope, ProposalState.PUBLISHED)
            return notice_view(moderator.phrases.say("message.feeds.proposal_published"))
        if version and version != proposal.version:
            return await self._shown_again(proposal, moderator.phrases.say("feeds.changed"), moderator)
        check = PageCheck(proposal.article) if is_checked else await self._checked(proposal.article)
        if check.is_gone:
            return await self._shown_again(proposal, moderator.phrases.say("feeds.withdrawn"), moderator)
        if diff_articles(proposal.article, check.article):
            note = changed_note(proposal.article, check.article, moderator.phrases)
            return await self._shown_again(
                await self.proposals.change_article(proposal, check.article), note, moderator
            )
        event = await moderation.publish(proposal.article, scope, moderator.by, proposal=key)
        notes = [] if check.is_read else [f"-# {moderator.phrases.say('feeds.not_checked')}"]
        notes.append(await self._moderators.announce(event, guild, moderator))
        return self._moderators.done(event, moderator, "\n".join(filter(None, notes)))

    async def _checked(self, proposed: Article) -> PageCheck:
        """Return the article as its page reads now, with what only its feed has said."""
        if not proposed.url:
            return PageCheck(proposed)
        try:
            async with time_for_one_source(CHECK_SECONDS):
                now = merge_articles(await self._moderators.article_from_address(proposed.url), proposed)
        except PageError as error:
            return PageCheck(proposed, is_read=False, is_gone=error.fault is PageFault.NOT_FOUND)
        except Heat2Error:  # nothing that happens to the reading may keep a moderator from publishing
            return PageCheck(proposed, is_read=False)
        # Other white space is no change that anybody could see.
        is_same_text = now.text.split() == proposed.text.split()
        return PageCheck(replace(now, text=proposed.text) if is_same_text else now)

    async def _shown_again(self, proposal: Proposal, note: str, moderator: Moderator) -> ComponentView:
        preview = await moderator.moderation.preview(proposal.article, proposal.scope)
        return proposal_view(
            proposal, preview, moderator.moderation.today(), moderator.phrases, f"⚠️ {note}", is_checked=True
        )

    async def edit(self, key: str, moderator: Moderator) -> ComponentView:
        """Preview a proposed article for this moderator, who can correct and publish it."""
        proposal = await self.proposals.find_open(key, moderator.scope)
        return await self._moderators.preview(proposal.article, moderator)

    async def skip(self, key: str, moderator: Moderator) -> ComponentView:
        """Skip a proposed article, and say who decided so."""
        proposal = await self.proposals.decide(key, moderator.scope, ProposalState.SKIPPED)
        return decided_view(proposal, "feeds.skipped", moderator.by, moderator.phrases)

    async def suggest(self, typed: str, moderator: Moderator) -> list[tuple[str, str]]:
        """Return the names of feeds that contain what is typed, with their ids."""
        statuses = await self.feeds.statuses(moderator.scope)
        named = [(each.feed.title or each.feed.address, each.feed) for each in statuses]
        wanted = typed.casefold()
        return [(name, feed.id) for name, feed in named if wanted in f"{name} {feed.address}".casefold()]

    async def _channel_note(self, guild: discord.Guild | None, moderator: Moderator) -> str:
        """Say where proposals appear, or that they cannot."""
        settings = await moderator.moderation.server_data.settings(moderator.scope)
        channel = moderator_channel(guild, settings) if guild else 0
        if not channel:
            return moderator.phrases.say("feeds.no_channel")
        return moderator.phrases.say("feeds.where", channel=f"<#{channel}>")
