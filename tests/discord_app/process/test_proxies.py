"""`heat2 run` with a REST proxy and a gateway proxy before Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.discord_app.process.bot_process import start
from tests.loopback import GatewayRules, LoopbackDiscord

NOBODY = b"ws://127.0.0.1:1"
_KEPT = ("Authorization", "Content-Type")


@asynccontextmanager
async def rest_proxy(discord: LoopbackDiscord, passed: list[str]) -> AsyncIterator[str]:
    """Serve a proxy that records what it passes on, and that names an unreachable gateway; yield its address."""
    async with aiohttp.ClientSession() as session:

        async def pass_on(request: web.Request) -> web.Response:
            passed.append(request.path)
            headers = {
                name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers
            }
            path = request.path_qs.removeprefix("/proxied/v10")
            body = await request.read()
            async with session.request(request.method, discord.api_url + path, data=body, headers=headers) as answer:
                said = (await answer.read()).replace(discord.gateway_url.encode(), NOBODY)
                # As bytes: the library takes JSON for JSON only where no charset is named beside it.
                return web.Response(status=answer.status, body=said, content_type=answer.content_type)

        app = web.Application()
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/proxied/v10"
        finally:
            await runner.cleanup()


async def test_everything_passes_through_the_proxies(tmp_path: Path) -> None:
    """All requests go to the REST proxy and all sockets to the gateway proxy, whatever gateway Discord names."""
    passed: list[str] = []
    async with (
        LoopbackDiscord(rules=GatewayRules(identify_window=0.0)) as discord,
        rest_proxy(discord, passed) as address,
    ):
        async with start(discord, tmp_path, HEAT2_DISCORD_API_URL=address):
            await discord.ready()
            assert (await discord.member().slash("heat2 ask", question="when does filming start")).ok
        assert len(passed) == len(discord.requests())
        assert {"/proxied/v10/gateway/bot"} < set(passed)
        discord.assert_clean()
