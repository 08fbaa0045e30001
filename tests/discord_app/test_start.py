"""Commands that `heat2 run` sends at its start, and lines that it logs."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from simcord import Env

from bot.discord_app.client import Heat2Client
from bot.discord_app.connection.command_sync import sync_when_changed
from bot.discord_app.connection.options import ConnectionOptions
from bot.discord_app.run import _addresses_set
from bot.library.library import Library
from bot.phrases import LANGUAGES
from bot.search.language.concepts import ConceptList
from bot.search.language.spelling import SpellingDictionary
from bot.store.memory import MemoryStore
from tests.discord_app.client_builder import client_over, services
from tests.discord_app.process.bot_process import start
from tests.discord_app.small_library import ARTICLES, TODAY
from tests.loopback import Endpoint, GatewayRules, Guild, LoopbackDiscord

RULES = GatewayRules(identify_window=0.0)


@pytest.mark.parametrize("in_dev_guild", [False, True])
async def test_commands_that_are_missing_are_sent_again(
    library: Library, concepts: ConceptList, in_dev_guild: bool
) -> None:
    """A start sends commands once; the next start sends them again if one was deleted or changed at Discord."""
    async with LoopbackDiscord(rules=RULES) as discord:
        place = discord.guild.id if in_dev_guild else None
        endpoint = Endpoint.SYNC_GUILD_COMMANDS if place else Endpoint.SYNC_COMMANDS
        sent = []
        for change in ("nothing", "nothing", "one is deleted", "nothing", "another version", "all are deleted"):
            commands = discord.state.commands.get(place, [])
            if change == "one is deleted":
                discord.state.commands[place] = commands[1:]
            elif change == "another version":
                discord.state.commands[place] = [commands[0] | {"version": "9"}, *commands[1:]]
            elif change == "all are deleted":
                discord.state.commands[place] = []
            client = client_over(library, concepts, dev_guild_id=place or 0)
            with _addresses_set(ConnectionOptions(discord.state.token, discord.api_url)):
                async with client:
                    await client.login(discord.state.token)
            sent.append(len(discord.requests(endpoint)))
        assert sent == [1, 1, 2, 2, 3, 4]
        assert len(discord.state.commands[place]) == 4


async def test_commands_are_not_sent_because_discord_cannot_be_asked(
    env: Env, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """When the list of commands cannot be read, the bot logs that and starts without sending them."""
    bot = env.bot
    assert isinstance(bot, Heat2Client)

    async def away(_application: int) -> list[object]:
        raise ConnectionResetError

    monkeypatch.setattr(bot.http, "get_global_commands", away)
    assert await sync_when_changed(bot.tree, bot._store) == (False, {})
    assert "did not say which commands it has" in caplog.text


async def test_dictionaries_are_built_in_a_thread_before_the_first_question(
    concepts: ConceptList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The start builds the dictionary of each language beside the event loop, and a question builds none."""
    built: list[threading.Thread] = []
    build = SpellingDictionary.__init__

    def note(dictionary: SpellingDictionary, words: Iterable[str]) -> None:
        built.append(threading.current_thread())
        build(dictionary, words)

    monkeypatch.setattr(SpellingDictionary, "__init__", note)
    own = ConceptList(tuple(concepts))
    library = Library(ARTICLES, MemoryStore(), own, lambda: TODAY)
    members = services(library, own).members
    await members.warm_up()
    assert len(built) == len(LANGUAGES)
    assert threading.current_thread() not in built
    await library.ask_text("When does filmign start?")
    assert len(built) == len(LANGUAGES)
    library.close()


async def test_the_first_start_says_how_to_invite_the_bot(tmp_path: Path) -> None:
    """A bot in no server logs its invitation; a bot in servers logs their number and no invitation."""
    async with LoopbackDiscord(Guild("One"), Guild("Two"), rules=RULES) as discord:
        async with start(discord, tmp_path) as process:
            assert "in 2 servers, on 1 shard" in await process.line("ready: ", within=60)
            assert "oauth2" not in process.output
        for guild in list(discord.state.guilds.values()):
            await discord.remove_bot(guild)
        async with start(discord, tmp_path) as process:
            assert f"client_id={discord.state.application_id}" in await process.line("in no server yet", within=60)
            assert "ready: in 0 servers" in process.output
            assert "integration_type=1" in await process.line("without a server", within=60)
