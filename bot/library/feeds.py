"""Feeds: moderators name them, and articles about the film that they bring are proposed, or published if trusted.

A feed is polled by a job (see `bot.library.jobs`). An entry is recorded as seen after its proposal was sent, so that a
process that is killed in between goes on where it stopped. What is done with an article is told to an `Outlet`.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Protocol

from bot.domain import EVERYONE, Article, FeedContent, FeedEntry, FeedVersion, PublishedDate, Scope
from bot.errors import AnalysisError, ConflictError, Fault, Heat2Error, LimitError, PageError, RetryLaterError
from bot.history import OPERATOR, TRUSTED_FEED, Event, FeedSource, Proposal, ProposalState
from bot.library.jobs import JobRunner
from bot.library.library import Library
from bot.library.merging import address_key, find_known
from bot.library.moderation import Moderation
from bot.phrases import load
from bot.phrases.messages import message
from bot.search.quoting.similarity import containment, shingles_of
from bot.store.feeds import FeedRepository
from bot.store.rules import utc_now

JOB: Final = "feed"
"""The name of the job that polls a feed; its key is the feed's id."""
MIN_INTERVAL: Final = timedelta(minutes=30)
"""Time between two polls of a feed, at least."""
BACKLOG_INTERVAL: Final = timedelta(minutes=10)
"""Time until the next poll where a feed had more new entries than were read."""
FIRST_ENTRIES: Final = 3
"""Maximum number of articles that the first poll of a feed proposes."""
MAX_READ: Final = 10
"""Maximum number of pages that are read after one poll."""
MAX_NEW: Final = 30
"""Maximum number of new entries that are looked at; older ones count as seen."""
NEAR_COPY: Final = 0.8
"""Share of common text from which two articles are the same one, published twice."""
DEAD_FAILURES: Final = 6
"""Number of failed polls in a row, over some 15 hours, after which the moderators are told."""
MAX_BACKOFF: Final = timedelta(hours=24)
MAX_RETRY_AFTER: Final = timedelta(days=7)
"""Time that a site can ask to be left alone."""
_JITTER: Final = 0.1
"""Share of a time by which polls are moved at random, so that not all feeds are polled at the same moment."""
_TEMPORARY: Final = frozenset({Fault.SERVER, Fault.TOO_SLOW, Fault.UNREACHABLE})
"""Faults of a page that may be gone at the next poll."""

ReadFeed = Callable[[str, FeedVersion], Awaitable[FeedContent]]
"""Returns the feed at an address, unless it is of that version. Raises PageError."""
FindFeed = Callable[[str], Awaitable[FeedContent]]
"""Returns the feed at an address or of the site there. Raises PageError."""
ReadArticle = Callable[[str], Awaitable[Article]]
"""Returns the article at an address. Raises SourceError."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedLimits:
    """Limits for each server. All servers share the operator's machine."""

    feeds: int = 20
    """Maximum number of feeds of a server."""
    polls_per_hour: int = 20
    """Maximum number of polls of a server's feeds; with more feeds each is polled less often."""


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


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed, and when it is polled next; None while it is paused."""

    feed: FeedSource
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedReaders:
    """How feeds and articles are read from the web."""

    read_feed: ReadFeed
    find_feed: FindFeed
    read_article: ReadArticle


class Feeds:
    """What moderators can do with feeds, and what a poll does. Every method raises StoreError."""

    def __init__(
        self,
        library: Library,
        moderation: Moderation,
        jobs: JobRunner,
        readers: FeedReaders,
        limits: FeedLimits = FeedLimits(),
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._moderation = moderation
        self._store: FeedRepository = library.store.feeds
        self._jobs = jobs
        self._readers = readers
        self._limits = limits
        self._clock = clock

    async def add(self, address: str, scope: Scope) -> FeedSource:
        """Add the feed at an address, or of the site there; its newest articles are proposed soon.

        Raises PageError if there is none, LimitError if the server has too many, ConflictError if it has this one.
        """
        known = await self._store.feeds(scope)
        if len(known) >= self._limits.feeds:
            raise LimitError(message("feeds.too_many", count=len(known)))
        content = await self._readers.find_feed(address)
        feed = FeedSource(scope, _hash(address_key(content.url)), content.url, content.title)
        if any(each.id == feed.id for each in known):
            raise ConflictError(message("feeds.known"))
        await self._store.save(feed)
        await self._jobs.schedule(JOB, self._interval(len(known) + 1), scope, feed.id, first=timedelta())
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

    async def set_everyones(self, addresses: Sequence[str]) -> None:
        """Make these the feeds of everyone's scope. They are trusted: the operator has chosen them."""
        wanted = {_hash(address_key(address)): address for address in addresses}
        known = {feed.id for feed in await self._store.feeds(EVERYONE)}
        for feed_id in known - wanted.keys():
            await self.remove(feed_id, EVERYONE)
        for feed_id in wanted.keys() - known:
            await self._store.save(FeedSource(EVERYONE, feed_id, wanted[feed_id], is_trusted=True))
        for feed_id in wanted:
            await self._jobs.schedule(JOB, MIN_INTERVAL, EVERYONE, feed_id)

    # Proposals

    async def open_proposal(self, key: str, scope: Scope) -> Proposal:
        """Return a proposal that nobody has decided on. Raises ConflictError for any other."""
        proposal = await self._store.find_proposal(scope, key)
        if proposal is None or proposal.state not in {ProposalState.WAITING, ProposalState.OPEN}:
            state = proposal.state if proposal else "gone"
            raise ConflictError(message(f"feeds.proposal_{state}"))
        return proposal

    async def decide(self, key: str, scope: Scope, state: ProposalState) -> Proposal:
        """Decide on an open proposal, before anybody else does. Raises ConflictError if somebody has."""
        proposal = await self.open_proposal(key, scope)
        if not await self._store.change_state(scope, key, proposal.state, state):
            raise ConflictError(message("feeds.proposal_open"))
        return proposal

    async def reopen(self, proposal: Proposal) -> None:
        """Take back a decision that could not be carried out."""
        await self._store.change_state(proposal.scope, proposal.key, ProposalState.PUBLISHED, ProposalState.OPEN)

    async def delete_old_proposals(self) -> None:
        """Delete proposals of all servers after their lifetime, also those of feeds that are polled no more."""
        await self._store.delete_old(self._clock())

    # Polling

    async def poll(self, scope: Scope, feed_id: str, outlet: Outlet) -> timedelta | None:
        """Poll a feed, and return the time until the next poll."""
        feed = await self._store.find(scope, feed_id)
        if feed is None or feed.is_paused:
            await self._jobs.cancel(JOB, scope, feed_id)
            return None
        feed = replace(feed, fetched_at=self._clock())
        try:
            content = await self._readers.read_feed(feed.address, feed.version)
        except PageError as error:
            return await self._record_failure(feed, error, outlet)
        await self._offer_waiting(scope, outlet)
        has_backlog = await self._take(feed, content, outlet)
        if feed.is_reported:
            await outlet.report(feed, is_well=True)
        # A version is recorded once everything in it was read: the site sends an unchanged feed only once.
        version = feed.version if has_backlog else content.version
        await self._save_unless_changed(
            replace(
                feed,
                title=content.title or feed.title,
                version=version,
                read_at=self._clock(),
                failures=0,
                fault="",
                is_reported=False,
            )
        )
        return BACKLOG_INTERVAL if has_backlog else _jittered(self._interval(len(await self._store.feeds(scope))))

    def _interval(self, feeds: int) -> timedelta:
        return max(MIN_INTERVAL, timedelta(hours=1) * feeds / self._limits.polls_per_hour)

    async def _find(self, feed_id: str, scope: Scope) -> FeedSource:
        """Return the feed of that id, or of that address as people type it. Raises ConflictError."""
        ids = {feed_id, _hash(address_key(feed_id))}
        found = next((feed for feed in await self._store.feeds(scope) if feed.id in ids), None)
        if found is None:
            raise ConflictError(message("feeds.unknown"))
        return found

    async def _save_unless_changed(self, feed: FeedSource) -> None:
        """Save the result of a poll. What moderators changed meanwhile stays."""
        now = await self._store.find(feed.scope, feed.id)
        if now:
            await self._store.save(replace(feed, is_trusted=now.is_trusted, is_paused=now.is_paused))

    async def _record_failure(self, feed: FeedSource, error: PageError, outlet: Outlet) -> timedelta:
        failures = feed.failures + 1
        feed = replace(feed, failures=failures, fault=error.fault.value)
        if failures >= DEAD_FAILURES and not feed.is_reported:
            await outlet.report(feed, is_well=False)
            feed = replace(feed, is_reported=True)
        await self._save_unless_changed(feed)
        # The exponent is bounded, since a feed may fail for years.
        backoff = _jittered(min(MIN_INTERVAL * (1 << min(failures - 1, 10)), MAX_BACKOFF))
        asked = error.seconds if isinstance(error, RetryLaterError) else 0.0
        return max(backoff, min(timedelta(seconds=asked), MAX_RETRY_AFTER))

    async def _take(self, feed: FeedSource, content: FeedContent, outlet: Outlet) -> bool:
        """Propose or publish what is new in a feed; return whether something new was left for the next poll."""
        keys = {_hash(address_key(entry.url)): entry for entry in content.entries}
        unseen = await self._store.unseen(feed.scope, keys)
        new = [key for key in keys if key in unseen]
        is_first = feed.read_at is None
        looked_at = sorted(new[:MAX_NEW], key=lambda key: not _may_name_film(keys[key]))[:MAX_READ]
        passed_over = set(new) - set(looked_at) if is_first else set(new[MAX_NEW:])
        found, done = await self._read_entries(feed, {key: keys[key] for key in looked_at})
        groups = await asyncio.to_thread(_group, found, await self._open_articles(feed.scope))
        for article, copies in groups[:FIRST_ENTRIES] if is_first else groups:
            await self._bring(feed, article, copies, outlet)
        await self._store.mark_seen(feed.scope, passed_over | done, self._clock())
        return bool(set(new) - passed_over - set(looked_at))

    async def _read_entries(self, feed: FeedSource, entries: dict[str, FeedEntry]) -> tuple[list[Article], set[str]]:
        """Return the articles about the film that are not known, and the keys of entries that need no second look."""
        found: list[Article] = []
        seen = await self._library.articles(feed.scope)
        known = {address_key(article.url) for article in seen}
        done = {key for key, entry in entries.items() if address_key(entry.url) in known}
        for key, entry in entries.items():
            if key in done:
                continue
            try:
                article = _completed(await self._readers.read_article(entry.url), entry, feed)
                if not find_known(article, seen, by_title=False) and await self._library.is_about_film(
                    article, feed.scope
                ):
                    found.append(article)
            except AnalysisError as error:
                if not error.fault.is_lasting:
                    continue
            except PageError as error:
                if error.fault in _TEMPORARY:
                    continue
            except Heat2Error:
                pass  # a page that is no article
            done.add(key)
        return found, done

    async def _open_articles(self, scope: Scope) -> list[Article]:
        return [proposal.article for proposal in await self._store.proposals(scope)]

    async def _bring(self, feed: FeedSource, article: Article, copies: tuple[str, ...], outlet: Outlet) -> None:
        """Publish an article of a trusted feed, or propose it."""
        if feed.is_trusted:
            try:
                by = OPERATOR if feed.scope.is_everyone else TRUSTED_FEED
                event = await self._moderation.publish(article, feed.scope, by)
            except ConflictError:
                return  # it is there already
            except (LimitError, AnalysisError) as error:
                _log.info("an article of a trusted feed was not published: %s", error)
            else:
                await outlet.announce(event)
                return
        if feed.scope.is_everyone:
            return
        key = _hash(address_key(article.url) or article.id)
        name = feed.title or feed.address
        proposal = Proposal(feed.scope, key, article, name, self._clock(), copies, ProposalState.WAITING)
        await self._store.save_proposal(proposal)
        await self._offer(proposal, outlet)

    async def _offer(self, proposal: Proposal, outlet: Outlet) -> None:
        if await outlet.propose(proposal):
            await self._store.change_state(proposal.scope, proposal.key, ProposalState.WAITING, ProposalState.OPEN)

    async def _offer_waiting(self, scope: Scope, outlet: Outlet) -> None:
        """Ask about articles that were found while the moderators had no channel."""
        for proposal in await self._store.proposals(scope):
            if proposal.state is ProposalState.WAITING:
                await self._offer(proposal, outlet)


def _group(found: Sequence[Article], proposed: Sequence[Article]) -> list[tuple[Article, tuple[str, ...]]]:
    """Return each article with the addresses of its near copies, without copies of what was proposed before.

    An article at the address of a proposal stays: its message may not have been sent.
    """
    before = {address_key(article.url): shingles_of(article.text) for article in proposed}
    groups: list[tuple[Article, list[str]]] = []
    for article in found:
        shingles, own = shingles_of(article.text), address_key(article.url)
        if own not in before and any(containment(shingles, other) >= NEAR_COPY for other in before.values()):
            continue
        same = (g for g in groups if containment(shingles, shingles_of(g[0].text)) >= NEAR_COPY)
        group = next(same, None)
        if group:
            group[1].append(article.url)
        else:
            groups.append((article, []))
    return [(article, tuple(copies)) for article, copies in groups]


def _may_name_film(entry: FeedEntry) -> bool:
    """Whether a feed says of an entry what makes its page worth reading first."""
    return "heat" in f"{entry.title} {entry.summary} {entry.url}".casefold()


def _completed(article: Article, entry: FeedEntry, feed: FeedSource) -> Article:
    """Return the article with what only the feed says: a title, a publisher, the day of publication."""
    published = article.published
    if not published.is_known and entry.published_at:
        day = date.fromisoformat(entry.published_at[:10])
        published = PublishedDate(day.year, day.month, day.day, evidence=load("en").say("evidence.feed"))
    return replace(
        article,
        title=article.title or entry.title,
        publisher=article.publisher or feed.title,
        url=article.url or entry.url,
        published=published,
    )


def _jittered(time: timedelta) -> timedelta:
    return time * (1 + _JITTER * random.uniform(-1, 1))  # noqa: S311 - nothing depends on chance here


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
