"""A bot in an in-process Discord, over small articles and a store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.discord_app.replies.command_links import set_command_ids
from bot.errors import Heat2Error
from bot.library.library import Library
from bot.search.language.concept import Concept
from bot.search.language.concepts import ConceptList
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.moderated_server import ModeratedServer
from tests.discord_app.server import Server
from tests.discord_app.small_library import ARTICLES, TODAY, FixedLibrary


@pytest.fixture(autouse=True)
def no_known_commands() -> Iterator[None]:
    """Forget the ids of commands that a bot has learnt, so that no other test sees them."""
    yield
    set_command_ids((), {})


@pytest.fixture
def store() -> MemoryStore:
    """Return a store that outlives restarts of the bot."""
    return MemoryStore()


@pytest.fixture(scope="session")
def concepts() -> ConceptList:
    """Return the concept of the film and another one, with its name and a suggested question in two languages."""
    label = {"en": "start of filming", "de": "Drehbeginn"}
    examples = {"en": "When does filming start?", "de": "Wann beginnt der Dreh?"}
    words = {"en": ("filming",)}
    filming = Concept("filming", label, ask=words, tell=words, examples=examples)
    # Without the concept of the film, no article would be about it.
    names = dict.fromkeys(("en", "de"), ("heat 2",))
    return ConceptList([filming, Concept("subject", ask=names, tell=names)])


@pytest.fixture
def library(store: MemoryStore, concepts: ConceptList) -> Library:
    """Return a library with the small articles as everyone's corpus."""
    return FixedLibrary(ARTICLES, store, concepts, lambda: TODAY)


@pytest.fixture
def new_bot(library: Library, concepts: ConceptList) -> Callable[[], Heat2Client]:
    """Return a function that makes a new client over the same library, as a restart does."""
    return lambda: client_over(library, concepts, lambda: TODAY)


@pytest.fixture
async def env(new_bot: Callable[[], Heat2Client]) -> AsyncIterator[Env]:
    """Run the bot; an error other than Heat2Error fails the test."""
    env = Env(new_bot())
    await env.start()
    yield env
    await env.shutdown()
    assert [error for error in env.errors if not isinstance(getattr(error, "original", error), Heat2Error)] == []


@pytest.fixture
def server(env: Env) -> Server:
    """Return a server with the bot, a channel and two members."""
    return Server.build(env)


@pytest.fixture
def moderated(server: Server, library: Library) -> ModeratedServer:
    """Return a server with a moderator."""
    return ModeratedServer.build(server.env, server, library)
