"""The model that chooses, as members and moderators see it: "Why these quotes?", and the switch in the settings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.discord_app.replies.settings import settings_view
from bot.domain import GuildSettings
from bot.errors import ReaderError, ReaderFault
from bot.library.library import Library
from bot.library.reader.service import ReaderService
from bot.phrases import load
from bot.search.reader import FakeReader
from bot.store.memory import MemoryStore
from tests.discord_app.moderated_server import ModeratedServer
from tests.discord_app.server import buttons, reply, text
from tests.discord_app.small_library import ARTICLES, FILMING, TODAY
from tests.language_data import shipped_concepts

MODEL = "qwen3:8b"


@pytest.fixture
def reader() -> FakeReader:
    """A reader that always chooses the second passage."""
    return FakeReader([[2]], MODEL)


@pytest.fixture
def library(reader: FakeReader) -> Iterator[Library]:
    """A library with a reader and the real search."""
    library = Library(ARTICLES, MemoryStore(), shipped_concepts(), lambda: TODAY, reader=ReaderService(reader))
    yield library
    library.close()


async def test_members_read_which_model_chose(moderated: ModeratedServer) -> None:
    """ "Why these quotes?" names the model and says what the search alone would have said."""
    server = moderated.server
    shown = await server.ask(FILMING)
    why = text(reply(await server.asker.click(reply(shown).message, label="Why these?")))
    assert f"The operator's model, {MODEL}, chose the quotes that answer and their order." in why
    assert "My own search " in why
    assert "How sure I am" not in why


async def test_members_read_that_the_model_failed(moderated: ModeratedServer, reader: FakeReader) -> None:
    """Without a valid choice, the reasons are those of the search, and it says so."""
    reader.choices = [ReaderError(ReaderFault.INVALID, "no")]
    server = moderated.server
    shown = await server.ask(FILMING)
    why = text(reply(await server.asker.click(reply(shown).message, label="Why these?")))
    assert f"The operator's model, {MODEL}, made no valid choice in time" in why
    assert "How sure I am" in why


async def test_moderators_turn_the_model_off(moderated: ModeratedServer, reader: FakeReader) -> None:
    """The settings name the model; after the switch the server's questions do not reach it any more, at once."""
    shown = await moderated.use("settings")
    assert f"The model {MODEL} may choose which passages answer." in text(reply(shown))
    after = await moderated.press(shown, "Ask no model")
    assert f"The model {MODEL} is not asked on this server." in text(reply(after))
    await moderated.server.ask(FILMING)
    assert reader.requests == []
    await moderated.press(after, "Ask the model")
    await moderated.server.ask(FILMING)
    assert len(reader.requests) == 1


def test_without_a_model_there_is_no_switch() -> None:
    """Most operators have no model, and their moderators read nothing of one."""
    view = settings_view(GuildSettings(), load("en"))
    assert "Ask no model" not in buttons(view)
    assert "model" not in text(view)
