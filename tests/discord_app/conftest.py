"""A bot in an in-process Discord, over small articles and a store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.errors import Heat2Error
from bot.library.library import Library
from bot.search.language.concepts import Concept, ConceptList
from bot.store.memory import MemoryStore
from tests.discord_app.building import client_over
from tests.discord_app.server import Server
from tests.discord_app.small_library import ARTICLES, TODAY, SettledLibrary


@pytest.fixture
def store() -> MemoryStore:
    """A store that the bot's restarts leave alone."""
    return MemoryStore()


@pytest.fixture
def concepts() -> ConceptList:
    """One concept, with its name in two languages and a question that is suggested."""
    label = {"en": "start of filming", "de": "Drehbeginn"}
    examples = {"en": "When does filming start?", "de": "Wann beginnt der Dreh?"}
    words = {"en": ("filming",)}
    return ConceptList([Concept("filming", label, ask=words, tell=words, examples=examples)])


@pytest.fixture
def library(store: MemoryStore, concepts: ConceptList) -> Library:
    """The small articles as everyone's corpus."""
    return SettledLibrary(ARTICLES, store, concepts, lambda: TODAY)


@pytest.fixture
def new_bot(library: Library, concepts: ConceptList) -> Callable[[], Heat2Client]:
    """What makes another client over the same library, as a restart does."""
    return lambda: client_over(library, concepts, lambda: TODAY)


@pytest.fixture
async def env(new_bot: Callable[[], Heat2Client]) -> AsyncIterator[Env]:
    """The running bot; an error that is not one of the program's own sentences fails the test."""
    env = Env(new_bot())
    await env.start()
    yield env
    await env.shutdown()
    assert [error for error in env.errors if not isinstance(getattr(error, "original", error), Heat2Error)] == []


@pytest.fixture
def server(env: Env) -> Server:
    """A server with the bot, a channel and two members."""
    return Server.build(env)
