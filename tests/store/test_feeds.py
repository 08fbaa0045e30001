"""Stored feeds and proposals: the same contract in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Article, FeedSource, FeedVersion, Proposal, ProposalState, PublishedDate, Scope
from bot.errors import ConflictError
from bot.store import feeds as rules
from bot.store.base import Store
from bot.store.maintenance.verification import list_unusable_rows
from bot.store.sql import feeds as sql_feeds
from bot.store.sql import open_store

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
GUILD, OTHER = Scope(7), Scope(8)
FEED = FeedSource(
    GUILD,
    "a" * 16,
    "https://a.example.com/",
    "A \ud800",
    True,
    False,
    FeedVersion('"1"', "x"),
    NOW,
    NOW,
    2,
    "server",
)
ARTICLE = Article(
    "x", "Text.", "Title", "Paper", "https://a.example.com/x", PublishedDate(2026, 3, evidence="said"), "en"
)
PROPOSAL = Proposal(GUILD, "b" * 16, ARTICLE, "A", NOW, ("https://b.example.com/1", "https://b.example.com/2"))


async def test_feeds_are_kept_as_they_are(store: Store) -> None:
    """A feed comes back with all its fields, by address, to its own server only, until it is deleted."""
    first = replace(FEED, id="c" * 16, address="https://0.example.com/", fetched_at=None, read_at=None)
    for feed in (FEED, first, replace(FEED, scope=OTHER), replace(first, is_reported=True)):
        await store.feeds.save(feed)
    assert await store.feeds.feeds(GUILD) == [replace(first, is_reported=True), FEED]
    assert await store.feeds.find(GUILD, FEED.id) == FEED
    await store.feeds.delete(GUILD, FEED.id)
    assert await store.feeds.find(GUILD, FEED.id) is None
    await store.erase(OTHER)
    assert await store.feeds.feeds(OTHER) == []


async def test_entries_are_seen_once(store: Store) -> None:
    """Entries that were marked are seen, each in its own server, however many they are."""
    keys = {f"{number:016}" for number in range(450)}
    assert await store.feeds.unseen(GUILD, keys) == keys
    await store.feeds.mark_seen(FEED, keys, NOW)
    await store.feeds.mark_seen(FEED, {"new", min(keys)}, NOW)
    assert await store.feeds.unseen(GUILD, {*keys, "new", "other"}) == {"other"}
    assert await store.feeds.unseen(OTHER, {"new"}) == {"new"}


async def test_proposals_are_decided_by_one(store: Store) -> None:
    """A proposal is stored once, and of several decisions at the same moment one is taken."""
    await store.feeds.save_proposal(PROPOSAL)
    await store.feeds.save_proposal(replace(PROPOSAL, feed="B"))
    assert await store.feeds.find_proposal(GUILD, PROPOSAL.key) == PROPOSAL
    assert await store.feeds.find_proposal(OTHER, PROPOSAL.key) is None
    states = (ProposalState.PUBLISHED, ProposalState.SKIPPED)
    decisions = [store.feeds.decide(GUILD, PROPOSAL.key, state) for state in states]
    done = await asyncio.gather(*decisions, return_exceptions=True)
    assert sum(isinstance(each, ConflictError) for each in done) == 1
    (stored,) = await store.feeds.proposals(GUILD)
    assert stored.state is states[done.index(None)]
    await store.feeds.mark_offered(GUILD, PROPOSAL.key)
    assert await store.feeds.proposals(GUILD) == [stored]


async def test_a_proposal_takes_a_newer_version_until_it_is_decided(store: Store) -> None:
    """A newer version of the article takes the place of the older one; a decision ends that."""
    await store.feeds.save_proposal(PROPOSAL)
    newer, newest = replace(ARTICLE, title="Newer"), replace(ARTICLE, title="Newest")
    await store.feeds.change_article(GUILD, PROPOSAL.key, newer)
    await store.feeds.change_article(OTHER, PROPOSAL.key, newest)
    assert await store.feeds.find_proposal(GUILD, PROPOSAL.key) == replace(PROPOSAL, article=newer)
    assert replace(PROPOSAL, article=newer).version != PROPOSAL.version
    await store.feeds.decide(GUILD, PROPOSAL.key, ProposalState.SKIPPED)
    await store.feeds.change_article(GUILD, PROPOSAL.key, newest)
    (stored,) = await store.feeds.proposals(GUILD)
    assert stored.article == newer


async def test_old_proposals_are_deleted_in_every_server(store: Store) -> None:
    """Proposals of long ago are deleted, also where nothing new is proposed any more."""
    later = NOW + rules.PROPOSAL_LIFETIME + timedelta(seconds=1)
    for proposal in (PROPOSAL, replace(PROPOSAL, scope=OTHER), replace(PROPOSAL, key="c" * 16, made_at=later)):
        await store.feeds.save_proposal(proposal)
    await store.feeds.delete_old(later)
    assert [proposal.key for proposal in await store.feeds.proposals(GUILD)] == ["c" * 16]
    assert await store.feeds.proposals(OTHER) == []


async def test_entries_are_forgotten_feed_by_feed(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the entries of a feed those that it named longest ago are forgotten, and never those of another feed."""
    monkeypatch.setattr(sql_feeds, "MAX_SEEN", 3)
    store, day = await open_store(sqlite_url), timedelta(days=1)
    quiet, busy = (replace(FEED, id=name * 16) for name in "ab")
    for feed in (quiet, busy):
        await store.feeds.save(feed)
    await store.feeds.mark_seen(quiet, {"q1", "q2"}, NOW)
    for number in range(1, 10):
        await store.feeds.mark_seen(busy, {"listed", f"b{number}"}, NOW + 8 * number * day)
    kept = {"q1", "q2", "listed", "b9", "b8"}
    every = kept | {f"b{number}" for number in range(1, 8)}
    assert every - await store.feeds.unseen(GUILD, every) == kept
    await store.feeds.mark_seen(quiet, set(), NOW + 80 * day)
    # What removed feeds have named is remembered in the same number, of all of them together.
    for feed in (quiet, busy):
        await store.feeds.delete(GUILD, feed.id)
    assert every - await store.feeds.unseen(GUILD, every) == {"listed", "b9", "b8"}
    await store.close()


async def test_entries_of_an_older_database_get_their_feed(sqlite_url: str) -> None:
    """An entry without a feed belongs to the feed that names it next."""
    store = await open_store(sqlite_url)
    await store.feeds.mark_seen(replace(FEED, id=""), {"old"}, NOW)
    await store.feeds.mark_seen(FEED, {"old"}, NOW)
    await store.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///")) as connection:
        assert connection.execute("SELECT feed FROM feed_entries").fetchall() == [(FEED.id,)]


async def test_rows_that_cannot_be_read_are_left_out(sqlite_url: str) -> None:
    """A feed or proposal that was altered outside the program is left out, and named by the check."""
    store = await open_store(sqlite_url)
    await store.feeds.save(FEED)
    await store.feeds.save_proposal(PROPOSAL)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///")) as connection:
        connection.execute("UPDATE feeds SET failures = 'x'")
        connection.execute("UPDATE proposals SET fields = 'x'")
    assert await store.feeds.feeds(GUILD) == []
    assert await store.feeds.find_proposal(GUILD, PROPOSAL.key) is None
    await store.close()
    first, second = await list_unusable_rows(sqlite_url)
    assert first.startswith("a feed")
    assert second.startswith("a proposed article")
