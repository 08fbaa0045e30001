"""The client: what it asks of Discord, what it sends there once, and what it says when something fails."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord import app_commands
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.discord_app.connection.command_sync import sync_when_changed
from bot.discord_app.failures import explanation
from bot.discord_app.members import Member
from bot.domain import GuildSettings, Scope
from bot.errors import Heat2Error, RateLimitError, StoreError
from bot.library.library import Library
from bot.phrases import LANGUAGES, load
from bot.search.language.concepts import ConceptList
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over
from tests.discord_app.server import Server, replace_members, reply, text
from tests.discord_app.small_library import FILMING

SYNC = "/commands"


def syncs(env: Env) -> list[str]:
    """Return the paths to which commands were sent."""
    return [entry.path for entry in env.http_requests if entry.method == "PUT" and entry.path.endswith(SYNC)]


def test_it_asks_for_no_privilege(new_bot: Callable[[], Heat2Client]) -> None:
    """The bot asks Discord for its servers and for messages, but not for members or the content of messages."""
    bot = new_bot()
    assert bot.intents.value == discord.Intents(guilds=True, guild_messages=True, dm_messages=True).value
    assert bot.allowed_mentions is not None
    assert dict(bot.allowed_mentions.to_dict()) == {"parse": []}


async def test_commands_are_sent_only_when_they_changed(env: Env, new_bot: Callable[[], Heat2Client]) -> None:
    """A restart does not send unchanged commands again, and sends changed ones."""
    assert len(syncs(env)) == 1
    await env.restart_bot(new_bot())
    assert len(syncs(env)) == 1
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    bot.tree.remove_command("heat2")
    assert (await sync_when_changed(bot.tree, bot._store)).was_sent
    assert len(syncs(env)) == 2


async def test_periodic_work_that_hangs_does_not_hold_up_the_end(env: Env, caplog: pytest.LogCaptureFixture) -> None:
    """The bot closes its connection although a periodic job does not end, and says so in the log."""
    bot, released = env.bot, asyncio.Event()
    assert isinstance(bot, Heat2Client)

    async def hang() -> None:
        while not released.is_set():
            with suppress(asyncio.CancelledError):
                await released.wait()

    bot._background.append(asyncio.create_task(hang()))
    bot._connection_options = replace(bot._connection_options, stop_seconds=0.0)
    await asyncio.sleep(0)
    await bot.close()
    assert bot.is_closed()
    assert "periodic work did not end within 0 s" in caplog.text
    released.set()


async def test_a_development_server_gets_them_at_once(library: Library, concepts: ConceptList) -> None:
    """With a development server, commands are sent to that server only."""
    bot = client_over(library, concepts, dev_guild_id=77)
    env = Env(bot, strict_sync=False)
    env.create_guild(id=77)
    await env.start()
    assert [path.rpartition("guilds/")[2] for path in syncs(env)] == ["77/commands"]
    await env.shutdown()


async def test_a_development_server_without_the_bot_is_explained(env: Env) -> None:
    """When Discord refuses the commands, the error names the setting."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    env.inject_error("PUT", "/applications/*/guilds/*/commands", status=403, code=50001)
    with pytest.raises(Heat2Error, match="HEAT2_DEV_GUILD_ID"):
        await sync_when_changed(bot.tree, bot._store, 78)


class Failing:
    """A member service whose answers fail."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def admit(self, _member: Member) -> None:
        """Everyone."""

    async def is_private(self, _member: Member) -> bool:
        """Answers are for everyone."""
        return False

    async def answer(self, *_args: object, **_options: object) -> None:
        """Fail."""
        raise self._error


@pytest.fixture
def failing(server: Server) -> Iterator[Callable[[Exception], None]]:
    """Return a function that makes all answers fail with an error."""
    yield lambda error: replace_members(server, Failing(error))
    server.env._errors.clear()


async def test_an_unknown_failure_has_a_number(
    server: Server, failing: Callable[[Exception], None], caplog: pytest.LogCaptureFixture
) -> None:
    """The member reads a short apology with the number under which the operator finds the cause."""
    failing(RuntimeError("the secret of the stack"))
    with caplog.at_level(logging.ERROR):
        said = text(reply(await server.ask(FILMING)))
    number = said.rpartition(": ")[2]
    assert f"failure {number}" in caplog.text
    assert "the secret of the stack" in caplog.text
    assert "secret" not in said


async def test_a_known_failure_is_explanation(
    server: Server, failing: Callable[[Exception], None], caplog: pytest.LogCaptureFixture
) -> None:
    """A failure of the database is one sentence for the member, and the operator finds the rest in the log."""
    failing(StoreError("the database *heat2.db* is locked: try again"))
    assert text(reply(await server.ask(FILMING))) == load("en").say("error.store")
    assert "heat2.db* is locked" in caplog.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of_server", [False, True])
def test_the_time_to_wait_is_translated(language: str, of_server: bool) -> None:
    """A refusal names the seconds to wait, and whether the member or the server asked too much."""
    said = [explanation(RateLimitError(seconds, of_server=of_server), load(language)) for seconds in (1, 17)]
    other = explanation(RateLimitError(17, of_server=not of_server), load(language))
    assert re.search(r"\b1\b", said[0])
    assert re.search(r"\b17\b", said[1])
    assert said[1] != other
    assert said[0].replace("1", "17") != said[1]


async def test_a_late_interaction_is_only_logged(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    """When Discord no longer knows the interaction, a line is logged and nothing is raised."""
    server.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
    with caplog.at_level(logging.WARNING):
        await server.ask(FILMING)
    assert "too late" in caplog.text
    server.env._errors.clear()


def texts_of(command: dict[str, Any]) -> Iterator[tuple[str, dict[str, str], str, dict[str, str]]]:
    """Yield name and description of a command and of its options, with their translations."""
    yield (
        command["name"],
        command.get("name_localizations") or {},
        command.get("description", ""),
        command.get("description_localizations") or {},
    )
    for option in command.get("options", ()):
        yield from texts_of(option)


async def test_commands_keep_discords_bounds_in_every_language(env: Env) -> None:
    """Names and descriptions keep Discord's limits, and are translated into each language that the bot speaks."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    translator = bot.tree.translator
    assert translator is not None
    for command in bot.tree.get_commands():
        payload = await command.get_translated_payload(bot.tree, translator)
        for name, names, description, descriptions in texts_of(payload):
            is_menu = isinstance(command, app_commands.ContextMenu)
            assert all(0 < len(said) <= 32 and (is_menu or said == said.lower()) for said in [name, *names.values()])
            assert all(is_menu or " " not in said for said in [name, *names.values()])
            assert all(len(said) <= 100 for said in [description, *descriptions.values()])
            expected = {"de", "es-ES", "es-419", "fr", "it", "en-US", "en-GB"}
            assert set(names) == (set() if name in {"heat2", "heat2-sources"} else expected)


async def test_commands_work_in_servers_and_direct_messages(env: Env) -> None:
    """Members' commands work in all messages; moderators' commands only in servers, where Discord hides them."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    payloads = {command.name: command.to_dict(bot.tree) for command in bot.tree.get_commands()}
    where = {name: (each["contexts"], each["integration_types"]) for name, each in payloads.items()}
    assert where == {
        "heat2": ([0, 1, 2], [0, 1]),
        "Answer from Heat 2 articles": ([0, 1, 2], [0, 1]),
        "heat2-sources": ([0], [0]),
        "Add to Heat 2 articles": ([0], [0]),
    }
    hidden = {name for name, each in payloads.items() if each["default_member_permissions"] is not None}
    assert hidden == {"heat2-sources", "Add to Heat 2 articles"}
    assert {payloads[name]["default_member_permissions"] for name in hidden} == {1 << 13}


async def test_a_server_that_the_bot_was_removed_from_is_forgotten_later(env: Env, store: MemoryStore) -> None:
    """The time of leaving is stored, and deleted when the bot comes back."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)
    guild = bot.get_guild(Server.build(env).guild.id)
    assert guild
    later = datetime.now(UTC) + timedelta(days=1)
    await bot.on_guild_remove(guild)
    assert await store.left_before(later) == [Scope(guild.id)]
    await bot.on_guild_join(guild)
    assert await store.left_before(later) == []


async def test_a_server_that_invited_the_bot_again_while_it_was_off_keeps_its_data(
    env: Env, store: MemoryStore, new_bot: Callable[[], Heat2Client]
) -> None:
    """A server whose return was not recorded keeps its data; one that is really gone is erased at the same start."""
    there, gone, long_ago = Scope(Server.build(env).guild.id), Scope(1), datetime.now(UTC) - timedelta(days=31)
    for scope in (there, gone):
        await store.set_settings(scope, GuildSettings(language="it"))
        await store.set_left(scope, long_ago)
    await env.restart_bot(new_bot())
    await env.settle()
    assert (await store.settings(there)).language == "it"
    assert await store.settings(gone) == GuildSettings()
    assert await store.left_before(datetime.now(UTC)) == []
