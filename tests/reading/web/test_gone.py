"""Whether a page still exists."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.reading.web.gone import is_gone
from tests.reading.web.site import serving


class Names(AbstractResolver):
    """Knows these names and no others."""

    def __init__(self, *names: str) -> None:
        self._names = names

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        """Return a loopback address. Raises OSError for other names."""
        if host not in self._names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("status", "gone"), [(200, False), (404, True), (410, True), (403, None), (429, None), (500, None), (503, None)]
)
async def test_a_page_is_gone_if_its_site_says_so(status: int, gone: bool | None) -> None:
    """Only 404 and 410 mean that there is no page; a refusal or a failure tells nothing."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text="A page.", content_type="text/html")

    async with serving(answer) as site:
        assert await is_gone(f"{site.root}/page", site.policy) is gone


async def test_a_site_without_a_name_is_gone() -> None:
    """A name that nobody knows means that there is no page, unless no name can be found at all."""
    assert await is_gone("https://gone.example.com/", resolver=Names("discord.com")) is True
    assert await is_gone("https://gone.example.com/", resolver=Names()) is None


async def test_a_site_that_does_not_answer_may_come_back() -> None:
    """A port that nobody listens at tells nothing, and neither does a private address."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response()

    async with serving(answer) as site:
        pass
    assert await is_gone(site.root, site.policy) is None
    assert await is_gone("http://127.0.0.1/") is None
