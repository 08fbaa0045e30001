"""A web site on loopback, and the gate that lets tests reach it and nothing else."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from bot.reading.web.gate import IPAddress

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LoopbackGate:
    """Lets connections to 127.0.0.1 through, on the ports of a test's own site."""

    def __init__(self, *ports: int) -> None:
        self._ports = frozenset(ports)

    def allows_address(self, address: IPAddress) -> bool:
        """Only 127.0.0.1, so that every other address of this machine can stand for what is not public."""
        return address == ipaddress.ip_address("127.0.0.1")

    def allows_port(self, port: int) -> bool:
        """Only the site's."""
        return port in self._ports


class Site:
    """Where the site is, and the gate to it."""

    def __init__(self, port: int, *, is_tls: bool = False) -> None:
        self.port = port
        self.root = f"{'https' if is_tls else 'http'}://127.0.0.1:{port}"
        self.gate = LoopbackGate(port)


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """A site that answers every address with this handler."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    assert runner.addresses
    try:
        yield Site(runner.addresses[0][1], is_tls=tls is not None)
    finally:
        await runner.cleanup()
