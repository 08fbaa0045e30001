"""Starting the bot, and what the operator reads when that is not possible."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import discord
import pytest
from aiohttp import web

from bot.discord_app.connection.options import ConnectionOptions
from bot.discord_app.run import _errors_explained, run_bot
from bot.errors import Heat2Error, SettingsError
from bot.library.library import Library
from bot.search.language.concepts import ConceptList
from tests.discord_app.client_builder import services

TOKEN = "MTIz.secret.token"


@asynccontextmanager
async def answering(status: int) -> AsyncIterator[str]:
    """Serve a Discord that responds to everything with this status; yield its address."""

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response({"message": f"status {status}", "code": 0}, status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "kind", "said"), [(401, SettingsError, "HEAT2_DISCORD_TOKEN"), (403, Heat2Error, "status 403")]
)
async def test_a_refusal_is_one_sentence(
    library: Library, concepts: ConceptList, status: int, kind: type[Heat2Error], said: str
) -> None:
    """The operator reads what to do, and never the token."""
    async with answering(status) as address:
        with pytest.raises(kind, match=said) as raised:
            await run_bot(services(library, concepts), library.store, ConnectionOptions(TOKEN, address))
    assert TOKEN not in str(raised.value)


async def test_discords_own_addresses_are_put_back(library: Library, concepts: ConceptList) -> None:
    """After a run with another address, discord.py has its own addresses again."""
    before = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    async with answering(403) as address:
        connection = ConnectionOptions(TOKEN, address, "ws://127.0.0.1:1/gw")
        with pytest.raises(Heat2Error):
            await run_bot(services(library, concepts), library.store, connection)
    assert before == (discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal handlers")
async def test_a_signal_ends_what_comes_before_the_login(library: Library, concepts: ConceptList) -> None:
    """A bot that is stopped while it loads its articles ends without an error, and has never logged in."""
    ended = False

    async def prepare() -> None:
        nonlocal ended
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.Event().wait()
        finally:
            ended = True

    # An attempt to log in would raise a refusal.
    async with answering(403) as address:
        await run_bot(services(library, concepts), library.store, ConnectionOptions(TOKEN, address), prepare=prepare)
    assert ended


class Closed(discord.ConnectionClosed):
    """Return the error of a connection that Discord ended with a code."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.reason = ""
        self.shard_id = None
        Exception.__init__(self, f"closed with {code}")


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (lambda: Closed(4004), "HEAT2_DISCORD_TOKEN"),
        (lambda: Closed(4010), "HEAT2_SHARD_IDS"),
        (lambda: Closed(4011), "HEAT2_SHARD_COUNT"),
        (lambda: Closed(4099), "4099"),
        (lambda: discord.PrivilegedIntentsRequired(None), "privileged"),
        (discord.GatewayNotFound, "cannot be reached"),
        (TimeoutError, "cannot be reached"),
    ],
)
def test_every_end_of_a_connection_is_explained(raised: Callable[[], Exception], said: str) -> None:
    """Each failure that ends the run becomes one sentence for the operator."""
    with pytest.raises(Heat2Error, match=said), _errors_explained():
        raise raised()


def test_the_token_is_not_in_the_connections_repr() -> None:
    """The representation of a connection does not contain the token."""
    assert TOKEN not in repr(ConnectionOptions(TOKEN))
