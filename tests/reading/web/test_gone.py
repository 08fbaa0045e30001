"""Whether a page still exists."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
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
    """Only 404 and 410 mean that there is no page; a refusal or a failure proves nothing."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text="A page.", content_type="text/html")

    async with serving(answer) as site:
        assert await is_gone(f"{site.root}/page", site.policy) is gone


@pytest.mark.parametrize(
    ("title", "gone"), [("Page not found | Lakeside Courier", True), ("Page not found: a review", False)]
)
async def test_a_page_that_only_says_that_it_is_gone_is_gone(title: str, gone: bool) -> None:
    """An error page with status 200 is recognised as it is when an article is added; other short pages are there."""

    async def answer(_: web.Request) -> web.Response:
        text = f"<html><title>{title}</title><body><h1>{title}</h1><p>Try the search.</p></body></html>"
        return web.Response(text=text, content_type="text/html")

    async with serving(answer) as site:
        assert await is_gone(f"{site.root}/page", site.policy) is gone


async def test_a_page_that_cannot_be_read_here_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a module missing in the installation, no page counts as gone, and none as found."""
    python = tmp_path / "python"
    python.write_text("""#!/bin/sh\necho '{"missing": "lxml"}'\nexit 3\n""")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="<html><body>A page.</body></html>", content_type="text/html")

    async with serving(answer) as site:
        assert await is_gone(f"{site.root}/page", site.policy) is None


async def test_a_site_without_a_name_is_gone() -> None:
    """A name that nobody knows means that there is no page, unless no name can be found at all."""
    assert await is_gone("https://gone.example.com/", resolver=Names("discord.com")) is True
    assert await is_gone("https://gone.example.com/", resolver=Names()) is None


async def test_a_site_that_does_not_answer_may_come_back() -> None:
    """A closed port proves nothing, and neither does a private address."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response()

    async with serving(answer) as site:
        pass
    assert await is_gone(site.root, site.policy) is None
    assert await is_gone("http://127.0.0.1/") is None
