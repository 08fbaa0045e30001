"""The feeds of a scope: moderators add, remove, trust and pause them. A job polls each (see `polling`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import EVERYONE, FeedSource, Scope
from bot.errors import ConflictError, LimitError, PageError, PageFault, SourceError
from bot.library.articles.merging import address_key
from bot.library.feeds.readers import FindFeed
from bot.library.jobs import JobRunner
from bot.phrases.messages import message, phrase_message
from bot.store.feeds import FeedRepository
from bot.text.hashing import short_hash

JOB: Final = "feed"
"""The name of the job that polls a feed; its key is the feed's id."""
TEMPORARY: Final = frozenset({PageFault.SERVER, PageFault.TOO_SLOW, PageFault.UNREACHABLE})
"""Faults of a page or a feed that may be gone at the next try."""
_SAID_FOR_FEEDS: Final = frozenset({PageFault.ADDRESS, PageFault.NO_FEED})
"""Faults whose own sentences are also right for a feed."""
MIN_INTERVAL: Final = timedelta(minutes=30)
"""Minimum time between two polls of a feed."""


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Limits for each server. All servers share the operator's machine."""

    feeds: int = 20
    """Maximum number of feeds of a server."""
    polls_per_hour: int = 20
    """Maximum number of polls of a server's feeds; with more feeds each is polled less often."""


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed, and when it is polled next; None while it is paused."""

    feed: FeedSource
    next_at: datetime | None


class Feeds:
    """The use cases of moderators and the operator on feeds. Every method raises StoreError."""

    def __init__(
        self,
        store: FeedRepository,
        jobs: JobRunner,
        find_feed: FindFeed,
        limits: FeedLimits = FeedLimits(),
    ) -> None:
        self._store = store
        self._jobs = jobs
        self._find_feed = find_feed
        self._limits = limits

    async def add(self, address: str, scope: Scope) -> FeedSource:
        """Add the feed at an address, or of the site there; its newest articles are proposed soon.

        Raises SourceError if there is none, LimitError if the server has too many, ConflictError if it has this one.
        """
        known = await self._store.feeds(scope)
        if len(known) >= self._limits.feeds:
            raise LimitError(message("feeds.too_many", count=len(known)))
        try:
            content = await self._find_feed(address)
        except PageError as error:
            raise _not_added(error) from error
        feed = FeedSource(scope, key_of(content.url), content.url, content.title)
        if any(feed.id in {each.id, key_of(each.address)} for each in known):
            raise ConflictError(message("feeds.known"))
        await self._store.save(feed)
        interval = max(MIN_INTERVAL, self._shortest_interval(len(known) + 1))
        await self._jobs.schedule(JOB, interval, scope, feed.id, first=timedelta())
        return feed

    async def statuses(self, scope: Scope) -> list[FeedStatus]:
        """Return the scope's feeds, by address."""
        times = {job.key: job.due_at for job in await self._jobs.scheduled(JOB, scope)}
        return [FeedStatus(feed, times.get(feed.id)) for feed in await self._store.feeds(scope)]

    async def remove(self, feed_id: str, scope: Scope) -> FeedSource:
        """Remove a feed. Raises ConflictError if there is none of that id."""
        feed = await self._find(feed_id, scope)
        await self._store.delete(scope, feed.id)
        await self._jobs.cancel(JOB, scope, feed.id)
        return feed

    async def set_trusted(self, feed_id: str, scope: Scope, *, is_trusted: bool) -> FeedSource:
        """Have a feed's articles published by themselves, or proposed. Raises ConflictError."""
        feed = replace(await self._find(feed_id, scope), is_trusted=is_trusted)
        await self._store.save(feed)
        return feed

    async def set_paused(self, feed_id: str, scope: Scope, *, is_paused: bool) -> FeedSource:
        """Stop polling a feed, or go on. Raises ConflictError."""
        feed = replace(await self._find(feed_id, scope), is_paused=is_paused)
        await self._store.save(feed)
        if is_paused:
            await self._jobs.cancel(JOB, scope, feed.id)
        else:
            await self._jobs.schedule(JOB, MIN_INTERVAL, scope, feed.id, first=timedelta())
        return feed

    async def set_shared(self, addresses: Sequence[str]) -> None:
        """Make these the feeds of everyone's scope. They are trusted: the operator has chosen them."""
        wanted = {key_of(address): address for address in addresses}
        known = {feed.id for feed in await self._store.feeds(EVERYONE)}
        for feed_id in known - wanted.keys():
            await self.remove(feed_id, EVERYONE)
        for feed_id in wanted.keys() - known:
            await self._store.save(FeedSource(EVERYONE, feed_id, wanted[feed_id], is_trusted=True))
        for feed_id in wanted:
            await self._jobs.schedule(JOB, MIN_INTERVAL, EVERYONE, feed_id)

    async def to_poll(self, feed_id: str, scope: Scope) -> FeedSource | None:
        """Return the feed of that id; None, and no further poll, if it was removed or paused."""
        feed = await self._store.find(scope, feed_id)
        if feed and not feed.is_paused:
            return feed
        await self._jobs.cancel(JOB, scope, feed_id)
        return None

    async def interval(self, scope: Scope, least: timedelta = MIN_INTERVAL) -> timedelta:
        """Return the time between two polls of a feed: `least`, or more if the server has many feeds."""
        return max(least, self._shortest_interval(len(await self._store.feeds(scope))))

    def _shortest_interval(self, feeds: int) -> timedelta:
        return timedelta(hours=1) * feeds / self._limits.polls_per_hour

    async def _find(self, feed_id: str, scope: Scope) -> FeedSource:
        """Return the feed of that id, or of that address as people type it. Raises ConflictError."""
        ids = {feed_id, key_of(feed_id)}
        # A feed that has moved is also known by the address that it had when it was added, which its id is made of.
        found = next((f for f in await self._store.feeds(scope) if ids & {f.id, key_of(f.address)}), None)
        if found is None:
            raise ConflictError(message("feeds.unknown"))
        return found


def _not_added(error: PageError) -> SourceError:
    """Return the error as a moderator reads it who adds a feed: the sentences for pages speak of an article."""
    if error.fault in _SAID_FOR_FEEDS:
        return error
    # A site that cannot be reached is rather misspelt than away.
    is_temporary = error.fault in TEMPORARY - {PageFault.UNREACHABLE}
    key = "feeds.try_later" if is_temporary else "feeds.not_added"
    return SourceError(message(key, fault=phrase_message(f"feeds.fault.{error.fault.value}")))


def key_of(address: str) -> str:
    """Return sixteen letters and digits for an address, the same for its spellings."""
    return short_hash(address_key(address))
