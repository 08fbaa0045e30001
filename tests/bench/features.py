"""`python -m tests.bench.small_machine --only-features`: time and memory of feeds, followers, gaps, votes and pictures.

One process has all of them on one SQLite database and the shipped articles: FEEDS feeds of a loopback site with ENTRIES
pages each, FOLLOWS follows on TOPICS topics, QUESTIONS questions without an answer, VOTES votes, and some pictures of
timelines. The table shows for each step its seconds, the CPU seconds of this process and of those that it has started,
and the memory of this process and of those that are running (MiB).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Final

from aiohttp import web
from rich.table import Table

from bot.config.shipped import shipped_corpus
from bot.discord_app.jobs.feed_notifiers import LogFeedNotifier
from bot.domain import Article, FeedSource, PublishedDate, Scope, Vote
from bot.library.articles.moderation import Moderation
from bot.library.feeds.polling import FeedPoller
from bot.library.feeds.proposals import FeedProposals
from bot.library.feeds.readers import FeedReaders
from bot.library.feeds.sources import FeedLimits, Feeds
from bot.library.follows import Follower, FollowLimits, Follows
from bot.library.jobs import JobRunner
from bot.library.library import Library
from bot.library.picture.chart import chart_of
from bot.library.picture.service import TimelinePictures
from bot.phrases import load
from bot.reading.corpus import load_corpus
from bot.reading.feed.address import find_feed, read_feed
from bot.reading.web.address import read_address
from bot.store.sql import open_store
from tests.bench.questions import new_questions
from tests.language_data import shipped_concepts
from tests.reading.web.site import Site, serving

FEEDS: Final = 50
ENTRIES: Final = 2
FOLLOWS: Final = 500
TOPICS: Final = 50
QUESTIONS: Final = 500
VOTES: Final = 1_000
PICTURED: Final = ("filming", "release date", "the cast", "the script", "Michael Mann")
GUILD: Final = Scope(7)
PROSE: Final = (
    "The harbour master of quay {n} said that the new crane number {n} lifts {n} tons, and the work goes on. "
)
NEWS: Final = "Michael Mann said that filming of Heat 2 begins on August {day} in Chicago, with a crew of {n} people. "


@dataclass(slots=True)
class Steps:
    """Measured steps. The memory is that at the end of each."""

    rows: list[tuple[str, ...]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, count: int) -> Iterator[None]:
        """Measure what is done inside, which is done `count` times."""
        began, cpu, cpu_of_ended = time.perf_counter(), time.process_time(), _cpu_of_ended()
        yield
        times = (time.perf_counter() - began, time.process_time() - cpu, _cpu_of_ended() - cpu_of_ended)
        memory = (_memory(os.getpid()), sum(map(_memory, _descendants(os.getpid()))))
        self.rows.append((name, f"{count:,}", *(f"{each:.2f}" for each in times), *(f"{each:.0f}" for each in memory)))

    def table(self) -> Table:
        """Return the table."""
        table = Table("step", "number", "s", "CPU s", "CPU s of others", "MiB", "MiB of others")
        for row in self.rows:
            table.add_row(*row)
        return table


async def measure() -> Table:
    """Use all features, and return the table."""
    steps = Steps()
    with tempfile.TemporaryDirectory() as name:
        store = await open_store(f"sqlite+aiosqlite:///{Path(name) / 'heat2.db'}")
        with steps.step("articles are loaded", 1):
            library = Library(load_corpus(shipped_corpus()), store, shipped_concepts())
            await library.ask_text("When does filming start?", GUILD)
        moderation = Moderation(library, store)
        await _poll_feeds(library, moderation, steps)
        await _tell_followers(library, steps)
        await _collect_gaps(library, moderation, steps)
        await _draw(library, steps)
        library.close()
        await store.close()
    return steps.table()


async def _poll_feeds(library: Library, moderation: Moderation, steps: Steps) -> None:
    changes = 1

    async def respond(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/feed"):
            if request.headers.get("If-None-Match") == f'"{changes}"':
                return web.Response(status=304)
            rss = _feed(request.path, ENTRIES + changes)
            return web.Response(text=rss, content_type="application/rss+xml", headers={"ETag": f'"{changes}"'})
        return web.Response(text=_page(request.path), content_type="text/html")

    async with serving(respond) as site:
        feeds, polling = _polling(library, moderation, site)
        with steps.step("feeds are added", FEEDS):
            added = [await feeds.add(f"{site.root}/feed{number}", GUILD) for number in range(FEEDS)]
        with steps.step(f"first polls, {ENTRIES} pages each", FEEDS):
            await _poll(polling, added)
        with steps.step("polls of unchanged feeds", FEEDS):
            await _poll(polling, added)
        changes = 2
        with steps.step("polls with one new page each", FEEDS):
            await _poll(polling, added)


def _polling(library: Library, moderation: Moderation, site: Site) -> tuple[Feeds, FeedPoller]:
    readers = FeedReaders(
        partial(read_feed, policy=site.policy),
        partial(find_feed, policy=site.policy),
        partial(read_address, policy=site.policy),
    )
    store = library.store.feeds
    feeds = Feeds(store, JobRunner(library.store.jobs), readers.find_feed, FeedLimits(feeds=FEEDS))
    return feeds, FeedPoller(library, moderation, feeds, FeedProposals(store), readers)


async def _poll(polling: FeedPoller, feeds: list[FeedSource]) -> None:
    for feed in feeds:
        await polling.poll(feed.scope, feed.id, LogFeedNotifier())


def _feed(path: str, entries: int) -> str:
    items = (f"<item><title>Report {n}</title><link>{path}/{n}</link></item>" for n in range(entries, 0, -1))
    # The address of an entry is read as one of the site that the feed is on.
    return f"<rss><channel><title>{path}</title>{''.join(items)}</channel></rss>".replace("<link>/feed", "<link>/page")


def _page(path: str) -> str:
    number = abs(hash(path)) % 10_000
    is_news = path.endswith("/1")
    text = (NEWS if is_news else PROSE).format(n=number, day=number % 28 + 1)
    paragraphs = "".join(f"<p>{text}{PROSE.format(n=number + part)}</p>" for part in range(10))
    return f"<html><head><title>Report {number}</title></head><body><article>{paragraphs}</article></body></html>"


async def _tell_followers(library: Library, steps: Steps) -> None:
    follows = Follows(library, library.store, FollowLimits(of_member=FOLLOWS))
    topics = list(islice(new_questions(), 4 * TOPICS))
    started = 0
    with steps.step("follows are started", FOLLOWS):
        for number, topic in enumerate(cycle(["When does filming start?", *topics])):
            if started == FOLLOWS:
                break
            try:
                await follows.start(topic[:100], GUILD, Follower(str(10**17 + number)))
                started += 1
            except Exception:  # noqa: BLE001, S112 - a question that is no topic cannot be followed
                continue
    news = Article("news", "Filming of Heat 2 starts on May 4, 2027, in Lisbon.", published=PublishedDate(2026, 11, 25))
    await library.add_all([news], GUILD)
    with steps.step("a look for news", FOLLOWS):
        for _ in range(6):
            async for each in follows.news(GUILD):
                await follows.delivered(each)
    with steps.step("a look without news", FOLLOWS):
        await follows.is_waiting(GUILD)


async def _collect_gaps(library: Library, moderation: Moderation, steps: Steps) -> None:
    asked = list(islice(new_questions(), QUESTIONS))
    with steps.step("questions are stored", QUESTIONS):
        for question in asked:
            await moderation.server_data.record_unanswered(question, GUILD)
    with steps.step("votes are stored", VOTES):
        for number, question in zip(range(VOTES), cycle(asked), strict=False):
            await moderation.server_data.vote(question, GUILD, number, Vote(is_up=number % 3 == 0))
    for name in ("gaps are grouped", "gaps are grouped again"):
        with steps.step(name, 1):
            await moderation.gaps.current(GUILD)


async def _draw(library: Library, steps: Steps) -> None:
    pictures, phrases = TimelinePictures(), load("en")
    with steps.step("timelines are made", len(PICTURED)):
        timelines = [await library.timeline(topic, GUILD) for topic in PICTURED]
    charts = [chart for each in timelines if each.statements and (chart := chart_of(each.statements, phrases, 1))]
    for name in ("pictures are drawn", "pictures from the cache"):
        with steps.step(name, len(charts)):
            for chart in charts:
                await pictures.png(chart)


def _cpu_of_ended() -> float:
    """Return the CPU seconds of the processes that this one has started and that have ended."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory(process: int) -> float:
    """Return the resident memory of a process in MiB, 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)


def _descendants(process: int) -> list[int]:
    """Return the processes that a process has started, and those that these have."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [each for child in map(int, children) for each in (child, *_descendants(child))]
