"""Direct and group messages, which the operator can turn off."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from discord import AppCommandType
from discord.app_commands import AppCommandContext
from simcord import Env

from bot.discord_app.members import RefusedError
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from tests.discord_app.client_builder import client_over
from tests.discord_app.conversation.test_conversation import sent
from tests.discord_app.server import Server, reply, text
from tests.discord_app.small_library import FILMING, TODAY

SERVER, DIRECT, GROUP = 0, 1, 2


@pytest.fixture
async def servers_only(library: Library, concepts: ConceptList) -> AsyncIterator[Server]:
    """A bot that answers in servers only."""
    env = Env(client_over(library, concepts, lambda: TODAY, direct_messages=False, group_messages=False))
    await env.start()
    yield Server.build(env)
    await env.shutdown()


@pytest.mark.parametrize(
    ("options", "contexts"),
    [
        ({}, [SERVER, DIRECT, GROUP]),
        ({"group_messages": False}, [SERVER, DIRECT]),
        ({"direct_messages": False}, [SERVER, GROUP]),
        ({"direct_messages": False, "group_messages": False}, [SERVER]),
    ],
)
async def test_the_operator_chooses_where_commands_are_offered(
    library: Library, concepts: ConceptList, options: dict[str, Any], contexts: list[int]
) -> None:
    """Members' commands are offered where the operator wants them, those of moderators in servers."""
    tree = client_over(library, concepts, **options).tree
    members, moderators = tree.get_commands(type=AppCommandType.chat_input)
    answer, add = tree.get_commands(type=AppCommandType.message)
    found = [each.allowed_contexts.to_array() for each in (members, answer, moderators, add) if each.allowed_contexts]
    assert found == [contexts, contexts, [SERVER], [SERVER]]


async def test_a_direct_message_is_not_answered_where_it_is_off(servers_only: Server) -> None:
    """Without direct messages neither a message nor a command in one is answered, and servers are as before."""
    await servers_only.asker.send_dm(FILMING)
    await servers_only.env.settle()
    assert sent(servers_only.asker.user.dm_channel, servers_only) == []
    assert "Harbor Weekly" in text(reply(await servers_only.ask(FILMING)))
    tree: Any = servers_only.env.bot.tree  # type: ignore[attr-defined]
    for place in (AppCommandContext(dm_channel=True), AppCommandContext(private_channel=True)):
        # Discord goes on offering a command for a while.
        with pytest.raises(RefusedError, match="in servers only"):
            await tree.interaction_check(SimpleNamespace(context=place))
    assert await tree.interaction_check(SimpleNamespace(context=AppCommandContext(guild=True)))
