"""Polling of feeds: articles about the film that a feed brings are proposed, or published if the feed is trusted.

A feed is polled by a job (see `bot.library.jobs`). An entry is recorded as seen after its proposal was sent, so that a
process that is killed in between goes on where it stopped. A `FeedNotifier` tells moderators and members about it.

A poll reads MAX_READ pages. Entries that it leaves are not recorded as seen, and the next polls read on with the oldest
of them, which the feed drops first.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from cachetools import LRUCache

from bot.domain import OPERATOR, TRUSTED_FEED, Act, Article, FeedContent, FeedEntry, FeedSource, PublishedDate, Scope
from bot.errors import AnalysisError, ConflictError, GoneError, Heat2Error, LimitError, PageError, RetryLaterError
from bot.library.articles.merging import address_key, find_known
from bot.library.articles.moderation import Moderation
from bot.library.backoff import backoff
from bot.library.feeds.notifier import FeedNotifier
from bot.library.feeds.proposals import FeedProposals
from bot.library.feeds.readers import FeedReaders
from bot.library.feeds.sources import MIN_INTERVAL, TEMPORARY, Feeds, key_of
from bot.library.library import Library
from bot.phrases.dates import evidence
from bot.search.quoting.similarity import containment, shingles_of
from bot.store.rules import utc_now

BACKLOG_INTERVAL: Final = timedelta(minutes=10)
"""Time until the next poll of a feed that had more new entries than were read; longer if the server has many feeds."""
FIRST_ENTRIES: Final = 3
"""Maximum number of articles that the first poll of a feed proposes. Its other entries count as seen."""
MAX_READ: Final = 10
"""Maximum number of pages that are read after one poll."""
MAX_TRIES: Final = 24
"""Maximum number of polls, over several hours, that try a page with a temporary fault. Then it counts as seen."""
_MAX_FAILING: Final = 10_000
"""Maximum number of pages whose failures are counted, in memory."""
NEAR_COPY: Final = 0.8
"""Minimum share of common text of two articles that count as one, published twice."""
DEAD_FAILURES: Final = 6
"""Number of failed polls in a row, over about 15 hours, after which the moderators get a message."""
MAX_BACKOFF: Final = timedelta(hours=24)
MAX_RETRY_AFTER: Final = timedelta(days=7)
"""Maximum time for which a site can ask not to be polled."""
_JITTER: Final = 0.1
"""Random jitter, as a share of the interval, so that feeds are not all polled at once."""
_RECENT_EVENTS: Final = 100
"""Number of recent changes to search for articles that were published and may not have been announced."""

_log = logging.getLogger(__name__)


class _PollResult(NamedTuple):
    """What a poll leaves for later polls."""

    has_backlog: bool
    """Whether new entries were left for lack of time."""
    is_complete: bool
    """Whether no entry has to be read at a later poll, including those that failed."""


class FeedPoller:
    """Polls feeds. Raises StoreError."""

    def __init__(
        self,
        library: Library,
        moderation: Moderation,
        feeds: Feeds,
        proposals: FeedProposals,
        readers: FeedReaders,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._library = library
        self._moderation = moderation
        self._store = library.store.feeds
        self._feeds = feeds
        self._proposals = proposals
        self._readers = readers
        self._clock = clock
        self._tries: LRUCache[tuple[Scope, str], int] = LRUCache(_MAX_FAILING)
        self.polls: Counter[bool] = Counter()
        """Number of polls, by whether the feed could be read."""
        self.articles: Counter[str] = Counter()
        """Number of articles that feeds brought, by what was done: "published" or "proposed"."""

    async def poll(self, scope: Scope, feed_id: str, notifier: FeedNotifier) -> timedelta | None:
        """Poll a feed, and return the time until the next poll."""
        found = await self._feeds.to_poll(feed_id, scope)
        if found is None:
            return None
        feed = replace(found, fetched_at=self._clock())
        try:
            content = await self._readers.read_feed(feed.address, feed.version)
            self.polls[True] += 1
        except PageError as error:
            self.polls[False] += 1
            return await self._record_failure(feed, error, notifier)
        await self._proposals.offer_waiting(scope, notifier)
        result = await self._add_new(feed, content, notifier)
        if feed.is_reported:
            await notifier.report(feed, is_working=True)
        # A version is recorded once everything in it was read: the site sends an unchanged feed only once.
        version = content.version if result.is_complete else feed.version
        await self._save_unless_changed(
            replace(
                feed,
                address=content.url,
                title=content.title or feed.title,
                version=version,
                read_at=self._clock(),
                failures=0,
                fault="",
                is_reported=False,
            )
        )
        if result.has_backlog:
            return await self._feeds.interval(scope, BACKLOG_INTERVAL)
        return _jittered(await self._feeds.interval(scope))

    async def _save_unless_changed(self, feed: FeedSource) -> None:
        """Save the result of a poll. Changes that moderators made meanwhile stay."""
        now = await self._store.find(feed.scope, feed.id)
        if now:
            await self._store.save(replace(feed, is_trusted=now.is_trusted, is_paused=now.is_paused))

    async def _record_failure(self, feed: FeedSource, error: PageError, notifier: FeedNotifier) -> timedelta:
        failures = feed.failures + 1
        feed = replace(feed, failures=failures, fault=error.fault.value)
        is_gone = isinstance(error, GoneError)
        if (is_gone or failures >= DEAD_FAILURES) and not feed.is_reported:
            await notifier.report(feed, is_working=False)
            feed = replace(feed, is_reported=True)
        await self._save_unless_changed(feed)
        wait = _jittered(MAX_BACKOFF if is_gone else backoff(failures, MIN_INTERVAL, MAX_BACKOFF))
        asked = error.seconds if isinstance(error, RetryLaterError) else 0.0
        return max(wait, min(timedelta(seconds=asked), MAX_RETRY_AFTER))

    async def _add_new(self, feed: FeedSource, content: FeedContent, notifier: FeedNotifier) -> _PollResult:
        """Propose or publish what is new in a feed."""
        entries = {key_of(entry.url): entry for entry in content.entries}
        unseen = await self._store.unseen(feed.scope, entries)
        new = {key: entry for key, entry in entries.items() if key in unseen}
        is_first = feed.read_at is None
        tries = {key: self._tries.get((feed.scope, key), 0) for key in new}
        chosen = _chosen(new, tries, self._library.subject.title_words, is_first=is_first)
        if feed.is_trusted:
            await self._announce_again(feed, chosen.values(), notifier)
        found, done = await self._read_entries(feed, chosen)
        groups = await asyncio.to_thread(_group, found, await self._proposals.articles(feed.scope))
        for article, copies in groups[:FIRST_ENTRIES] if is_first else groups:
            await self._publish_or_propose(feed, article, copies, notifier)
        skipped = new.keys() - chosen.keys() if is_first else set[str]()
        await self._store.mark_seen(feed, (entries.keys() - unseen) | skipped | done, self._clock())
        return _PollResult(bool(new.keys() - chosen.keys() - skipped), not new.keys() - skipped - done)

    async def _announce_again(self, feed: FeedSource, entries: Collection[FeedEntry], notifier: FeedNotifier) -> None:
        """Announce what a former poll has published before it was interrupted. A notifier sends nothing twice."""
        addresses = {address_key(entry.url) for entry in entries}
        for event in await self._library.store.events(feed.scope, limit=_RECENT_EVENTS) if addresses else ():
            is_own = event.act is Act.ADDED and event.by == _author(feed)
            if is_own and address_key(event.article.url) in addresses:
                await notifier.announce(event)

    async def _read_entries(self, feed: FeedSource, entries: Mapping[str, FeedEntry]) -> tuple[list[Article], set[str]]:
        """Return the new articles about the film, and the keys of entries that need not be read again."""
        found: list[Article] = []
        seen = await self._library.articles(feed.scope)
        known = {address_key(article.url) for article in seen}
        done = {key for key, entry in entries.items() if address_key(entry.url) in known}
        for key, entry in entries.items():
            if key in done:
                continue
            try:
                article = _completed(await self._readers.read_article(entry.url), entry, feed, self._latest_day)
                if not find_known(article, seen, by_title=False) and await self._library.is_about_film(
                    article, feed.scope
                ):
                    found.append(article)
            except AnalysisError as error:
                if not error.fault.is_lasting:
                    continue
            except PageError as error:
                if error.fault in TEMPORARY and self._may_try_again(feed.scope, key):
                    continue
            except Heat2Error:
                pass  # a page that is no article
            done.add(key)
        return found, done

    @property
    def _latest_day(self) -> date:
        """The latest day on which something can have been published: somewhere on earth it is already tomorrow."""
        return (self._clock() + timedelta(days=1)).date()

    def _may_try_again(self, scope: Scope, key: str) -> bool:
        """Count a failure, and return whether the page of that entry is to be read again at another poll."""
        self._tries[scope, key] = tries = self._tries.get((scope, key), 0) + 1
        return tries < MAX_TRIES

    async def _publish_or_propose(
        self, feed: FeedSource, article: Article, copies: tuple[str, ...], notifier: FeedNotifier
    ) -> None:
        """Publish an article of a trusted feed. Propose any other, and one whose date is in the future."""
        if feed.is_trusted and not article.published.may_precede(self._latest_day):
            # Until that date no answer would quote it, and only a person can see whether the date is wrong.
            _log.info("an article of a trusted feed was not published: its date is in the future")
        elif feed.is_trusted:
            try:
                event = await self._moderation.publish(article, feed.scope, _author(feed))
            except ConflictError:
                return  # it is there already
            except (LimitError, AnalysisError) as error:
                _log.info("an article of a trusted feed was not published: %s", error)
            else:
                self.articles["published"] += 1
                await notifier.announce(event)
                return
        if not feed.scope.is_everyone:
            self.articles["proposed"] += 1
            await self._proposals.propose(feed, article, copies, notifier)


def _author(feed: FeedSource) -> str:
    """Return what the history shows as the author of a trusted feed's articles."""
    return OPERATOR if feed.scope.is_everyone else TRUSTED_FEED


def _chosen(
    new: Mapping[str, FeedEntry], tries: Mapping[str, int], title_words: Iterable[str], *, is_first: bool
) -> dict[str, FeedEntry]:
    """Return the new entries of a feed that are read now, in the order of the feed, which is newest first.

    Entries with the fewest `tries` are chosen first, so that failing pages do not hold up others; then those that may
    be about the film; then the newest at the first poll, and the oldest at later ones.
    """
    keys = list(new)
    places = {key: place for place, key in enumerate(keys)}
    is_likely = {key: _names_film(entry, title_words) for key, entry in new.items()}
    ordered = sorted(keys if is_first else reversed(keys), key=lambda key: (tries[key], not is_likely[key]))
    chosen = ordered[:MAX_READ]
    return {key: new[key] for key in sorted(chosen, key=lambda key: (not is_likely[key], places[key]))}


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


def _names_film(entry: FeedEntry, title_words: Iterable[str]) -> bool:
    """Return whether an entry has a word of the film's title, so that its page is read first."""
    said = f"{entry.title} {entry.summary} {entry.url}".casefold()
    return any(word in said for word in title_words)


def _completed(article: Article, entry: FeedEntry, feed: FeedSource, latest: date) -> Article:
    """Return the article with what only the feed says: a title, a publisher, the day of publication.

    A day after `latest` is ignored.
    """
    published = article.published
    day = date.fromisoformat(entry.published_at[:10]) if entry.published_at else None
    if not published.is_known and day and day <= latest:
        published = PublishedDate(day.year, day.month, day.day, evidence=evidence("feed"))
    return replace(
        article,
        title=article.title or entry.title,
        publisher=article.publisher or feed.title,
        url=article.url or entry.url,
        published=published,
    )


def _jittered(time: timedelta) -> timedelta:
    return time * (1 + _JITTER * random.uniform(-1, 1))  # noqa: S311 - nothing depends on chance here
