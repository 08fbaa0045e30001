"""Votes and unwanted questions: the same contract in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import Scope, Vote, VoteReason
from bot.errors import StoreError
from bot.store import feedback as rules
from bot.store.base import Store
from bot.store.maintenance.verification import list_unusable_rows
from bot.store.sql import feedback as sql_feedback
from bot.store.sql import open_store
from tests.store.conftest import Opener

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=rules.KEY_DAYS)
GUILD, OTHER = Scope(5 << 22), Scope(6 << 22)
NEIL, VINCENT = 123456789012345678, 223456789012345678
UP, DOWN = Vote(is_up=True), Vote(is_up=False)


async def test_a_member_has_one_vote_that_can_be_changed(store: Store) -> None:
    """A later vote replaces the former one, also after the key has changed; another server's stays apart."""
    await store.feedback.vote(GUILD, "when", NEIL, UP, NOW)
    await store.feedback.vote(GUILD, "when", VINCENT, UP, NOW)
    await store.feedback.vote(OTHER, "when", NEIL, UP, NOW)
    outdated = Vote(is_up=False, reason=VoteReason.OUTDATED)
    await store.feedback.vote(GUILD, "when", NEIL, outdated, NOW + WEEK)
    cast = await store.feedback.votes(GUILD)
    assert [(each.question, each.vote, each.at) for each in cast] == [("when", UP, NOW), ("when", outdated, NOW + WEEK)]
    await store.feedback.vote(GUILD, "when", NEIL, None, NOW + WEEK)
    assert [each.vote for each in await store.feedback.votes(GUILD)] == [UP]
    assert [each.vote for each in await store.feedback.votes(OTHER)] == [UP]


async def test_nobody_can_tell_whose_a_vote_was_after_some_days(store: Store) -> None:
    """After two periods the key is gone: the vote counts, and can neither be assigned nor changed."""
    await store.feedback.vote(GUILD, "when", NEIL, DOWN, NOW)
    assert (await store.user_record(str(NEIL))).votes == 1
    await store.feedback.delete_old(NOW + 2 * WEEK)
    assert (await store.user_record(str(NEIL))).votes == 0
    await store.feedback.vote(GUILD, "when", NEIL, DOWN, NOW + 2 * WEEK)
    assert len(await store.feedback.votes(GUILD)) == 2
    await store.feedback.delete_old(NOW + rules.VOTE_LIFETIME)
    assert [each.at for each in await store.feedback.votes(GUILD)] == [NOW + 2 * WEEK]


async def test_votes_are_erased_with_their_member_and_with_their_server(store: Store) -> None:
    """Erasing a user deletes their votes in all servers; erasing a server leaves nothing of it."""
    for scope in (GUILD, OTHER):
        await store.feedback.vote(scope, "when", NEIL, DOWN, NOW)
    await store.feedback.vote(GUILD, "when", VINCENT, DOWN, NOW)
    assert (await store.erase_user(str(NEIL))).votes == 2
    assert len(await store.feedback.votes(GUILD)) == 1
    assert await store.feedback.votes(OTHER) == []
    await store.feedback.dismiss(GUILD, ["who"], NOW)
    await store.erase(GUILD)
    assert (await store.feedback.votes(GUILD), await store.feedback.dismissed(GUILD)) == ([], [])


async def test_unwanted_questions_can_be_wanted_again(store: Store) -> None:
    """A server's unwanted questions are kept apart, stored once each, and can be restored."""
    await store.feedback.dismiss(GUILD, ["who", "whät\0"], NOW)
    await store.feedback.dismiss(GUILD, ["who"], NOW + WEEK)
    assert await store.feedback.dismissed(GUILD) == ["who", "whät\0"]
    assert await store.feedback.dismissed(OTHER) == []
    await store.feedback.restore(OTHER, ["who"])
    await store.feedback.restore(GUILD, ["whät\0"])
    assert await store.feedback.dismissed(GUILD) == ["who"]


async def test_a_server_cannot_fill_the_database(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a maximum, the oldest votes and the oldest unwanted questions are dropped."""
    for module in (rules, sql_feedback):
        monkeypatch.setattr(module, "MAX_VOTES", 2)
        monkeypatch.setattr(module, "MAX_DISMISSED", 2)
    for minutes in range(4):
        at = NOW + timedelta(minutes=minutes)
        await store.feedback.vote(GUILD, f"question {minutes}", NEIL, DOWN, at)
        await store.feedback.dismiss(GUILD, [f"question {minutes}"], at)
    assert [each.question for each in await store.feedback.votes(GUILD)] == ["question 2", "question 3"]
    assert await store.feedback.dismissed(GUILD) == ["question 2", "question 3"]


async def test_a_question_is_kept_for_some_months_after_it_was_asked_last(new_store: Opener) -> None:
    """An unanswered question that nobody asks again is left out, and deleted."""
    now = NOW
    store = await new_store(lambda: now)
    await store.count_unanswered("who", GUILD)
    now = NOW + rules.UNANSWERED_LIFETIME
    assert await store.unanswered(GUILD) == []


async def test_a_vote_does_not_wait_for_a_locked_database(sqlite_url: str) -> None:
    """While another program holds the lock, a vote is accepted at once, and written when the database is free."""
    store = await open_store(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(1.0):
            await store.feedback.vote(GUILD, "when", NEIL, UP, NOW)
            await store.feedback.vote(GUILD, "when", NEIL, DOWN, NOW)
    assert [each.vote for each in await store.feedback.votes(GUILD)] == [DOWN]
    await store.close()


async def test_votes_are_listed_though_the_newest_cannot_be_written(sqlite_url: str) -> None:
    """While the database is locked, its content is listed and counted, and erasing a user is refused."""
    store = await open_store(sqlite_url, lock_timeout=0.05)
    await store.feedback.vote(GUILD, "when", NEIL, UP, NOW)
    assert len(await store.feedback.votes(GUILD)) == 1
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        await store.feedback.vote(GUILD, "who", NEIL, UP, NOW)
        assert [each.question for each in await store.feedback.votes(GUILD)] == ["when"]
        assert (await store.user_record(str(NEIL))).votes == 1
        with pytest.raises(StoreError):
            await store.erase_user(str(NEIL))
    assert (await store.erase_user(str(NEIL))).votes == 2
    await store.close()


async def test_no_id_stands_in_the_database(sqlite_url: str) -> None:
    """A vote holds neither the id nor the same hash on two servers, and rows that cannot be read are reported."""
    store = await open_store(sqlite_url)
    for scope in (GUILD, OTHER):
        await store.feedback.vote(scope, "when", NEIL, DOWN, NOW)
    await store.feedback.dismiss(GUILD, ["who"], NOW)
    await store.close()
    with sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///")) as file:
        rows = file.execute("SELECT scope, question, voter FROM votes").fetchall()
        assert str(NEIL) not in str(rows)
        assert len({voter for *_, voter in rows}) == 2
        file.execute("UPDATE votes SET reason = 'x' WHERE scope = ?", (GUILD.guild_id,))
        file.execute("UPDATE dismissed SET at = 'x'")
    file.close()
    found = await list_unusable_rows(sqlite_url)
    assert [each.partition(" (")[0] for each in found] == ["a vote", "a dismissed question"]
    store = await open_store(sqlite_url)
    assert await store.feedback.votes(GUILD) == []
    await store.close()
