"""Stored feeds and proposals: the same contract in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import Article, FeedVersion, PublishedDate, Scope
from bot.errors import ConflictError
from bot.history import FeedSource, Proposal, ProposalState
from bot.store import feeds as rules
from bot.store.base import Store
from bot.store.sql import open_store
from bot.store.verification import list_unusable_rows

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
    await store.feeds.mark_seen(GUILD, keys, NOW)
    await store.feeds.mark_seen(GUILD, {"new", min(keys)}, NOW)
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


async def test_old_proposals_are_deleted_in_every_server(store: Store) -> None:
    """Proposals of long ago are deleted, also where nothing new is proposed any more."""
    later = NOW + rules.PROPOSAL_LIFETIME + timedelta(seconds=1)
    for proposal in (PROPOSAL, replace(PROPOSAL, scope=OTHER), replace(PROPOSAL, key="c" * 16, made_at=later)):
        await store.feeds.save_proposal(proposal)
    await store.feeds.delete_old(later)
    assert [proposal.key for proposal in await store.feeds.proposals(GUILD)] == ["c" * 16]
    assert await store.feeds.proposals(OTHER) == []


async def test_old_entries_are_dropped(sqlite_url: str) -> None:
    """Of very many seen entries the oldest are forgotten."""
    store, later = await open_store(sqlite_url), NOW + timedelta(seconds=1)
    await store.feeds.mark_seen(GUILD, {"old"}, NOW)
    await store.feeds.mark_seen(GUILD, {str(number) for number in range(rules.MAX_SEEN)}, later)
    assert await store.feeds.unseen(GUILD, {"old", "1"}) == {"old"}
    await store.close()


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
