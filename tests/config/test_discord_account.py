"""Checks of a token, by its form and by asking a Discord on a real socket."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.config.discord_account import UnreachableError, application_id, login_name
from bot.errors import SettingsError

REST = ".abcdef.abcdefghijklmnopqrstuvwxyz0"


def token_of(number: int) -> str:
    """Return a token in Discord's form for this application."""
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=") + REST


@asynccontextmanager
async def discord_saying(answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """Serve a Discord that always gives one answer."""
    application = web.Application()
    application.router.add_get("/users/@me", answer)
    runner = web.AppRunner(application, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@given(st.integers(10**16, 2**63 - 1))
def test_a_token_names_its_application(number: int) -> None:
    """The first part of a token is the application's id in base 64."""
    assert application_id(token_of(number)) == number


@pytest.mark.parametrize("token", ["", "secret", "a.b.c", "secretsecretsecretsecret" + REST, token_of(10**17) + " x"])
def test_a_wrong_token_is_refused_without_showing_it(token: str) -> None:
    """A wrong token is an error that does not repeat it."""
    with pytest.raises(SettingsError, match="does not look like") as refused:
        application_id(token)
    assert "secret" not in str(refused.value)


async def test_a_good_token_has_a_name() -> None:
    """A valid token gives the bot's name."""

    async def answer(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bot good"
        return web.json_response({"username": "Heat\x1b 2"})

    async with discord_saying(answer) as url:
        assert await login_name("good", url) == "Heat\\x1b 2"


async def test_a_refused_token_is_a_mistake_of_the_settings() -> None:
    """Status 401 is an error of the settings."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"message": "401: Unauthorized"}, status=401)

    async with discord_saying(answer) as url:
        with pytest.raises(SettingsError, match="refused by Discord"):
            await login_name("bad", url)


async def test_other_failures_are_no_refusal() -> None:
    """A failing, unexpected, silent or unreachable Discord does not make the token wrong."""

    async def failure(_: web.Request) -> web.Response:
        return web.Response(status=503)

    async def unknown(_: web.Request) -> web.Response:
        return web.json_response(["what?"])

    given_up = asyncio.Event()

    async def silence(_: web.Request) -> web.Response:
        await given_up.wait()
        return web.Response()

    for answer, reason in ((failure, "status 503"), (unknown, "list indices"), (silence, "no answer in")):
        async with discord_saying(answer) as url:
            with pytest.raises(UnreachableError, match=reason):
                await login_name("token", url, seconds=0.5)
            if answer is silence:
                given_up.set()
    with pytest.raises(UnreachableError):
        await login_name("token", url, seconds=5)
