"""Feeds over a library with the real search: what is proposed, what is published, and how failures are reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from aiohttp import web

from bot.domain import (
    EVERYONE,
    TRUSTED_FEED,
    Article,
    Event,
    FeedContent,
    FeedEntry,
    FeedSource,
    FeedVersion,
    Proposal,
    ProposalState,
    PublishedDate,
    Scope,
)
from bot.errors import ConflictError, GoneError, LimitError, PageError, PageFault, RetryLaterError, StoreError
from bot.library.articles.moderation import Moderation
from bot.library.feeds.polling import BACKLOG_INTERVAL, DEAD_FAILURES, FIRST_ENTRIES, MAX_READ, MAX_TRIES, FeedPoller
from bot.library.feeds.proposals import FeedProposals
from bot.library.feeds.readers import FeedReaders
from bot.library.feeds.sources import MIN_INTERVAL, FeedLimits, Feeds
from bot.library.jobs import JobRunner
from bot.library.library import Library
from bot.phrases.messages import page_error
from bot.reading.feed.address import find_feed, read_feed
from bot.reading.web.address import read_address
from bot.store.memory import MemoryStore
from tests.language_data import shipped_concepts
from tests.reading.web.site import serving

GUILD, OTHER = Scope(7), Scope(8)
FEED = "https://harbor.example.com/feed"
FILM = (
    "Michael Mann said that filming of Heat 2 begins in August {n} in Los Angeles, with Austin Butler as Chris. "
    "The studio has booked pier number {n} for {n} nights, and the crew of {n} people is complete."
)
OTHER_FILM = "The musical about {n} cats opens in Vienna in spring, and the {n} tickets for it are sold out already."


class Web:
    """A web of feeds and articles in memory, which counts what is read."""

    def __init__(self) -> None:
        self.entries: list[FeedEntry] = []
        self.texts: dict[str, str] = {}
        self.fault: PageError | None = None
        self.moved_to = ""
        self.dead: set[str] = set()
        self.page_fault: PageError | None = None
        self.read: list[str] = []

    def add(self, number: int, text: str = FILM, title: str = "Heat 2") -> str:
        """Add an article, the newest of the feed, and return its address."""
        url = f"https://harbor.example.com/{number}"
        self.entries.insert(
            0, FeedEntry(url, f"{title} {number}", published_at=f"2026-03-{number % 28 + 1:02}T10:00:00")
        )
        self.texts[url] = text.format(n=number)
        return url

    async def find_feed(self, address: str) -> FeedContent:
        """Find the feed of the site. Raises PageError."""
        return await self.read_feed(address, FeedVersion())

    async def read_feed(self, address: str, version: FeedVersion) -> FeedContent:
        """Return the feed, unchanged if no entry was added. Raises PageError."""
        if self.fault:
            raise self.fault
        current = FeedVersion(str(len(self.entries)))
        address, is_unchanged = self.moved_to or address, version == current
        return FeedContent(address, "Harbor Weekly", tuple(self.entries), current, is_unchanged=is_unchanged)

    async def read_article(self, address: str) -> Article:
        """Return the article. Raises PageError."""
        self.read.append(address)
        if self.page_fault:
            raise self.page_fault
        if address in self.dead:
            raise page_error(PageFault.UNREACHABLE)
        return Article(address[-16:], self.texts[address], "", "", address, language="en")


class RecordingNotifier:
    """A notifier that records its messages, and fails on request."""

    def __init__(self) -> None:
        self.proposals: list[Proposal] = []
        self.events: list[Event] = []
        self.reports: list[bool] = []
        self.fails_after = 1_000

    async def propose(self, proposal: Proposal) -> bool:
        """Record a proposal, once for each key, as notices do. Raises StoreError."""
        if len(self.proposals) >= self.fails_after:
            raise StoreError("The database is away.")
        if proposal.key not in {each.key for each in self.proposals}:
            self.proposals.append(proposal)
        return True

    async def announce(self, event: Event) -> None:
        """Record an announcement. Raises StoreError."""
        if len(self.events) >= self.fails_after:
            raise StoreError("The database is away.")
        self.events.append(event)

    async def report(self, feed: FeedSource, *, is_working: bool) -> None:
        """Record a report."""
        self.reports.append(is_working)


class Bench:
    """Feeds over an empty library, a web, and a notifier."""

    def __init__(self, library: Library, limits: FeedLimits = FeedLimits()) -> None:  # noqa: B008 - a frozen value
        self.now = datetime(2026, 7, 1, tzinfo=UTC)
        self.web, self.notifier = Web(), RecordingNotifier()
        self.library = library
        self.moderation = Moderation(library, library.store)
        self.jobs = JobRunner(library.store.jobs, lambda: self.now)
        readers = FeedReaders(self.web.read_feed, self.web.find_feed, self.web.read_article)
        self.feeds = Feeds(library.store.feeds, self.jobs, self.web.find_feed, limits)
        self.proposals = FeedProposals(library.store.feeds, lambda: self.now)
        self.polling = FeedPoller(library, self.moderation, self.feeds, self.proposals, readers, lambda: self.now)

    async def poll(self, feed: FeedSource) -> timedelta | None:
        """Poll a feed."""
        return await self.polling.poll(feed.scope, feed.id, self.notifier)

    def titles(self) -> list[str]:
        """The titles of what was proposed."""
        return [proposal.article.title for proposal in self.notifier.proposals]


@pytest.fixture(scope="module")
def library() -> Library:
    """A library without articles; building the search takes longest."""
    return Library([], MemoryStore(), shipped_concepts())


@pytest.fixture
async def bench(library: Library) -> Bench:
    """Feeds over a server without data."""
    for scope in (GUILD, OTHER, EVERYONE):
        await library.store.erase(scope)
    library.invalidate_revisions()
    return Bench(library)


async def test_articles_about_the_film_are_proposed_once(bench: Bench) -> None:
    """Articles about the film are proposed, with what only the feed says of them; other and old articles are not."""
    bench.web.add(1)
    bench.web.add(2, OTHER_FILM, "Cats")
    feed = await bench.feeds.add(FEED, GUILD)
    wait = await bench.poll(feed)
    assert bench.titles() == ["Heat 2 1"]
    assert wait
    assert MIN_INTERVAL * 0.9 <= wait <= MIN_INTERVAL * 1.1
    article = bench.notifier.proposals[0].article
    assert (article.publisher, article.published) == (
        "Harbor Weekly",
        PublishedDate(2026, 3, 2, evidence="stated in the feed"),
    )
    bench.web.add(3)
    await bench.poll(feed)
    await bench.poll(feed)
    assert bench.titles() == ["Heat 2 1", "Heat 2 3"]
    assert len(bench.web.read) == 3
    assert await bench.library.own_articles(GUILD) == []


async def test_the_first_poll_proposes_only_the_newest(bench: Bench) -> None:
    """Of a feed of many entries, the first poll proposes a few, and the rest counts as seen."""
    for number in range(100):
        bench.web.add(number)
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    assert bench.titles() == [f"Heat 2 {number}" for number in (99, 98, 97)][:FIRST_ENTRIES]
    assert len(bench.web.read) == MAX_READ
    await bench.poll(feed)
    assert len(bench.notifier.proposals) == FIRST_ENTRIES


async def test_a_flood_of_entries_is_read_bit_by_bit(bench: Bench) -> None:
    """After a poll with more new entries than are read at once, the next one comes soon and reads on."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    for number in range(MAX_READ + 2):
        bench.web.add(number, OTHER_FILM, "Cats")
    bench.web.entries[-1] = replace(bench.web.entries[-1], title="Heat 2")
    bench.web.texts[bench.web.entries[-1].url] = FILM.format(n=5)
    assert await bench.poll(feed) == BACKLOG_INTERVAL
    assert bench.titles() == ["Heat 2"]  # what names the film is read first
    await bench.poll(feed)
    assert len(bench.web.read) == MAX_READ + 2


async def test_near_copies_are_joined(bench: Bench) -> None:
    """The same text at several addresses is one proposal, which names them; a copy that comes later is none."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    first, second = bench.web.add(1), bench.web.add(2)
    bench.web.texts[second] = bench.web.texts[first] + " More soon."
    await bench.poll(feed)
    assert [(each.article.url, each.copies) for each in bench.notifier.proposals] == [(second, (first,))]
    bench.web.texts[bench.web.add(3)] = bench.web.texts[first]
    await bench.poll(feed)
    assert len(bench.notifier.proposals) == 1


async def test_what_the_server_has_is_not_proposed(bench: Bench) -> None:
    """An article whose address is known is not even read."""
    url = bench.web.add(1)
    await bench.library.add_all([Article("known", FILM, "Known", url=url + "?utm_source=x")], GUILD)
    await bench.poll(await bench.feeds.add(FEED, GUILD))
    assert (bench.notifier.proposals, bench.web.read) == ([], [])


async def test_a_trusted_feed_publishes_by_itself(bench: Bench) -> None:
    """A trusted feed's articles are published and announced, under a name of their own in the history."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    await bench.feeds.set_trusted(feed.id, GUILD, is_trusted=True)
    url = bench.web.add(1)
    await bench.poll(feed)
    assert [(event.article.url, event.by) for event in bench.notifier.events] == [(url, TRUSTED_FEED)]
    assert [article.url for article in await bench.library.own_articles(GUILD)] == [url]
    assert bench.notifier.proposals == []
    assert bench.polling.articles == {"published": 1}


async def test_a_feed_is_not_believed_about_the_future(bench: Bench) -> None:
    """A day to come that only the feed states is no date of publication."""
    url = bench.web.add(1)
    bench.web.entries[0] = FeedEntry(url, "Heat 2 1", published_at="2031-01-01T10:00:00")
    await bench.poll(await bench.feeds.add(FEED, GUILD))
    (proposal,) = bench.notifier.proposals
    assert not proposal.article.published.is_known


async def test_a_poll_that_is_interrupted_goes_on(bench: Bench) -> None:
    """After a failure in the middle, the next poll sends what is missing, and nothing twice."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    bench.web.add(1)
    bench.web.add(2)
    bench.notifier.fails_after = 1
    with pytest.raises(StoreError):
        await bench.poll(feed)
    bench.notifier.fails_after = 1_000
    await bench.poll(feed)
    assert bench.titles() == ["Heat 2 2", "Heat 2 1"]


async def test_a_page_that_fails_for_now_is_read_again(bench: Bench) -> None:
    """A page whose site has a problem is read at the next poll; one that is for subscribers is not."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    bench.web.add(1)
    bench.web.page_fault = page_error(PageFault.SERVER)
    await bench.poll(feed)
    bench.web.page_fault = page_error(PageFault.PAYWALL)
    bench.web.add(2)
    await bench.poll(feed)
    bench.web.page_fault = None
    bench.web.add(3)
    await bench.poll(feed)
    assert bench.titles() == ["Heat 2 3"]


async def test_pages_that_fail_for_now_keep_no_others_from_being_read(bench: Bench) -> None:
    """However many links of a feed lead nowhere, a new article is proposed; the dead ones are given up in the end."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    bench.web.dead = {bench.web.add(number) for number in range(MAX_READ + 2)}
    await bench.poll(feed)
    bench.web.add(99)
    await bench.poll(feed)
    assert bench.titles() == ["Heat 2 99"]
    for _ in range(2 * MAX_TRIES):
        await bench.poll(feed)
    read = len(bench.web.read)
    assert max(map(bench.web.read.count, bench.web.dead)) == MAX_TRIES
    await bench.poll(feed)
    assert len(bench.web.read) == read


async def test_a_dead_feed_is_reported_once_and_once_when_it_is_working(bench: Bench) -> None:
    """Failures back off up to a day, are reported once, and again only after the feed has worked."""
    feed = await bench.feeds.add(FEED, GUILD)
    bench.web.fault = page_error(PageFault.NOT_FOUND)
    waits = [await bench.poll(feed) for _ in range(DEAD_FAILURES + 3)]
    assert bench.notifier.reports == [False]
    assert all(wait is not None for wait in waits)
    hours = [wait.total_seconds() / 3600 for wait in waits if wait]
    assert [round(each * 2) / 2 for each in hours[:3]] == [0.5, 1.0, 2.0]
    assert 21 < hours[-1] < 27
    (status,) = await bench.feeds.statuses(GUILD)
    assert (status.feed.fault, status.feed.failures) == ("not_found", DEAD_FAILURES + 3)
    bench.web.fault = None
    await bench.poll(feed)
    await bench.poll(feed)
    assert bench.notifier.reports == [False, True]
    assert bench.polling.polls == {False: DEAD_FAILURES + 3, True: 2}
    (status,) = await bench.feeds.statuses(GUILD)
    assert (status.feed.fault, status.feed.failures) == ("", 0)


async def test_a_feed_that_is_gone_for_good_is_reported_at_once(bench: Bench) -> None:
    """Where the site says so, nobody waits for six failures, and the feed is asked for once a day."""
    feed = await bench.feeds.add(FEED, GUILD)
    bench.web.fault = GoneError(page_error(PageFault.NOT_FOUND))
    waits = [await bench.poll(feed) for _ in range(2)]
    assert bench.notifier.reports == [False]
    assert all(wait and timedelta(hours=21) < wait < timedelta(hours=27) for wait in waits)


async def test_a_feed_that_has_moved_stays_the_same_feed(bench: Bench) -> None:
    """It is read at its new address, proposes nothing twice, is found by either address, and is not added again."""
    bench.web.add(1)
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    bench.web.moved_to = moved = "https://harbor.example.com/new"
    await bench.poll(feed)
    (status,) = await bench.feeds.statuses(GUILD)
    assert (status.feed.address, status.feed.id, len(bench.notifier.proposals)) == (moved, feed.id, 1)
    for address in (FEED, moved):
        with pytest.raises(ConflictError):
            await bench.feeds.add(address, GUILD)
        assert (await bench.feeds.set_paused(address, GUILD, is_paused=True)).id == feed.id


async def test_a_site_that_asks_for_time_gets_it(bench: Bench) -> None:
    """Retry-After is kept, up to a week."""
    feed = await bench.feeds.add(FEED, GUILD)
    for asked, expected in ((7200, timedelta(hours=2)), (10**8, timedelta(days=7))):
        bench.web.fault = RetryLaterError(page_error(PageFault.SERVER), asked)
        assert await bench.poll(feed) == expected


async def test_limits_and_mistakes(bench: Bench, library: Library) -> None:
    """A server has a bounded number of feeds, each once; unknown feeds are named as such; pausing stops the polls."""
    small = Bench(library, FeedLimits(feeds=2, polls_per_hour=1))
    feed = await small.feeds.add(FEED, GUILD)
    with pytest.raises(ConflictError, match="already"):
        await small.feeds.add(f"{FEED}/", GUILD)
    await small.feeds.add("https://kino.example.com/feed", GUILD)
    with pytest.raises(LimitError, match="2 feeds"):
        await small.feeds.add("https://third.example.com/feed", GUILD)
    with pytest.raises(ConflictError, match="no such feed"):
        await small.feeds.remove("https://none.example.com", GUILD)
    wait = await small.poll(feed)
    assert wait
    assert wait > timedelta(hours=1.7)  # two feeds, one poll an hour
    await small.feeds.set_paused(FEED, GUILD, is_paused=True)
    assert await small.poll(feed) is None
    statuses = await small.feeds.statuses(GUILD)
    assert [status.next_at is None for status in statuses] == [True, False]
    await small.feeds.set_paused(feed.id, GUILD, is_paused=False)
    await small.feeds.remove(feed.id, GUILD)
    assert len(await small.feeds.statuses(GUILD)) == 1
    assert await small.feeds.statuses(OTHER) == []


async def test_the_operators_feeds_publish_for_everyone(bench: Bench) -> None:
    """Feeds of the operator's file are polled and trusted; one that is taken out of the file is dropped."""
    await bench.feeds.set_shared([FEED, "https://kino.example.com/feed"])
    await bench.feeds.set_shared([FEED])
    ((feed),) = [status.feed for status in await bench.feeds.statuses(EVERYONE)]
    bench.web.add(1)
    await bench.poll(feed)
    assert [article.title for article in await bench.library.articles(OTHER)] == ["Heat 2 1"]


async def test_a_feed_on_a_real_site(library: Library) -> None:
    """Over real sockets, the feed of a site is found, its article is read and proposed, and nothing is read twice."""
    asked: list[str] = []

    async def site_of(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        if request.path == "/feed.xml":
            if request.headers.get("If-None-Match") == '"1"':
                return web.Response(status=304)
            item = "<item><title>Heat 2</title><link>/heat?utm_source=rss</link></item>"
            feed = f"<rss><channel><title>Harbor</title>{item}</channel></rss>"
            return web.Response(text=feed, content_type="application/rss+xml", headers={"ETag": '"1"'})
        link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        paragraphs = "".join(f"<p>{FILM.format(n=number)}</p>" for number in (3, 4))
        page = f"<html><head>{link}<title>Heat 2</title></head><body><article>{paragraphs}</article></body></html>"
        return web.Response(text=page, content_type="text/html")

    await library.store.erase(GUILD)
    async with serving(site_of) as site:
        readers = FeedReaders(
            partial(read_feed, policy=site.policy),
            partial(find_feed, policy=site.policy),
            partial(read_address, policy=site.policy),
        )
        moderation, notifier = Moderation(library, library.store), RecordingNotifier()
        feeds = Feeds(library.store.feeds, JobRunner(library.store.jobs), readers.find_feed)
        polling = FeedPoller(library, moderation, feeds, FeedProposals(library.store.feeds), readers)
        feed = await feeds.add(site.root, GUILD)
        for _ in range(2):
            await polling.poll(GUILD, feed.id, notifier)
    (proposal,) = notifier.proposals
    assert proposal.article.text.startswith("Michael Mann said that filming of Heat 2 begins in August 3")
    assert (proposal.feed, proposal.article.url) == ("Harbor", f"{site.root}/heat")
    assert asked == ["/", "/feed.xml", "/feed.xml", "/heat", "/feed.xml"]


async def test_a_proposal_is_decided_once(bench: Bench) -> None:
    """The first decision counts; a later one says what was decided, and an unknown proposal is too old."""
    bench.web.add(1)
    await bench.poll(await bench.feeds.add(FEED, GUILD))
    key, decide = bench.notifier.proposals[0].key, bench.proposals.decide
    await decide(key, GUILD, ProposalState.SKIPPED)
    with pytest.raises(ConflictError, match="skipped already"):
        await decide(key, GUILD, ProposalState.PUBLISHED)
    for scope, unknown in ((OTHER, key), (GUILD, "0" * 16)):
        with pytest.raises(ConflictError, match="too old"):
            await bench.proposals.find_open(unknown, scope)


async def test_publishing_decides_on_the_proposal_in_one_step(bench: Bench) -> None:
    """An article is published with its proposal or not at all: neither happens where somebody has skipped it."""
    bench.web.add(1)
    bench.web.add(2)
    await bench.poll(await bench.feeds.add(FEED, GUILD))
    first, second = bench.notifier.proposals
    await bench.moderation.publish(first.article, GUILD, "5", proposal=first.key)
    await bench.proposals.decide(second.key, GUILD, ProposalState.SKIPPED)
    with pytest.raises(ConflictError, match="skipped already"):
        await bench.moderation.publish(second.article, GUILD, "5", proposal=second.key)
    with pytest.raises(ConflictError, match="published already"):
        await bench.proposals.find_open(first.key, GUILD)
    assert await bench.library.own_articles(GUILD) == [first.article]


async def test_every_entry_of_a_broad_feed_is_read(bench: Bench) -> None:
    """However many entries come at once, each is read once, the oldest first, within the polls that are allowed."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    for number in range(4 * MAX_READ + 5):
        bench.web.add(number, OTHER_FILM, "Cats")
    polls = 0
    while await bench.poll(feed) == BACKLOG_INTERVAL:
        polls += 1
        assert len(bench.web.read) == polls * MAX_READ
        assert set(bench.web.read) == {entry.url for entry in bench.web.entries[-polls * MAX_READ :]}
    assert polls == 4
    assert len(set(bench.web.read)) == len(bench.web.read) == len(bench.web.entries)


async def test_a_backlog_keeps_the_limit_of_polls(library: Library, bench: Bench) -> None:
    """A server with many feeds reads a backlog no faster than its number of polls an hour allows."""
    small = Bench(library, FeedLimits(polls_per_hour=1))
    feed = await small.feeds.add(FEED, GUILD)
    await small.poll(feed)
    for number in range(MAX_READ + 1):
        small.web.add(number, OTHER_FILM, "Cats")
    assert await small.poll(feed) == timedelta(hours=1)


async def test_a_page_that_fails_is_read_though_the_feed_is_unchanged(bench: Bench) -> None:
    """After a page of a feed could not be read, the feed is requested in full again."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    bench.web.add(1)
    bench.web.page_fault = page_error(PageFault.SERVER)
    await bench.poll(feed)
    bench.web.page_fault = None
    await bench.poll(feed)
    assert bench.titles() == ["Heat 2 1"]


async def test_an_announcement_that_was_interrupted_follows(bench: Bench) -> None:
    """If a poll ends before an article of a trusted feed is announced, the next poll announces it."""
    feed = await bench.feeds.add(FEED, GUILD)
    await bench.poll(feed)
    await bench.feeds.set_trusted(feed.id, GUILD, is_trusted=True)
    url = bench.web.add(1)
    bench.notifier.fails_after = 0
    with pytest.raises(StoreError):
        await bench.poll(feed)
    assert bench.notifier.events == []
    bench.notifier.fails_after = 1_000
    await bench.poll(feed)
    await bench.poll(feed)
    assert [event.article.url for event in bench.notifier.events] == [url]
