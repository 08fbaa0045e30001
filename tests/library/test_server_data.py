"""Data of servers besides articles, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain import EVERYONE, Article, GuildSettings, Scope, Vote
from bot.library.library import Library
from bot.library.server_data import RETENTION, ServerData
from bot.search.language.concepts import ConceptList
from bot.store.sql import open_store
from tests.clocks import Clock

GUILD, OTHER = Scope(7), Scope(8)
SHIPPED, NEWS = Article("shipped", "Michael Mann directs Heat 2."), Article("news", "Cameras roll in August.")


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
async def library(tmp_path: Path, clock: Clock) -> AsyncIterator[Library]:
    """A library over a SQLite file, with one shipped article."""
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path / 'heat2.db'}", clock=clock)
    yield Library([SHIPPED], store, ConceptList())
    await store.close()


@pytest.fixture
def data(library: Library, clock: Clock) -> ServerData:
    """The data of servers in that file."""
    return ServerData(library, library.store, clock)


async def test_changed_settings_replace_the_cached_ones(data: ServerData) -> None:
    """The next question sees new settings at once, and other servers keep theirs."""
    assert await data.cached_settings(GUILD) == GuildSettings()
    await data.set_settings(GUILD, GuildSettings(language="it"))
    assert await data.cached_settings(GUILD) == await data.settings(GUILD) == GuildSettings(language="it")
    assert await data.cached_settings(OTHER) == GuildSettings()


async def test_feedback_is_stored_only_if_the_server_wants_it(data: ServerData, library: Library) -> None:
    """Unanswered questions and votes are stored, without personal data, unless a server's settings forbid it."""
    question = "who  composes\nit, <@123456789012345678>"
    await data.set_settings(GUILD, GuildSettings(keeps_unanswered=False))
    assert not await data.record_unanswered(question, GUILD)
    assert not await data.vote(question, GUILD, 7, Vote(is_up=False))
    await data.set_settings(GUILD, GuildSettings())
    assert await data.record_unanswered(question, GUILD)
    assert await data.vote(question, GUILD, 7, Vote(is_up=False))
    assert not await data.record_unanswered("who composes it", EVERYONE)
    assert not await data.record_unanswered("\u200b \n", GUILD)
    stored = [(each.question, each.times) for each in await library.store.unanswered(GUILD)]
    assert stored == [("who composes it, […]", 1)]
    assert [each.question for each in await library.store.feedback.votes(GUILD)] == ["who composes it, […]"]
    assert await library.store.unanswered(EVERYONE) == []


async def test_data_of_a_server_is_due_for_erasure_some_weeks_after_it_was_left(
    data: ServerData, library: Library, clock: Clock
) -> None:
    """A server's data is due for erasure after RETENTION, unless the bot was invited again."""
    for scope in (GUILD, OTHER):
        await library.add_all([NEWS], scope)
        await data.mark_left(scope)
    clock.now += RETENTION - timedelta(days=1)
    assert await data.servers_to_erase() == []
    await data.mark_joined(OTHER)
    clock.now += timedelta(days=2)
    assert await data.servers_to_erase() == [GUILD]


async def test_an_erased_server_has_no_data(data: ServerData, library: Library) -> None:
    """Articles and settings of an erased server are gone; other servers keep theirs."""
    for scope in (GUILD, OTHER):
        await library.add_all([NEWS], scope)
        await data.set_settings(scope, GuildSettings(language="it"))
    await data.mark_left(GUILD)
    await data.erase(GUILD)
    assert await library.articles(GUILD) == [SHIPPED]
    assert NEWS in await library.articles(OTHER)
    assert await data.cached_settings(GUILD) == GuildSettings()
    assert await data.settings(OTHER) == GuildSettings(language="it")
    assert await data.servers_to_erase() == []
